import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { credentials, initialVaultValue, isOperatorProvided, tags, vaultSecrets } from "../../catalogue/index.ts";
import { readSettings } from "../../operator/stack.ts";
import { AzureStore } from "../../operator/stores/azure.ts";
import { credential, Generator } from "./values.ts";
import { VaultServer } from "./vault-server.ts";
import { World } from "./world.ts";

const generator = new Generator(7);
const TENANT = "22222222-2222-2222-2222-222222222222";
let vault: VaultServer;
let world: World;
let tenant = TENANT;
const servers: VaultServer[] = [];

/** A sign-in whose token says who it is, as the real one's does. */
const signIn = {
  getToken: async () => {
    const claims = Buffer.from(JSON.stringify({ tid: tenant, upn: "operator@example.com" })).toString("base64url");
    return { token: `head.${claims}.signature`, expiresOnTimestamp: Date.now() + 3_600_000 };
  },
};

let permissions: object = { value: [] };
beforeAll(() => {
  tenant = TENANT;
});
afterAll(() => {
  for (const server of servers) server.stop();
});
beforeEach(async () => {
  tenant = TENANT;
  world = new World();
  vault = new VaultServer();
  servers.push(vault);
  await vault.start();
  const store = storeOf();
  world.stores = async () => ({ clouds: [store] });
  for (const one of credentials) {
    for (const secret of vaultSecrets(one))
      vault.add(secret.name, initialVaultValue(one, secret), tags(one, secret.name, "staging"));
  }
});

function storeOf(access: { patienceMs?: number } = {}): AzureStore {
  const { azure } = readSettings(world.folder, "staging");
  if (azure === undefined) throw new Error("the stack has no Azure");
  const asked: typeof fetch = async () => new Response(JSON.stringify(permissions));
  return new AzureStore(azure, signIn, asked, {
    url: vault.url,
    ...access,
    options: {
      disableChallengeResourceVerification: true,
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 1, retryDelayInMs: 1 },
    },
  });
}

const put = (id: string, values: object) => world.run(["put", id], { piped: JSON.stringify(values) });
const listed = async (id: string) => {
  const { stdout } = await world.run(["list", "--json"]);
  return JSON.parse(stdout).credentials.find((state: { id: string }) => state.id === id).clouds.azure;
};
const held = (id: string) =>
  Object.assign(
    {},
    ...vaultSecrets(credential(id)).map((secret) => {
      const text = vault.current(secret.name)?.value ?? "";
      return secret.shape === "json" ? JSON.parse(text) : { [secret.fields[0]?.name ?? ""]: text };
    }),
  );

test.each(credentials.filter(isOperatorProvided).map((one) => [one.id, one] as const))(
  "%s: placeholder, put in its shape, tags kept, provided; no value is read",
  async (id, one) => {
    expect(await listed(id)).toMatchObject({ status: "placeholder" });
    const values = generator.values(one);
    const { status, stderr } = await put(id, values);
    expect(stderr).not.toContain("Error");
    expect(status).toBe(0);
    expect(held(id)).toEqual(values);
    for (const { name } of vaultSecrets(one)) {
      const current = vault.current(name);
      expect(current?.tags).toMatchObject({ Status: "provided", Name: name, ManagedBy: "pulumi" });
      expect(Object.keys(current?.tags ?? {}).length).toBeLessThanOrEqual(15);
    }
    expect(await listed(id)).toMatchObject({ status: "provided" });
    expect(vault.reads).toEqual([]);
  },
);

test("the same value put twice is one version", async () => {
  const values = generator.values(credential("google-oauth"));
  await put("google-oauth", values);
  await put("google-oauth", values);
  expect(vault.writes).toBe(2);
});

test("a credential of several secrets is provided only when all are, and running put again completes it", async () => {
  const one = credential("google-oauth");
  const [first, second] = vaultSecrets(one);
  vault.add(String(first?.name), "any", { Status: "provided" });
  expect(await listed("google-oauth")).toMatchObject({ status: "placeholder", detail: second?.name });
});

test("rollback reads the earlier value and sets it again, as the break-glass reader", async () => {
  const one = credential("github-app");
  const [first, second] = [generator.values(one), generator.values(one)];
  await put("github-app", first);
  await put("github-app", second);
  const { status } = await world.run(["rollback", "github-app"]);
  expect(status).toBe(0);
  expect(held("github-app")).toEqual(first);
  expect((await world.run(["verify", "github-app", "--read"])).status).toBe(0);
});

const DAY = 86_400;

test("put keeps the content type, and gives a new value the lifetime that the one before had", async () => {
  const one = credential("openai");
  const [{ name } = { name: "" }] = vaultSecrets(one);
  const before = vault.add(name, "any", vault.current(name)?.tags ?? {}, { contentType: "text/plain" });
  vault.secrets.set(name, [{ ...before, expires: before.created + 90 * DAY }]);
  expect((await put("openai", generator.values(one))).status).toBe(0);
  const { contentType, expires = 0 } = vault.current(name) ?? {};
  expect(contentType).toBe("text/plain");
  expect(Math.abs(expires - (Date.now() / 1000 + 90 * DAY))).toBeLessThan(DAY);
});

test("put gives no expiry date to a secret that had none", async () => {
  await put("openai", generator.values(credential("openai")));
  expect(vault.current("llm-openai-api-key")?.expires).toBeUndefined();
});

