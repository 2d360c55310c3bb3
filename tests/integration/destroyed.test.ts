import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { awsSecretName, credentials, isOperatorProvided, vaultSecrets } from "../../catalogue/index.ts";
import {
  type Existing,
  existingAround,
  existingOnAws,
  existingOnAzure,
  importFile,
} from "../../operator/import-file.ts";
import type { AzureSettings } from "../../stack-settings.ts";
import { configText, firstSettings } from "./lost/settings.ts";
import { callAws, requestToken } from "./rig/aws-api.ts";
import { putVaultSecret, recoverVault, vaultId, vaultSecretId, vaultSecretNow } from "./rig/azure-vault.ts";
import { PROJECT } from "./rig/engine.ts";
import { errorsOf } from "./rig/events.ts";
import { NO_CHANGES } from "./rig/no-changes.ts";
import { REGION, Rig } from "./rig/rig.ts";

const endpoint = inject("motoEndpoint");
const STACK = "staging";

// docs/runbook.md, "A destroyed stack", step by step: the names of all secrets and of the vault are taken for 30 days.
describe.skipIf(endpoint === "")("a stack that was destroyed", () => {
  const operated = credentials.filter(isOperatorProvided);
  const values = new Map<string, string>();
  let rig: Rig;
  let prefix = "";
  let azure: AzureSettings;
  let key = "";

  const aws = (service: "secretsmanager" | "kms", action: string, body: Record<string, unknown>) =>
    callAws(rig.cloud, REGION, service, action, body);
  const nameOf = (credential: (typeof credentials)[number]) => awsSecretName(prefix, credential);
  const inVault = (name: string) => vaultSecretId(azure.subscriptionId, azure.resourceGroup, azure.vaultName, name);
  const newValue = (id: string) => {
    values.set(id, randomBytes(16).toString("hex"));
    return values.get(id) ?? "";
  };
  const inService = async (id: string) =>
    id.startsWith("/")
      ? vaultSecretNow(rig.cloud, id)?.value
      : (await aws("secretsmanager", "GetSecretValue", { SecretId: id })).SecretString;

  beforeAll(async () => {
    const configOf = (account: string) => {
      const settings = firstSettings(STACK, account, ["aws", "azure"]);
      prefix = settings.secretPrefix;
      azure = settings.azure as unknown as AzureSettings;
      return configText(settings);
    };
    rig = await Rig.create({ project: PROJECT, stack: STACK, configOf }, endpoint);
    expect(errorsOf(await rig.engine.up())).toEqual([]);
    for (const credential of operated) {
      const SecretId = nameOf(credential);
      await aws("secretsmanager", "PutSecretValue", { SecretId, SecretString: newValue(SecretId), ...requestToken() });
      for (const { name } of vaultSecrets(credential))
        putVaultSecret(rig.cloud, inVault(name), newValue(inVault(name)));
    }
    key = String(
      (await aws("secretsmanager", "DescribeSecret", { SecretId: nameOf(operated[0] ?? expect.fail()) })).KmsKeyId,
    );
    const destroyed = await rig.engine.destroy();
    expect(errorsOf(destroyed)).toEqual([]);
  }, 300_000);
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  it("cannot be made anew by an update alone", async () => {
    const errors = errorsOf(await rig.engine.up()).join("\n");
    // Whichever comes first. Moto says less than AWS, which names the deletion.
    expect(errors).toMatch(
      /a vault with the same name already exists in deleted state|the secret \S+ already exists|scheduled for deletion/,
    );
  });

  it("is built again by the runbook's steps, after that attempt, and every value is in service", async () => {
    // Moto takes no ARN here, as AWS does.
    const KeyId = key.slice(key.lastIndexOf("/") + 1);
    await aws("kms", "CancelKeyDeletion", { KeyId });
    await aws("kms", "EnableKey", { KeyId });
    const existing: Existing[] = [];
    for (const credential of credentials) {
      const { ARN } = await aws("secretsmanager", "RestoreSecret", { SecretId: nameOf(credential) });
      existing.push(existingOnAws(credential, String(ARN)), ...existingOnAzure(credential, azure));
    }
    recoverVault(rig.cloud, vaultId(azure.subscriptionId, azure.resourceGroup, azure.vaultName));
    const file = importFile([...existing, ...existingAround(azure)]);
    expect(errorsOf(await rig.engine.importResources(file, "--protect=false"))).toEqual([]);
    expect(errorsOf(await rig.engine.up())).toEqual([]);
    expect(values.size).toBeGreaterThan(14);
    for (const [id, value] of values) expect(await inService(id), id).toBe(value);
    expect(await rig.engine.up()).toMatchObject({ exitCode: 0, changes: NO_CHANGES });
  });
});
