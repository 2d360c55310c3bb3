import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { touchedSecrets } from "../../.github/scripts/vault-secrets-stay.ts";
import { credentials, isOperatorProvided, type VaultSecret, vaultSecrets } from "../../catalogue/index.ts";
import { existingOnAzure, importFile } from "../../operator/import-file.ts";
import type { AzureSettings } from "../../stack-settings.ts";
import { configText, firstSettings } from "./lost/settings.ts";
import { putVaultSecret, seedVaultSecret, vaultSecretId, vaultSecretNow } from "./rig/azure-vault.ts";
import { upgradeAzureProvider } from "./rig/azure-version.ts";
import { PROJECT, type Run } from "./rig/engine.ts";
import { errorsOf } from "./rig/events.ts";
import { NO_CHANGES } from "./rig/no-changes.ts";
import { Rig } from "./rig/rig.ts";

const endpoint = inject("motoEndpoint");
const STACK = "production";

// Each release of azure-native may default to another API version, which is an input: a PUT of every resource follows.
describe.skipIf(endpoint === "")("an upgrade of the Azure provider", () => {
  const operated = credentials.filter(isOperatorProvided);
  const [adopted] = operated;
  const azure = firstSettings(STACK, "123456789012", ["azure"]);
  const settings = azure.azure as unknown as AzureSettings;
  const values = new Map<string, string>();
  let rig: Rig;

  const idOf = ({ name }: VaultSecret) =>
    vaultSecretId(settings.subscriptionId, settings.resourceGroup, settings.vaultName, name);
  const newValue = (id: string) => {
    const value = randomBytes(16).toString("hex");
    values.set(id, value);
    return value;
  };
  const sent = ({ steps }: Run) =>
    steps
      .filter(({ op, type }) => type.includes(":keyvault") && type.endsWith(":Secret") && op !== "same")
      .map(({ op, urn }) => `${op} ${urn.slice(urn.lastIndexOf(":") + 1)}`);

  function expectValues(): void {
    expect(values.size).toBeGreaterThan(7);
    for (const [id, value] of values) expect(vaultSecretNow(rig.cloud, id)?.value, id).toBe(value);
  }

  beforeAll(async () => {
    rig = await Rig.create({ project: PROJECT, stack: STACK, configOf: () => configText(azure) }, endpoint);
    if (adopted === undefined) throw new Error("nothing to adopt");
    for (const secret of vaultSecrets(adopted)) seedVaultSecret(rig.cloud, idOf(secret), newValue(idOf(secret)));
    const taken = await rig.engine.importResources(importFile(existingOnAzure(adopted, settings)), "--protect=true");
    expect(errorsOf(taken)).toEqual([]);
    const first = await rig.engine.up();
    expect(errorsOf(first)).toEqual([]);
    const put = operated.filter((credential) => credential !== adopted).flatMap(vaultSecrets);
    for (const secret of put) putVaultSecret(rig.cloud, idOf(secret), newValue(idOf(secret)));
  });
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  it("is no reason for the pipeline to stop, and it would stop if operators' secrets were sent", async () => {
    upgradeAzureProvider(rig.cloud);
    const { printed, exitCode } = await rig.engine.preview("--json");
    expect(exitCode, printed).toBe(0);
    const document = printed.slice(printed.indexOf("{"), printed.lastIndexOf("}") + 1);
    expect(touchedSecrets(document)).toEqual([]);
    expect(touchedSecrets(document, () => true)).toContain("update azure-jwt-jwt-signing-key");
  });

  it.each(["up", "up --refresh", "refresh, then up"])("sends no operator's secret again: %s", async (what) => {
    upgradeAzureProvider(rig.cloud);
    if (what === "refresh, then up") expect(await rig.engine.refresh()).toMatchObject({ exitCode: 0 });
    const run = await rig.engine.up(...(what === "up --refresh" ? ["--refresh"] : []));
    expect(errorsOf(run)).toEqual([]);
    // The upgrade bites: all else of the stack is put again, the generated values included.
    expect(run.steps.filter(({ op, type }) => op === "update" && type.includes(":keyvault:Vault"))).toHaveLength(1);
    expect(sent(run).filter((step) => step.startsWith("update"))).toEqual(
      expect.arrayContaining(["update azure-jwt-jwt-signing-key"]),
    );
    expect(sent(run).filter((step) => /^(?!refresh )/.test(step) && !step.includes("jwt"))).toEqual([]);
    expectValues();
    expect(await rig.engine.up()).toMatchObject({ exitCode: 0, changes: NO_CHANGES });
  });
});