test.each([
  ["still to come", 5],
  ["past", -5],
])("rollback keeps the content type, and an expiry date that is %s never expires at once", async (_, days) => {
  const name = "llm-openai-api-key";
  const now = Math.floor(Date.now() / 1000);
  const tags = { Status: "provided" };
  const old = vault.add(name, "old", tags, { contentType: "text/plain", expires: now + days * DAY });
  vault.secrets.set(name, [
    { ...old, created: now - 30 * DAY },
    { ...old, id: "f".repeat(32), value: "new", created: now },
  ]);
  expect((await world.run(["rollback", "openai"])).status).toBe(0);
  const { value, contentType, expires = 0 } = vault.current(name) ?? {};
  expect({ value, contentType }).toEqual({ value: "old", contentType: "text/plain" });
  expect(Math.abs(expires - (now + (days > 0 ? days : 30 - 5) * DAY))).toBeLessThan(DAY);
});

test("rollback never brings a placeholder back, and passes over a value that is the same", async () => {
  const one = credential("sendgrid");
  await put("sendgrid", generator.values(one));
  expect((await world.run(["rollback", "sendgrid"])).stderr).toContain("holds no earlier value to go back to");
  const [by, hand] = ["one", "two"];
  const name = "llm-openai-api-key";
  for (const value of [by, hand, hand]) vault.add(name, value, { Status: "provided" });
  expect((await world.run(["rollback", "openai"])).status).toBe(0);
  expect(vault.current(name)?.value).toBe(by);
});

test("rollback by somebody who may not read says whom to ask, and changes nothing", async () => {
  const one = credential("openai");
  for (const values of [generator.values(one), generator.values(one)]) await put("openai", values);
  vault.mayRead = false;
  const writes = vault.writes;
  const { status, stderr } = await world.run(["rollback", "openai"]);
  expect(stderr).toContain("Ask a member of the break-glass group (setting azure.breakGlassGroupId)");
  expect(status).toBe(1);
  expect(vault.writes).toBe(writes);
});

test("a deleted secret is told with the way to recover it", async () => {
  vault.deleted.add("llm-openai-api-key");
  expect(await listed("openai")).toMatchObject({ status: "deleted" });
  expect((await put("openai", generator.values(credential("openai")))).stderr).toContain("az keyvault secret recover");
  vault.deleted.clear();
  vault.secrets.delete("llm-openai-api-key");
  expect(await listed("openai")).toMatchObject({ status: "missing" });
});

test.each([
  [
    403,
    "ForbiddenByFirewall",
    "Client address is not authorized and caller is not a trusted service.\nClient address: 203.0.113.9",
    "The firewall of vault test-vault refuses your address. Add it to the setting azure.allowedIps",
  ],
  [
    403,
    "ForbiddenByRbac",
    "Caller is not authorized to perform action on resource.",
    "Your account lacks the role: join the operators' group",
  ],
  [403, "ForbiddenByConnection", "Public network access is disabled", "through its private endpoint"],
  [
    403,
    "ForbiddenByPolicy",
    "Operation was disallowed by policy 'Secrets should have expiration date set'.",
    'A policy of the subscription refuses llm-openai-api-key ("Secrets should have expiration date set")',
  ],
  [403, "ForbiddenByPolicy", "Forbidden", "A policy of the subscription refuses llm-openai-api-key:"],
  [403, "SubscriptionDisabled", "The subscription is disabled", "The subscription of vault test-vault is disabled"],
  [429, undefined, "throttled", "asks to slow down"],
])("%i %s is told with its cure", async (status, innererror, message, told) => {
  vault.refusal = { status, message, ...(innererror === undefined ? {} : { innererror }) };
  const outcome = await put("openai", generator.values(credential("openai")));
  expect(outcome.stderr).toContain(told);
  expect(outcome.status).toBe(1);
});

test("a vault that never answers is told as that", async () => {
  vault.refusal = { status: 0 };
  await expect(storeOf({ patienceMs: 200 }).inspect(credential("openai"))).rejects.toThrow(
    "Vault test-vault does not answer (llm-openai-api-key).",
  );
});

test("another tenant writes nothing", async () => {
  tenant = "99999999-9999-9999-9999-999999999999";
  const { stderr } = await put("openai", generator.values(credential("openai")));
  expect(stderr).toContain(`this stack is of tenant ${TENANT}. Sign in there: az login --tenant ${TENANT}`);
  expect(vault.writes).toBe(0);
});

const SET = "Microsoft.KeyVault/vaults/secrets/setSecret/action";
test.each([
  ["the writer", { dataActions: [SET], notDataActions: [] }, true],
  ["all data actions", { dataActions: ["Microsoft.KeyVault/vaults/*"], notDataActions: [] }, true],
  ["a reader", { dataActions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"] }, false],
  ["all but setting", { dataActions: ["*"], notDataActions: [SET] }, false],
])("doctor tells whether %s may set secrets", async (_, permission, may) => {
  permissions = { value: [permission] };
  const { stdout, status } = await world.run(["doctor"]);
  expect(stdout).toContain("✓ Azure sign-in: operator@example.com");
  expect(stdout).toContain(may ? "✓ Azure writing: you may set" : "✗ Azure writing: you may not set");
  expect(status).toBe(may ? 0 : 1);
});
