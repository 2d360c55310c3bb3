import { createSign, generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { byCategory, credentials, readerName } from "../../../catalogue/index.ts";
import { Cluster } from "./rig/cluster.ts";
import type { Manifest } from "./rig/cluster-api.ts";
import { until } from "./rig/processes.ts";
import { AwkwardValues } from "./rig/values.ts";

const moto = inject("motoEndpoint");
const AUDIENCE = "sts.amazonaws.com";
const OPERATORS_NAMESPACE = "external-secrets";
const stores = byCategory().map(([category]) => category);
const values = new AwkwardValues(7);

describe.skipIf(moto === "")("least privilege", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start(moto);
    for (const { id } of credentials) await cluster.put(id, values.fields(id));
  });
  afterAll(async () => cluster?.[Symbol.asyncDispose]());

  /** Somebody's own order for a credential's secret through a category's store. */
  async function order(namespace: string, store: string, id: string): Promise<Manifest> {
    const name = `${store}-${id}`;
    return cluster.api.apply({
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name, namespace },
      spec: {
        refreshInterval: "1h0m0s",
        secretStoreRef: { kind: "ClusterSecretStore", name: store },
        target: { name },
        data: [{ secretKey: "value", remoteRef: { key: cluster.secretId(id) } }],
      },
    });
  }

  async function verdict(namespace: string, name: string): Promise<string> {
    return until(
      async () => {
        const events = await cluster.api.list<Manifest & { reason: string; message: string }>(
          "v1",
          "Event",
          namespace,
          `?fieldSelector=${encodeURIComponent(`involvedObject.kind=ExternalSecret,involvedObject.name=${name}`)}`,
        );
        const found = events.find(({ reason }) => reason === "UpdateFailed" || reason === "Created");
        return found && (found.reason === "Created" ? "delivered" : found.message);
      },
      { what: `a verdict on ${name}`, check: () => cluster.check() },
    );
  }

  describe.each(stores)("the store of %s", (category) => {
    const own = credentials.filter((one) => one.category === category).map(({ id }) => id);
    const others = credentials.filter((one) => one.category !== category).map(({ id }) => id);
    beforeAll(async () => {
      await Promise.all(credentials.map(({ id }) => order(cluster.namespace, readerName(category), id)));
    });

    test.each(own)("reads %s", async (id) => {
      expect(await verdict(cluster.namespace, `${readerName(category)}-${id}`)).toBe("delivered");
    });

    test.each(others)("is denied %s", async (id) => {
      const name = `${readerName(category)}-${id}`;
      // By Secrets Manager itself: the key would be a second bar.
      expect(await verdict(cluster.namespace, name)).toMatch(
        /AccessDeniedException: .* secretsmanager:GetSecretValue on/,
      );
      expect(await cluster.api.find("v1", "Secret", name, cluster.namespace)).toBeUndefined();
    });

    test("reads as its own role and no other", () => {
      const roles = cluster.front.decisions.filter(
        ({ secret, allowed }) => allowed && own.some((id) => secret === cluster.secretId(id)),
      );
      expect([...new Set(roles.map(({ role }) => role.split("/").at(-1)))]).toEqual([
        `qualisys-staging-reader-${category}`,
      ]);
    });
  });

  test.each(stores)("a namespace that is not named may not use the store of %s", async (category) => {
    await cluster.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "elsewhere" } });
    const [own] = credentials.filter((one) => one.category === category);
    const id = own?.id ?? "";
    await order("elsewhere", readerName(category), id);
    const name = `${readerName(category)}-${id}`;
    expect(await verdict("elsewhere", name)).toContain(
      `using cluster store "${readerName(category)}" is not allowed from namespace "elsewhere": denied by spec.condition`,
    );
    expect(await cluster.api.find("v1", "Secret", name, "elsewhere")).toBeUndefined();
  });

  describe("a role is taken on", () => {
    const roleOf = (category: string) =>
      cluster.program.roles.find(({ arn }) => arn.endsWith(`/qualisys-staging-reader-${category}`))?.arn ?? "";

    async function tokenOf(name: string, namespace: string, audience: string): Promise<string> {
      const place = `${cluster.api.path("v1", "ServiceAccount", namespace, name)}/token`;
      const { status } = await cluster.api.call<{ status: { token: string } }>("POST", place, {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { audiences: [audience] },
      });
      return status.token;
    }

    async function assume(role: string, token: string): Promise<string> {
      const response = await fetch(cluster.front.endpoint, {
        method: "POST",
        body: new URLSearchParams({
          Action: "AssumeRoleWithWebIdentity",
          RoleArn: role,
          RoleSessionName: "test",
          WebIdentityToken: token,
        }),
      });
      const text = await response.text();
      return response.ok ? "assumed" : (/<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? text);
    }

    async function account(name: string, namespace: string): Promise<void> {
      await cluster.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
      await cluster.api.apply({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } });
    }

    test.each(stores)("by the service account of %s, and that role only", async (category) => {
      const token = await tokenOf(readerName(category), OPERATORS_NAMESPACE, AUDIENCE);
      const outcomes = await Promise.all(
        stores.map(async (other) => [other, await assume(roleOf(other), token)] as const),
      );
      const expected = stores.map((other) => [other, other === category ? "assumed" : "AccessDenied"] as const);
      expect(outcomes).toEqual(expected);
    });

    test("not by an account of the same name in another namespace", async () => {
      await account(readerName("llm"), "impostors");
      expect(await assume(roleOf("llm"), await tokenOf(readerName("llm"), "impostors", AUDIENCE))).toBe("AccessDenied");
    });

    test("not with a token that was meant for somebody else", async () => {
      const token = await tokenOf(readerName("llm"), OPERATORS_NAMESPACE, "https://vault.example.test");
      expect(await assume(roleOf("llm"), token)).toBe("AccessDenied");
    });

    test("not by the operator's own pod", async () => {
      const token = await tokenOf("external-secrets", OPERATORS_NAMESPACE, AUDIENCE);
      for (const category of stores) expect(await assume(roleOf(category), token)).toBe("AccessDenied");
    });

    test("not with a token that somebody else has signed or changed", async () => {
      const token = await tokenOf(readerName("llm"), OPERATORS_NAMESPACE, AUDIENCE);
      const [header = "", payload = "", signature = ""] = token.split(".");
      const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const forged = createSign("RSA-SHA256").update(`${header}.${payload}`).sign(privateKey, "base64url");
      expect(await assume(roleOf("llm"), `${header}.${payload}.${forged}`)).toBe("InvalidIdentityToken");

      const claims = {
        ...JSON.parse(Buffer.from(payload, "base64url").toString()),
        sub: "system:serviceaccount:external-secrets:qualisys-secrets-jwt",
      };
      const changed = Buffer.from(JSON.stringify(claims)).toString("base64url");
      expect(await assume(roleOf("jwt"), `${header}.${changed}.${signature}`)).toBe("InvalidIdentityToken");
      expect(await assume(roleOf("llm"), `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`)).toBe(
        "InvalidIdentityToken",
      );
    });
  });

  test("the readers' accounts have no rights in the cluster", async () => {
    for (const category of stores) {
      const user = `system:serviceaccount:${OPERATORS_NAMESPACE}:${readerName(category)}`;
      const { status } = await cluster.api.call<{ status: { allowed: boolean } }>(
        "POST",
        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SubjectAccessReview",
          spec: { user, resourceAttributes: { namespace: cluster.namespace, verb: "get", resource: "secrets" } },
        },
      );
      expect(status.allowed).toBe(false);
    }
  });
});
