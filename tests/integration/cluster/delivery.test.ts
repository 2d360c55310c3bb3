import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { credentials, isOperatorProvided, placeholder, requiredFields } from "../../../catalogue/index.ts";
import { notProvided } from "../../../components/kubernetes/target-template.ts";
import { contract } from "../../catalogue/contract.ts";
import { credential } from "../../operator/values.ts";
import { AwsCluster } from "./rig/aws-cluster.ts";
import { findPostgres, startPostgres } from "./rig/postgres.ts";
import { AwkwardValues } from "./rig/values.ts";

const moto = inject("motoEndpoint");
const postgres = findPostgres();
if (postgres === undefined && process.env.CI === "true") {
  throw new Error(
    "PostgreSQL is missing, which DATABASE_URL is tried with. On Debian and Ubuntu: apt-get install postgresql",
  );
}

const ALL = contract.map(([id, , , secret, keys]) => [id, secret, keys] as const);
const FILLED_BY_PEOPLE = credentials
  .filter((one) => isOperatorProvided(one) || one.source === "rotated")
  .map(({ id }) => id);
const PATIENCE = { timeout: 60_000 };
const values = new AwkwardValues(20260801);

describe.skipIf(moto === "")("the operator", () => {
  let cluster: AwsCluster;
  beforeAll(async () => {
    cluster = await AwsCluster.start(moto);
  });
  afterAll(async () => cluster?.[Symbol.asyncDispose]());

  /** Puts a value and has it read. */
  async function fill(id: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    await cluster.put(id, fields);
    await cluster.sync(id);
  }

  describe("while a credential is a placeholder", () => {
    test.each(FILLED_BY_PEOPLE)("makes no Secret of %s and says what to run", async (id) => {
      await cluster.decided(id, false);
      const warning = await cluster.warning(id, /is_not_provided/);
      expect(credential(id).fields.some(({ name }) => warning.includes(notProvided(credential(id), name)))).toBe(true);
      expect(warning).not.toContain("REPLACE_WITH_");
      expect(await cluster.delivered(id)).toBeUndefined();
    });

    test("delivers the generated one", async () => {
      await cluster.decided("jwt-signing-key", true);
      expect(Object.keys((await cluster.delivered("jwt-signing-key")) ?? {}).sort()).toEqual([
        "previous_secret",
        "secret",
      ]);
    });

    test("makes no Secret of one that is provided in part", async () => {
      for (const missing of requiredFields(credential("github-app"))) {
        const fields = {
          ...values.fields("github-app"),
          [missing.name]: placeholder(credential("github-app"), missing),
        };
        await fill("github-app", fields);
        expect(await cluster.warning("github-app", new RegExp(`field_${missing.name}_`))).toContain(
          "github_app_is_not_provided",
        );
        expect(await cluster.delivered("github-app")).toBeUndefined();
      }
    });

    test("takes Slack's channel for what it is: a default, not a placeholder", async () => {
      const webhook_url = "https://hooks.example.test/services/T0/B0/x";
      await fill("slack-webhook", { webhook_url, channel: "#qualisys-alerts" });
      await cluster.decided("slack-webhook", true);
      expect(await cluster.delivered("slack-webhook")).toEqual({ webhook_url, channel: "#qualisys-alerts" });
    });
  });

  describe("once a credential is provided", () => {
    test.each(ALL)("delivers %s as the Secret %s under its keys, to the last character", async (id, secret, keys) => {
      const given = values.fields(id);
      await fill(id, given);
      const { kubernetes } = credential(id);
      const expected = Object.fromEntries(
        Object.entries(kubernetes?.keys ?? {}).map(([key, field]) => [key, given[field]]),
      );
      await expect.poll(() => cluster.delivered(id), PATIENCE).toMatchObject(expected);
      expect(Object.keys((await cluster.delivered(id)) ?? {}).sort()).toEqual([...keys].sort());
      expect(await cluster.api.find("v1", "Secret", secret, cluster.namespace)).toBeDefined();
      await cluster.decided(id, true);
    });

    const NOT_PROVIDED = /openai_is_not_provided__its_field_api_key__run_secrets_put/;
    const NO_SUCH_KEY = /key api_key does not exist in secret qualisys-staging\/llm\/openai/;
    test.each([
      ["a placeholder", { api_key: "REPLACE_WITH_OPENAI_API_KEY" }, NOT_PROVIDED],
      ["another placeholder, after a blank", { api_key: " REPLACE_WITH_IT" }, NOT_PROVIDED],
      ["an empty text", { api_key: "" }, NOT_PROVIDED],
      ["blanks", { api_key: "  \n" }, NOT_PROVIDED],
      ["null", { api_key: null }, NOT_PROVIDED],
      ["a document without the field", { other: "x" }, NO_SUCH_KEY],
      ["an empty document", {}, NO_SUCH_KEY],
      ["a list", ["x"], NO_SUCH_KEY],
      ["a bare text, no document", "x", NO_SUCH_KEY],
    ])("keeps the good value when %s is put over it, says so, and recovers by itself", async (_, bad, cause) => {
      const good = values.fields("openai");
      await fill("openai", good);
      await expect.poll(() => cluster.delivered("openai"), PATIENCE).toEqual({ "api-key": good.api_key });
      await cluster.decided("openai", true);

      const since = Date.now();
      await cluster.putText("openai", typeof bad === "string" ? bad : JSON.stringify(bad));
      await cluster.sync("openai");
      await cluster.decided("openai", false);
      expect(await cluster.warning("openai", cause, since)).toMatch(cause);
      expect(await cluster.delivered("openai")).toEqual({ "api-key": good.api_key });

      const better = values.fields("openai");
      await cluster.put("openai", better);
      // No further request to sync: it tries again by itself.
      await expect.poll(() => cluster.delivered("openai"), PATIENCE).toEqual({ "api-key": better.api_key });
    });

    test("keeps the good value when the program puts its placeholder again", async () => {
      const good = values.fields("sendgrid");
      await fill("sendgrid", good);
      await expect.poll(() => cluster.delivered("sendgrid"), PATIENCE).toEqual({ "api-key": good.api_key });
      const first = cluster.program.firstValues.find(({ name }) => name === cluster.secretId("sendgrid"));
      await cluster.aws("PutSecretValue", {
        SecretId: cluster.secretId("sendgrid"),
        SecretString: first?.value,
        VersionStages: first?.stages,
        ClientRequestToken: crypto.randomUUID(),
      });
      await cluster.sync("sendgrid");
      await cluster.synced("sendgrid");
      expect(await cluster.isReady("sendgrid")).toBe(true);
      expect(await cluster.delivered("sendgrid")).toEqual({ "api-key": good.api_key });
    });
  });

  test("is left by the operator as the program wrote it: the next refresh finds nothing changed", async () => {
    for (const manifest of [...cluster.program.of("ExternalSecret"), ...cluster.program.of("ClusterSecretStore")]) {
      const { apiVersion, kind, metadata } = manifest;
      const now = await cluster.api.get(apiVersion, kind, metadata.name, metadata.namespace);
      expect(now.spec).toMatchObject(manifest.spec as object);
    }
  });

  test.skipIf(postgres === undefined)("composes a DATABASE_URL that parses and connects", async () => {
    const login = { dbname: "quality-db%2F", username: "app+user@corp:x", password: values.password() };
    const { host, port, query } = await startPostgres(cluster.processes, postgres ?? "", login);
    await fill("database", { engine: "postgres", host, port, ...login });
    await expect.poll(async () => (await cluster.delivered("database"))?.password, PATIENCE).toBe(login.password);
    const url = (await cluster.delivered("database"))?.DATABASE_URL ?? "";

    const parsed = new URL(url);
    expect(decodeURIComponent(parsed.password)).toBe(login.password);
    expect(decodeURIComponent(parsed.username)).toBe(login.username);
    expect(decodeURIComponent(parsed.pathname)).toBe(`/${login.dbname}`);
    expect(await query(url, "select current_user || ' in ' || current_database()")).toBe(
      `${login.username} in ${login.dbname}`,
    );
    await expect(query(url.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toThrow(
      "password authentication failed",
    );
  });
});
