import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  byCategory,
  type Category,
  credentials,
  isOperatorProvided,
  placeholder,
  readerName,
  requiredFields,
  vaultSecrets,
} from "../../../catalogue/index.ts";
import { contract } from "../../catalogue/contract.ts";
import { credential } from "../../operator/values.ts";
import { AzureCluster } from "./rig/azure-cluster.ts";
import { order, verdict } from "./rig/orders.ts";
import { AwkwardValues } from "./rig/values.ts";

const KEPT = credentials.filter((one) => vaultSecrets(one).length > 0);
const ALL = contract
  .filter(([id]) => KEPT.some((one) => one.id === id))
  .map(([id, , , secret, keys]) => [id, secret, keys] as const);
const FILLED_BY_PEOPLE = KEPT.filter(isOperatorProvided).map(({ id }) => id);
const CATEGORIES = byCategory(KEPT).map(([category]) => category);
const OPERATORS_NAMESPACE = "external-secrets";
const AUDIENCE = "api://AzureADTokenExchange";
const PATIENCE = { timeout: 60_000 };
const values = new AwkwardValues(20260802);

describe.skipIf(inject("motoEndpoint") === "")("a cluster that a vault feeds", () => {
  let cluster: AzureCluster;
  beforeAll(async () => {
    cluster = await AzureCluster.start();
  });
  afterAll(async () => cluster?.[Symbol.asyncDispose]());

  async function fill(id: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    await cluster.put(id, fields);
    await cluster.sync(id);
  }

  test.each(FILLED_BY_PEOPLE)("has no Secret of %s while it is a placeholder, and is told what to run", async (id) => {
    await cluster.decided(id, false);
    const warning = await cluster.warning(id, /is_not_provided/);
    expect(warning).toContain(`${id.replaceAll("-", "_")}_is_not_provided`);
    expect(warning).toMatch(/__run_secrets_put/);
    expect(warning).not.toContain("REPLACE_WITH_");
    expect(await cluster.delivered(id)).toBeUndefined();
  });

  test.each(ALL)("gets %s as the Secret %s under its keys, to the last character", async (id, secret, keys) => {
    const given = values.fields(id);
    await fill(id, given);
    const expected = Object.entries(credential(id).kubernetes?.keys ?? {}).map(([key, field]) => [key, given[field]]);
    await expect.poll(() => cluster.delivered(id), PATIENCE).toEqual(Object.fromEntries(expected));
    expect(Object.keys((await cluster.delivered(id)) ?? {}).sort()).toEqual([...keys].sort());
    expect(await cluster.api.find("v1", "Secret", secret, cluster.namespace)).toBeDefined();
    await cluster.decided(id, true);
  });

  test.each([
    ["a text", "openai"],
    ["one of several texts", "google-oauth"],
    ["a field of a document", "github-app"],
  ])("keeps the good value of %s (%s) when a placeholder, blanks or nothing is put over it", async (_, id) => {
    const good = values.fields(id);
    await fill(id, good);
    await cluster.decided(id, true);
    await expect
      .poll(async () => Object.values((await cluster.delivered(id)) ?? {}).sort(), PATIENCE)
      .toEqual(Object.values(good).sort());
    const field = requiredFields(credential(id)).at(-1);
    if (field === undefined) throw new Error("unreachable");
    for (const bad of [placeholder(credential(id), field), " \n", ""]) {
      await fill(id, { ...good, [field.name]: bad });
      await cluster.decided(id, false);
      expect(Object.values((await cluster.delivered(id)) ?? {}).sort()).toEqual(Object.values(good).sort());
      await fill(id, good);
      await cluster.decided(id, true);
    }
  });

  describe.each(CATEGORIES)("the store of %s", (category) => {
    const own = KEPT.filter((one) => one.category === category);
    const others = KEPT.filter((one) => one.category !== category);
    const keysOf = (list: typeof KEPT) => list.flatMap(vaultSecrets).map(({ name }) => name);
    const orderOf = (namespace: string, key: string) => ({
      name: `${readerName(category)}-${key}`,
      namespace,
      store: readerName(category),
      key,
    });
    beforeAll(async () => {
      for (const key of keysOf(KEPT)) await order(cluster, orderOf(cluster.namespace, key));
    });

    test.each(keysOf(own))("reads %s", async (key) => {
      expect(await verdict(cluster, orderOf(cluster.namespace, key))).toBe("delivered");
    });

    test.each(keysOf(others))("is denied %s", async (key) => {
      const denied = orderOf(cluster.namespace, key);
      expect(await verdict(cluster, denied)).toMatch(/403.*Forbidden/s);
      expect(await cluster.api.find("v1", "Secret", denied.name, cluster.namespace)).toBeUndefined();
    });

    test("reads as its own identity and no other", () => {
      const readers = cluster.front.vault.reads.filter(
        ({ secret, status }) => status === 200 && keysOf(own).includes(secret),
      );
      expect([...new Set(readers.map(({ identity }) => identity))]).toEqual([readerName(category)]);
    });

    test("refuses a namespace that is not named", async () => {
      await cluster.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "elsewhere" } });
      const refused = orderOf("elsewhere", keysOf(own)[0] ?? "");
      await order(cluster, refused);
      expect(await verdict(cluster, refused)).toContain("denied by spec.condition");
    });

    test("has an identity that its own service account alone may act as", async () => {
      const { clientId } = cluster.front.directory.identity(readerName(category));
      const as = async (account: string, namespace = OPERATORS_NAMESPACE, audience = AUDIENCE) =>
        cluster.front.directory.refusal(
          clientId,
          await cluster.api.token(account, namespace, { audiences: [audience] }),
        );
      expect(await as(readerName(category))).toBeUndefined();
      for (const other of CATEGORIES.filter((one) => one !== category)) {
        expect(await as(readerName(other))).toContain("No matching federated identity");
      }
      expect(await as("external-secrets")).toContain("No matching federated identity");
      expect(await as(readerName(category), OPERATORS_NAMESPACE, "sts.amazonaws.com")).toContain("No matching");
    });
  });

  const email: Category = "email";
  const TROUBLES: [what: string, begin: () => void, cause: RegExp, end: () => void][] = [
    [
      "nothing of Azure can be reached",
      () => {
        cluster.front.isDown = true;
      },
      /EOF|connection/,
      () => {
        cluster.front.isDown = false;
      },
    ],
    [
      "the permission is withdrawn",
      () => cluster.front.vault.withdraw(cluster.front.directory.identity(readerName(email))),
      /403.*Forbidden/s,
      () => cluster.front.vault.withdraw(cluster.front.directory.identity(readerName(email)), false),
    ],
    [
      "the secret is deleted",
      () => cluster.front.vault.values.delete("email-sendgrid-api-key"),
      /does not exist|not found/,
      () => {},
    ],
  ];
  test.each(TROUBLES)(
    "keeps the old value while %s, tells why, and recovers by itself",
    async (...[, begin, cause, end]) => {
      const [old, next] = [values.fields("sendgrid"), values.fields("sendgrid")];
      await fill("sendgrid", old);
      await expect.poll(() => cluster.delivered("sendgrid"), PATIENCE).toEqual({ "api-key": old.api_key });
      await cluster.decided("sendgrid", true);
      const since = Date.now();
      begin();
      try {
        await cluster.sync("sendgrid");
        await cluster.decided("sendgrid", false);
        expect(await cluster.warning("sendgrid", cause, since)).toMatch(cause);
        expect(await cluster.delivered("sendgrid")).toEqual({ "api-key": old.api_key });
      } finally {
        // In this order: had the operator read the old value in between, it would look for the next in an hour.
        await cluster.put("sendgrid", next).finally(end);
      }
      await expect.poll(() => cluster.delivered("sendgrid"), PATIENCE).toEqual({ "api-key": next.api_key });
      await cluster.decided("sendgrid", true);
    },
  );
});
