import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { credentials, initialVaultValue, isOperatorProvided, tags, vaultSecrets } from "../../../catalogue/index.ts";
import { findProgram } from "../../../toolchain/processes.ts";
import { credential, Generator } from "../../operator/values.ts";
import { stackText } from "../../operator/world.ts";
import { AzureFront } from "./azure-front.ts";
import { startCommand } from "./start-command.ts";

// The commands as processes, with the real clients: DefaultAzureCredential signs in, the vault's challenge is answered,
// certificates are checked, names are the real ones. What answers is tests/operator/vault-server.ts: no emulator of
// Key Vault can be had from the registries that this project uses.

const generator = new Generator(17);
const folder = mkdtempSync(path.join(tmpdir(), "azure-"));
const VAULT = "test-vault";
const TENANT = "22222222-2222-2222-2222-222222222222";
const application = { tenant: TENANT, clientId: "44444444-4444-4444-4444-444444444444", secret: generator.text(40) };
let front: AzureFront;
let used: string[] = [];

async function secrets(argv: readonly string[], input = "", more: Readonly<Record<string, string>> = {}) {
  const outcome = await startCommand(folder, argv, { ...front.environment, ...more }, input);
  for (const value of used) expect(outcome.stdout + outcome.stderr).not.toContain(value);
  return outcome;
}

function put(id: string, values: Readonly<Record<string, string>>, more = {}) {
  used.push(...Object.values(values).filter((value) => value.length > 16));
  return secrets(["put", id], JSON.stringify(values), more);
}

const held = (id: string) =>
  Object.assign(
    {},
    ...vaultSecrets(credential(id)).map((secret) => {
      const text = front.vault.current(secret.name)?.value ?? "";
      return secret.shape === "json" ? JSON.parse(text) : { [secret.fields[0]?.name ?? ""]: text };
    }),
  );

