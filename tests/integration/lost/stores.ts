import {
  awsSecretName,
  type Credential,
  type Field,
  findCredential,
  type VaultSecret,
  vaultSecrets,
} from "../../../catalogue/index.ts";
import { type Existing, existingOnAws, existingOnAzure } from "../../../operator/import-file.ts";
import type { AzureSettings } from "../../../stack-settings.ts";
import { AwsError, callAws, requestToken, tagList } from "../rig/aws-api.ts";
import {
  deleteVaultSecret,
  putVaultSecret,
  recoverVaultSecret,
  tagVaultSecret,
  vaultSecretId,
  vaultSecretNow,
} from "../rig/azure-vault.ts";
import type { Cloud } from "../rig/cloud.ts";
import { REGION } from "../rig/rig.ts";
import type { CloudName, Settings } from "./settings.ts";

/** A field's name -> its value. */
export type Values = Readonly<Record<string, string>>;

/** What operators do on one cloud, and what they find there. */
export interface Store {
  readonly cloud: CloudName;
  /** Puts values into service as the cloud's own command does. */
  put(id: string, values: Values): Promise<void>;
  /** Goes back to the values before. */
  goBack(id: string, before: Values): Promise<void>;
  tag(id: string, key: string, value: string): Promise<void>;
  /** What is in service, or why nothing is. */
  inService(id: string): Promise<Values | string>;
  /** What going back would give, where the cloud keeps that. */
  wayBack(id: string): Promise<Values | string | undefined>;
  tags(id: string): Promise<Values>;
  /** Tries to delete it, so that it can be recovered. */
  delete(id: string): Promise<void>;
  /** Takes a deleted credential back within its recovery window, and tells whether it was one. */
  recover(id: string): Promise<boolean>;
  /** As `secrets adopt` lists it. */
  existing(id: string): Promise<readonly Existing[]>;
}

export function storesOf(cloud: Cloud, settings: Settings): readonly Store[] {
  return [
    ...(settings.aws === undefined ? [] : [secretsManager(cloud, settings.secretPrefix)]),
    ...(settings.azure === undefined ? [] : [keyVault(cloud, settings.azure)]),
  ];
}

function secretsManager(cloud: Cloud, prefix: string): Store {
  const call = (action: string, id: string, body: Record<string, unknown> = {}) =>
    callAws(cloud, REGION, "secretsmanager", action, { SecretId: awsSecretName(prefix, credentialOf(id)), ...body });
  const readVersion = async (id: string, version: Record<string, unknown>) => {
    try {
      return JSON.parse(String((await call("GetSecretValue", id, version)).SecretString)) as Values;
    } catch (error) {
      // Anything else is the test's own trouble, and no loss.
      if (error instanceof AwsError) return error.code;
      throw error;
    }
  };
  return {
    cloud: "aws",
    async put(id, values) {
      await call("PutSecretValue", id, { SecretString: JSON.stringify(values), ...requestToken() });
    },
    async goBack(id) {
      const { VersionIdsToStages } = await call("DescribeSecret", id);
      const labels = Object.entries(VersionIdsToStages as Record<string, string[]>);
      const [from, to] = ["AWSCURRENT", "AWSPREVIOUS"].map((stage) => labels.find(([, of]) => of.includes(stage))?.[0]);
      const move = { VersionStage: "AWSCURRENT", RemoveFromVersionId: from, MoveToVersionId: to };
      await call("UpdateSecretVersionStage", id, move);
    },
    async tag(id, key, value) {
      await call("TagResource", id, { Tags: tagList({ [key]: value }) });
    },
    inService: (id) => readVersion(id, {}),
    wayBack: (id) => readVersion(id, { VersionStage: "AWSPREVIOUS" }),
    async tags(id) {
      const { Tags } = await call("DescribeSecret", id);
      return Object.fromEntries(
        ((Tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
      );
    },
    async delete(id) {
      await call("DeleteSecret", id, { RecoveryWindowInDays: 30 }).catch((error: unknown) => {
        // AWS refuses it for a secret that has copies in other regions.
        if (!(error instanceof AwsError) || error.code !== "InvalidParameterException") throw error;
      });
    },
    async recover(id) {
      const { DeletedDate } = await call("DescribeSecret", id);
      if (DeletedDate) await call("RestoreSecret", id);
      return DeletedDate !== undefined;
    },
    async existing(id) {
      return [existingOnAws(credentialOf(id), String((await call("DescribeSecret", id)).ARN))];
    },
  };
}

function keyVault(cloud: Cloud, settings: NonNullable<Settings["azure"]>): Store {
  const { subscriptionId, resourceGroup, vaultName } = settings;
  const secretsOf = (id: string) =>
    vaultSecrets(credentialOf(id)).map((secret) => ({
      ...secret,
      id: vaultSecretId(subscriptionId, resourceGroup, vaultName, secret.name),
    }));
  const put = async (id: string, values: Values) => {
    for (const secret of secretsOf(id)) putVaultSecret(cloud, secret.id, textOf(secret, values));
  };
  return {
    cloud: "azure",
    put,
    // There is no label to move: the older value is set again.
    goBack: put,
    async tag(id, key, value) {
      for (const secret of secretsOf(id)) tagVaultSecret(cloud, secret.id, key, value);
    },
    async inService(id) {
      const found = secretsOf(id).map((secret) => [secret, vaultSecretNow(cloud, secret.id)?.value] as const);
      const missing = found.find(([, value]) => value === undefined)?.[0];
      if (missing !== undefined) return `no ${missing.name} in the vault`;
      return Object.assign({}, ...found.map(([secret, value]) => valuesOf(secret, value ?? ""))) as Values;
    },
    wayBack: async () => undefined,
    async tags(id) {
      return Object.assign({}, ...secretsOf(id).map((secret) => vaultSecretNow(cloud, secret.id)?.tags)) as Values;
    },
    async delete(id) {
      for (const secret of secretsOf(id)) deleteVaultSecret(cloud, secret.id);
    },
    async recover(id) {
      return secretsOf(id).filter((secret) => recoverVaultSecret(cloud, secret.id)).length > 0;
    },
    existing: async (id) => existingOnAzure(credentialOf(id), settings as AzureSettings),
  };
}

/** The fields that an operator fills in, on every cloud. */
export function fieldsOf(id: string): readonly Field[] {
  return credentialOf(id).fields;
}

function credentialOf(id: string): Credential {
  const credential = findCredential(id);
  if (credential === undefined) throw new Error(`no credential ${id}`);
  return credential;
}

function textOf({ shape, fields }: VaultSecret, values: Values): string {
  const own = Object.fromEntries(fields.map(({ name }) => [name, values[name] ?? ""]));
  return shape === "json" ? JSON.stringify(own) : (Object.values(own)[0] ?? "");
}

function valuesOf({ shape, fields }: VaultSecret, text: string): Values {
  return shape === "json" ? (JSON.parse(text) as Values) : { [fields[0]?.name ?? ""]: text };
}
