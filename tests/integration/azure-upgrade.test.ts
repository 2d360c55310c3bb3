import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { touchedSecrets } from "../../.github/scripts/vault-secrets-stay.ts";
import {
  credentials,
  isOperatorProvided,
  VAULT_SECRET_TYPES,
  VAULT_TYPES,
  type VaultSecret,
  vaultSecrets,
} from "../../catalogue/index.ts";
import { existingAround, existingOnAzure, importFile } from "../../operator/import-file.ts";
import type { AzureSettings } from "../../stack-settings.ts";
import { configText, firstSettings } from "./lost/settings.ts";
import { putVaultSecret, seedVaultSecret, vaultSecretId, vaultSecretNow } from "./rig/azure-vault.ts";
import { upgradeAzureProvider } from "./rig/azure-version.ts";
import { asMadeByAnEarlierRelease } from "./rig/earlier-release.ts";
import { PROJECT, type Run } from "./rig/engine.ts";
import { errorsOf } from "./rig/events.ts";
import { NO_CHANGES } from "./rig/no-changes.ts";
import { Rig } from "./rig/rig.ts";

const endpoint = inject("motoEndpoint");
const STACK = "production";

// The API version is an input: where it changes, a PUT of every resource follows. It changes with the release that names
// Key Vault's version in its types, and for other types with a release of azure-native that has another default.
describe.skipIf(endpoint === "")("an upgrade of a stack on Azure", () => {
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
      .filter(({ op, type }) => [VAULT_SECRET_TYPES.type, VAULT_SECRET_TYPES.earlier].includes(type) && op !== "same")
      .map(({ op, urn }) => `${op} ${urn.slice(urn.lastIndexOf(":") + 1)}`);

  function expectValues(): void {
    expect(values.size).toBeGreaterThan(7);
    for (const [id, value] of values) expect(vaultSecretNow(rig.cloud, id)?.value, id).toBe(value);
  }

  beforeAll(async () => {
    rig = await Rig.create({ project: PROJECT, stack: STACK, configOf: () => configText(azure) }, endpoint);
    if (adopted === undefined) throw new Error("nothing to adopt");
    for (const secret of vaultSecrets(adopted)) seedVaultSecret(rig.cloud, idOf(secret), newValue(idOf(secret)));
    const file = importFile([...existingOnAzure(adopted, settings), ...existingAround(settings)]);
    const taken = await rig.engine.importResources(file, "--protect=true");
    expect(errorsOf(taken)).toEqual([]);
    const first = await rig.engine.up();
    expect(errorsOf(first)).toEqual([]);
    const put = operated.filter((credential) => credential !== adopted).flatMap(vaultSecrets);
    for (const secret of put) putVaultSecret(rig.cloud, idOf(secret), newValue(idOf(secret)));
  });
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  async function startFromAnEarlierRelease(): Promise<void> {
    await rig.engine.importState(asMadeByAnEarlierRelease(await rig.engine.exportState()));
    expect(await rig.engine.exportState()).not.toContain(VAULT_TYPES.type);
  }

  // As docs/runbook.md says of the day on which Microsoft retires the versions before 2026-02-01.
  it("is late, and only a refresh before it is refused", async () => {
    await startFromAnEarlierRelease();
    rig.cloud.keyVaultServedSince = "2026-02-01";
    const refused = await rig.engine.refresh();
    expect(refused.exitCode).not.toBe(0);
    expect(errorsOf(refused).join("\n")).toContain("API version 2024-11-01 of Microsoft.KeyVault is retired");
    const run = await rig.engine.up();
    expect(errorsOf(run)).toEqual([]);
    expect(await rig.engine.refresh()).toMatchObject({ exitCode: 0 });
    expect(await rig.engine.up()).toMatchObject({ exitCode: 0, changes: NO_CHANGES });
    expectValues();
    // The version in the state of what operators fill in is not the one that requests use.
    const { resources } = JSON.parse(await rig.engine.exportState()).deployment;
    const kept = resources.filter(({ type, inputs }: { type: string; inputs: { azureApiVersion: string } }) => {
      return type === VAULT_SECRET_TYPES.type && inputs.azureApiVersion === "2024-11-01";
    });
    expect(kept.length).toBeGreaterThan(7);
  });

  it("is no reason for the pipeline to stop, and it would stop if operators' secrets were sent", async () => {
    await startFromAnEarlierRelease();
    upgradeAzureProvider(rig.cloud);
    const { printed, exitCode } = await rig.engine.preview("--json");
    expect(exitCode, printed).toBe(0);
    const document = printed.slice(printed.indexOf("{"), printed.lastIndexOf("}") + 1);
    expect(touchedSecrets(document)).toEqual([]);
    expect(touchedSecrets(document, () => true)).toContain("update azure-jwt-jwt-signing-key");
  });

  it.each(["up", "up --refresh", "refresh, then up"])("sends no operator's secret again: %s", async (what) => {
    await startFromAnEarlierRelease();
    upgradeAzureProvider(rig.cloud);
    if (what === "refresh, then up") expect(await rig.engine.refresh()).toMatchObject({ exitCode: 0 });
    const run = await rig.engine.up(...(what === "up --refresh" ? ["--refresh"] : []));
    expect(errorsOf(run)).toEqual([]);
    // The upgrade bites: all else of the stack is put again, the generated values included, and nothing is made anew.
    expect(run.steps.filter(({ op, type }) => op === "update" && type === VAULT_TYPES.type)).toHaveLength(1);
    expect(run.steps.filter(({ op }) => !["same", "update", "refresh", "read"].includes(op))).toEqual([]);
    expect(sent(run).filter((step) => step.startsWith("update"))).toEqual(
      expect.arrayContaining(["update azure-jwt-jwt-signing-key"]),
    );
    expect(sent(run).filter((step) => /^(?!refresh )/.test(step) && !step.includes("jwt"))).toEqual([]);
    expectValues();
    expect(await rig.engine.up()).toMatchObject({ exitCode: 0, changes: NO_CHANGES });
  });
});
