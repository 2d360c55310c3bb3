import { createSign, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { byCategory, type Category, credentials, readerName } from "../../../catalogue/index.ts";
import { AwsCluster } from "./rig/aws-cluster.ts";
import { serviceAccountsKey } from "./rig/control-plane.ts";
import { order, verdict } from "./rig/orders.ts";
import { AwkwardValues } from "./rig/values.ts";

const moto = inject("motoEndpoint");
const AUDIENCE = "sts.amazonaws.com";
const OPERATORS_NAMESPACE = "external-secrets";
const stores = byCategory().map(([category]) => category);
const values = new AwkwardValues(7);

describe.skipIf(moto === "")("least privilege", () => {
  let cluster: AwsCluster;
  beforeAll(async () => {
    cluster = await AwsCluster.start(moto);
    for (const { id } of credentials) await cluster.put(id, values.fields(id));
  });
  afterAll(async () => cluster?.[Symbol.asyncDispose]());

  const orderOf = (namespace: string, category: Category, id: string) => ({
    name: `${readerName(category)}-${id}`,
    namespace,
    store: readerName(category),
    key: cluster.secretId(id),
  });

  describe.each(stores)("the store of %s", (category) => {
    const own = credentials.filter((one) => one.category === category).map(({ id }) => id);
    const others = credentials.filter((one) => one.category !== category).map(({ id }) => id);
    beforeAll(async () => {
      await Promise.all(credentials.map(({ id }) => order(cluster, orderOf(cluster.namespace, category, id))));
    });

    test.each(own)("reads %s", async (id) => {
      expect(await verdict(cluster, orderOf(cluster.namespace, category, id))).toBe("delivered");
    });

    test.each(others)("is denied %s", async (id) => {
      const denied = orderOf(cluster.namespace, category, id);
      // By Secrets Manager itself: the key would be a second bar.
      expect(await verdict(cluster, denied)).toMatch(/AccessDeniedException: .* secretsmanager:GetSecretValue on/);
      expect(await cluster.api.find("v1", "Secret", denied.name, cluster.namespace)).toBeUndefined();
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
    const refused = orderOf("elsewhere", category, own?.id ?? "");
    await order(cluster, refused);
    expect(await verdict(cluster, refused)).toContain(
      `using cluster store "${readerName(category)}" is not allowed from namespace "elsewhere": denied by spec.condition`,
    );
    expect(await cluster.api.find("v1", "Secret", refused.name, "elsewhere")).toBeUndefined();
  });

  describe("a role is taken on", () => {
    const roleOf = (category: string) =>
      cluster.program.roles.find(({ arn }) => arn.endsWith(`/qualisys-staging-reader-${category}`))?.arn ?? "";

    const tokenOf = (name: string, namespace: string, audience: string) =>
      cluster.api.token(name, namespace, { audiences: [audience] });

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

    test("not with a token of the cluster's own key that is out of time or of another issuer", async () => {
      const token = await tokenOf(readerName("llm"), OPERATORS_NAMESPACE, AUDIENCE);
      expect(await assume(roleOf("llm"), resigned(token, {}))).toBe("assumed");
      const past = Math.floor(Date.now() / 1000) - 1;
      expect(await assume(roleOf("llm"), resigned(token, { exp: past }))).toBe("ExpiredTokenException");
      const elsewhere = "https://oidc.eks.eu-central-1.amazonaws.com/id/ANOTHER";
      expect(await assume(roleOf("llm"), resigned(token, { iss: elsewhere }))).toBe("InvalidIdentityToken");
    });

    /** A token with other claims, signed by the cluster's key. */
    function resigned(token: string, changes: object): string {
      const [header = "", payload = ""] = token.split(".");
      const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), ...changes };
      const changed = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
      const key = readFileSync(serviceAccountsKey(cluster.processes));
      return `${changed}.${createSign("RSA-SHA256").update(changed).sign(key, "base64url")}`;
    }
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
