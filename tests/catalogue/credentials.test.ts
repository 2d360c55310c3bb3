import { describe, expect, test } from "vitest";
import {
  allCredentials,
  awsSecretName,
  type Credential,
  credentials,
  credentialsOf,
  delivered,
  initialDocument,
  initialVaultValue,
  spendAccounts,
  tags,
  vaultSecrets,
} from "../../catalogue/index.ts";
import { contract } from "./contract.ts";

function entry(id: string): Credential {
  const found = credentials.find((credential) => credential.id === id);
  if (found === undefined) throw new Error(`no credential ${id}`);
  return found;
}

describe("the inventory of the document", () => {
  test("is whole", () => {
    expect(credentials.map(({ id }) => id).sort()).toEqual(contract.map(([id]) => id).sort());
  });

  test.each(contract)(
    "%s is kept and delivered under its names",
    (id, path, vault, kubernetes, keys, epic, schedule) => {
      const credential = entry(id);
      expect(awsSecretName("qualisys", credential)).toBe(path);
      expect(vaultSecrets(credential).map(({ name }) => name)).toEqual(vault);
      expect(credential.kubernetes?.secret).toBe(kubernetes);
      const { keys: given = {}, connectionUrl } = credential.kubernetes ?? {};
      expect([...Object.keys(given), ...(connectionUrl === undefined ? [] : [connectionUrl])]).toEqual(keys);
      expect(credential.epic).toBe(epic);
      expect(tags(credential, path, "production")).toMatchObject({
        Name: path,
        Category: path.split("/")[1],
        Epic: String(epic),
        RotationSchedule: schedule,
        Environment: "production",
      });
    },
  );
});

describe("a secret starts", () => {
  const operators = credentials.filter(({ source }) => source.startsWith("operator"));

  test.each(operators.map((credential) => [credential.id, credential] as const))(
    "as a placeholder that names what goes there: %s",
    (_, credential) => {
      const document = JSON.parse(initialDocument(credential)) as Record<string, string>;
      for (const field of credential.fields) {
        const value = document[field.name];
        if (field.default === undefined) {
          expect(value).toMatch(/^REPLACE_WITH_[A-Z0-9_]+$/);
          expect(value).toContain(field.name.toUpperCase());
          expect(field.format.pattern.test(value ?? "")).toBe(false);
        } else expect(value).toBe(field.default);
      }
      expect(tags(credential, "x", "staging").Status).toBe("pending-provisioning");
    },
  );

  test("with the document's own placeholder for OpenAI", () => {
    expect(initialDocument(entry("openai"))).toBe('{"api_key":"REPLACE_WITH_OPENAI_API_KEY"}');
  });

  test("as text or JSON, as its vault secret is", () => {
    const texts = vaultSecrets(entry("google-oauth")).map((secret) => initialVaultValue(entry("google-oauth"), secret));
    expect(texts).toEqual(["REPLACE_WITH_GOOGLE_OAUTH_CLIENT_ID", "REPLACE_WITH_GOOGLE_OAUTH_CLIENT_SECRET"]);
    const [json] = vaultSecrets(entry("slack-webhook")).map((secret) =>
      initialVaultValue(entry("slack-webhook"), secret),
    );
    expect(JSON.parse(json ?? "")).toEqual({
      webhook_url: "REPLACE_WITH_SLACK_WEBHOOK_WEBHOOK_URL",
      channel: "#qualisys-alerts",
    });
  });
});

test.each([
  ["OpenAI", "openai", "200-usd-hard-limit"],
  ["Anthropic", "anthropic", "200-usd-budget"],
  ["nobody else", "sendgrid", undefined],
])("the billing alert of %s", (_, id, alert) => {
  expect(tags(entry(id), "x", "staging").BillingAlert).toBe(alert);
});

describe("the admin keys that watch spending", () => {
  const watching = allCredentials.filter(({ watches }) => watches !== undefined);

  test("are no part of the inventory until a stack watches their accounts", () => {
    expect(watching.map(({ id }) => id)).toEqual(["openai-admin", "anthropic-admin"]);
    expect(credentialsOf([])).toEqual(credentials);
    expect(credentialsOf(["anthropic"]).map(({ id }) => id)).toEqual([
      ...credentials.map(({ id }) => id),
      "anthropic-admin",
    ]);
  });

  test("are kept on AWS alone, away from every application's credentials, and never delivered", () => {
    for (const admin of watching) {
      expect(awsSecretName("qualisys", admin)).toBe(`qualisys/spend/${admin.id}`);
      expect(vaultSecrets(admin)).toEqual([]);
      expect(delivered([1, 2, 3, 4, 5], allCredentials)).not.toContain(admin);
      expect(credentials.map(({ category }) => category)).not.toContain(admin.category);
    }
  });

  test("and the key that applications use do not pass for one another", () => {
    const random = (length: number) => "Aq7".repeat(length).slice(0, length);
    const made = {
      openai: `${["sk", "proj", ""].join("-")}${random(40)}`,
      "openai-admin": `${["sk", "admin", ""].join("-")}${random(40)}`,
      anthropic: `${["sk", "ant", "api03", ""].join("-")}${random(40)}`,
      "anthropic-admin": `${["sk", "ant", "admin01", ""].join("-")}${random(40)}`,
    };
    const passes = Object.keys(made).map((id) => {
      const pattern = allCredentials.find((credential) => credential.id === id)?.fields[0].format.pattern;
      return Object.entries(made).flatMap(([kind, value]) => (pattern?.test(value) ? [kind] : []));
    });
    expect(passes).toEqual(Object.keys(made).map((id) => [id]));
  });

  test("watch the limits of the team's document", () => {
    const accounts = spendAccounts(credentialsOf(["openai", "anthropic"]));
    expect(accounts.map(({ id, admin, thresholds }) => [id, admin.id, thresholds])).toEqual([
      ["openai", "openai-admin", [50, 100, 200]],
      ["anthropic", "anthropic-admin", [200]],
    ]);
    expect(spendAccounts(credentials)).toEqual([]);
  });
});

test("a vault allows 15 tags", () => {
  for (const credential of credentials)
    expect(Object.keys(tags(credential, "x", "staging")).length).toBeLessThanOrEqual(15);
});

test("only credentials of started epics are delivered", () => {
  expect(delivered([1, 2, 3]).map(({ id }) => id)).not.toContain("jira");
  expect(delivered([1, 2, 3, 4, 5])).toHaveLength(credentials.length);
  expect(delivered([])).toEqual([]);
});