describe.skipIf(findProgram("openssl") === undefined)("the commands and Azure, by its own names", () => {
  beforeAll(async () => {
    const { config } = parse(stackText("staging")) as { config: Record<string, unknown> };
    const azure = Object.fromEntries(Object.entries(config).filter(([key]) => !/:(?:aws|kubernetes)$/.test(key)));
    writeFileSync(path.join(folder, "Pulumi.staging.yaml"), stringify({ config: azure }));
    front = await AzureFront.start(folder, VAULT, application);
  });
  afterAll(() => {
    front?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    used = [application.secret];
    front.vault.refuse = () => undefined;
    front.vault.mayRead = true;
    front.vault.deleted.clear();
    front.vault.secrets.clear();
    front.down.clear();
    for (const one of credentials) {
      for (const secret of vaultSecrets(one))
        front.vault.add(secret.name, initialVaultValue(one, secret), tags(one, secret.name, "staging"));
    }
  });

  test("put, list, put, rollback and verify", async () => {
    const one = credential("google-oauth");
    const [first, second] = [generator.values(one), generator.values(one)];
    for (const values of [first, second]) {
      const { status, stderr } = await put("google-oauth", values);
      expect(stderr).not.toContain("Error");
      expect(status).toBe(0);
      expect(held("google-oauth")).toEqual(values);
    }
    const listed = await secrets(["list", "--json"]);
    expect(listed.status).toBe(0);
    const states = JSON.parse(listed.stdout).credentials as { id: string; clouds: { azure?: { status: string } } }[];
    for (const { id, clouds } of states) {
      const expected =
        id === "google-oauth" ? "provided" : isOperatorProvided(credential(id)) ? "placeholder" : "provided";
      if (clouds.azure !== undefined) expect(clouds.azure.status, id).toBe(expected);
    }
    expect(front.vault.reads).toEqual([]);
    expect((await secrets(["rollback", "google-oauth"])).status).toBe(0);
    expect(held("google-oauth")).toEqual(first);
    const verified = await secrets(["verify", "google-oauth", "--read"]);
    expect(verified.status).toBe(0);
    expect([...front.asked].sort()).toEqual(["login.microsoftonline.com", front.vaultHost]);
  });

  test("a vault that asks to slow down is asked again when it wants", async () => {
    let refusals = 2;
    front.vault.refuse = (method) => (method === "PUT" && refusals-- > 0 ? { status: 429, retryAfter: 1 } : undefined);
    const begun = Date.now();
    expect((await put("openai", generator.values(credential("openai")))).status).toBe(0);
    expect(Date.now() - begun).toBeGreaterThan(2000);
  });

  test.each([
    ["the role", { status: 403, innererror: "ForbiddenByRbac", message: "Caller is not authorized" }, "lacks the role"],
    [
      "the firewall",
      { status: 403, innererror: "ForbiddenByFirewall", message: "Client address is not authorized" },
      "The firewall of vault test-vault refuses your address. Add it to the setting azure.allowedIps",
    ],
  ])("%s refuses: told with its cure, and nothing is half done in silence", async (_, refusal, told) => {
    front.vault.refuse = (method) => (method === "PUT" ? refusal : undefined);
    const { status, stdout } = await put("openai", generator.values(credential("openai")));
    expect(stdout).toContain("✗ Azure vault test-vault: the old value stays in service");
    expect(stdout).toContain(told);
    expect(status).toBe(1);
  });

  test("a deleted secret is told with the way to recover it", async () => {
    front.vault.deleted.add("llm-openai-api-key");
    const { status, stderr } = await put("openai", generator.values(credential("openai")));
    expect(stderr).toContain("is deleted on Azure vault test-vault, and can still be recovered.");
    expect(status).toBe(1);
  });

  test("the second of two secrets is refused: told, and completed by running it again", async () => {
    const one = credential("google-oauth");
    const [, second] = vaultSecrets(one);
    const values = generator.values(one);
    front.vault.refuse = (method, name) =>
      method === "PUT" && name === second?.name ? { status: 403, innererror: "ForbiddenByRbac" } : undefined;
    const half = await put("google-oauth", values);
    expect(half.stderr).toContain("Half done. Run it again with the same value");
    expect(half.status).toBe(1);
    expect((await secrets(["list"])).stdout).toContain(`google-oauth, azure: ${second?.name}`);
    front.vault.refuse = () => undefined;
    const { writes } = front.vault;
    expect((await put("google-oauth", values)).status).toBe(0);
    expect(held("google-oauth")).toEqual(values);
    expect(front.vault.writes - writes).toBe(1);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s in the middle of writing is told, with what to do", async (signal) => {
    let child: ChildProcess | undefined;
    front.vault.refuse = (method) => {
      if (method !== "PUT") return undefined;
      child?.kill(signal);
      return { status: 0 };
    };
    const input = JSON.stringify(generator.values(credential("openai")));
    const { status, stderr } = await startCommand(folder, ["put", "openai"], front.environment, input, (one) => {
      child = one;
    });
    expect(stderr).toContain(
      "Interrupted. Whether Azure vault test-vault was written is not known. Run the same again",
    );
    expect(status).toBe(130);
  });

  test("a descriptor that is not open, and an input without end, are told", async () => {
    const closed = await secrets(["put", "openai", "--fd", "99"]);
    expect(closed.stderr).toContain("File descriptor 99 cannot be read (EBADF).");
    expect(closed.status).toBe(2);
    const endless = await secrets(["put", "openai"], "x".repeat(2 * 1024 * 1024));
    expect(endless.stderr).toContain("longer than a store would take");
    expect(endless.status).toBe(2);
  });

  test("doctor asks Resource Manager what the caller may do", async () => {
    const { status, stdout } = await secrets(["doctor"]);
    expect(stdout).toContain(`✓ Azure sign-in: ${application.clientId}`);
    expect(stdout).toContain("✓ Azure writing: you may set llm-openai-api-key");
    expect(status).toBe(0);
  });

  test.each<[string, () => Record<string, string>, string]>([
    [
      "a wrong client secret",
      () => ({ AZURE_CLIENT_SECRET: generator.text(40) }),
      "Azure refuses the sign-in (AADSTS7000215).",
    ],
    [
      "a certificate that nobody vouches for",
      () => ({ NODE_EXTRA_CA_CERTS: "" }),
      "The sign-in to Azure cannot be reached. Check the network, the proxy (HTTPS_PROXY)",
    ],
  ])("%s is told, and nothing is written", async (_, more, told) => {
    const { writes } = front.vault;
    const { status, stderr } = await put("openai", generator.values(credential("openai")), more());
    expect(stderr).toContain(told);
    expect(status).toBe(1);
    expect(front.vault.writes).toBe(writes);
  });

  test("a vault that cannot be reached is told as that", async () => {
    front.down.add(front.vaultHost);
    const { status, stderr } = await put("openai", generator.values(credential("openai")));
    expect(stderr).toContain("Vault test-vault has trouble of its own, or a proxy on the way to it has (502)");
    expect(status).toBe(1);
  });
});
