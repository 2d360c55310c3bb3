import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { awsSecretName, credentials, isOperatorProvided, VAULT_SECRET_TYPES } from "../../catalogue/index.ts";
import {
  type Existing,
  existingAround,
  existingOnAws,
  existingOnAzure,
  importFile,
} from "../../operator/import-file.ts";
import { parseSettings } from "../../stack-settings.ts";
import { callAws, requestToken } from "./rig/aws-api.ts";
import { seedVaultSecret, vaultSecretNow } from "./rig/azure-vault.ts";
import { PROJECT } from "./rig/engine.ts";
import { errorsOf } from "./rig/events.ts";
import { NO_CHANGES } from "./rig/no-changes.ts";
import { REGION, Rig } from "./rig/rig.ts";
import { inClear } from "./rig/secrecy.ts";
import { stackCopy, stackCopyValues } from "./rig/stack-copy.ts";

const endpoint = inject("motoEndpoint");
const STACK = "production";
const SECRETS = ["aws:secretsmanager/secret:Secret", VAULT_SECRET_TYPES.type];

// The file is the one that `npm run secrets -- adopt` writes (tests/operator/adopt.test.ts); here the engine is given it.
describe.skipIf(endpoint === "")("secrets that Terraform or a person made before", () => {
  const adopted = credentials.filter(isOperatorProvided);
  const values = new Map<string, string>();
  const existing: Existing[] = [];
  let rig: Rig;

  const secretsManager = (action: string, body: Record<string, unknown>) =>
    callAws(rig.cloud, REGION, "secretsmanager", action, body);

  beforeAll(async () => {
    rig = await Rig.create(
      { project: PROJECT, stack: STACK, configOf: (account) => stackCopy(STACK, account) },
      endpoint,
    );
    const settings = parseSettings(stackCopyValues(STACK, rig.cloud.account), STACK);
    for (const credential of adopted) {
      const value = randomBytes(16).toString("hex");
      const made = await secretsManager("CreateSecret", {
        Name: awsSecretName(settings.secretPrefix, credential),
        Description: "Managed by Terraform",
        SecretString: value,
        Tags: [{ Key: "ManagedBy", Value: "terraform" }],
        ...requestToken(),
      });
      existing.push(existingOnAws(credential, String(made.ARN)));
      values.set(String(made.ARN), value);
      for (const secret of settings.azure === undefined ? [] : existingOnAzure(credential, settings.azure)) {
        existing.push(secret);
        values.set(secret.id, randomBytes(16).toString("hex"));
        seedVaultSecret(rig.cloud, secret.id, values.get(secret.id) ?? "");
      }
    }
    if (settings.azure !== undefined) existing.push(...existingAround(settings.azure));
  });
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  async function inService(id: string): Promise<unknown> {
    if (!id.startsWith("arn:")) {
      const { value, versions } = vaultSecretNow(rig.cloud, id) ?? {};
      return { value, versions };
    }
    const { SecretString, VersionStages } = await secretsManager("GetSecretValue", { SecretId: id });
    return { value: SecretString, labels: VersionStages };
  }

  it("are taken over", async () => {
    const run = await rig.engine.importResources(importFile(existing), "--protect=true");
    expect(errorsOf(run)).toEqual([]);
    expect(run.exitCode, run.output).toBe(0);
  });

  it("are neither made again nor replaced nor deleted by the update that follows", async () => {
    const run = await rig.engine.up();
    expect(errorsOf(run)).toEqual([]);
    expect(run.exitCode).toBe(0);
    const names = new Set(existing.map(({ name }) => name));
    const around = ["azure-group", "azure-vault-vault"];
    expect(run.steps.filter(({ urn }) => around.includes(urn.split("::").pop() ?? "")).map(({ op }) => op)).toEqual([
      "update",
      "update",
    ]);
    const touched = run.steps.filter(
      ({ type, urn }) => SECRETS.includes(type) && names.has(urn.split("::").pop() ?? ""),
    );
    expect(touched).toHaveLength(existing.length - around.length);
    expect(touched.filter(({ op }) => !["same", "update"].includes(op))).toEqual([]);
  });

  it("keep their values, and a second update changes nothing", async () => {
    expect(await rig.engine.up()).toMatchObject({ exitCode: 0, changes: NO_CHANGES });
    for (const [id, value] of values) {
      const kept = id.startsWith("arn:") ? { value, labels: ["AWSCURRENT"] } : { value, versions: 1 };
      expect(await inService(id), id).toEqual(kept);
    }
  });

  it("stand nowhere in clear", () => {
    expect(values.size).toBeGreaterThan(10);
    expect(inClear(rig.engine, values.values())).toBeUndefined();
  });
});
