import type * as pulumi from "@pulumi/pulumi";
import { type Category, type Credential, type Field, vaultSecrets } from "../../catalogue/index.ts";

/** Where a field's value is kept, as an ExternalSecret names it. */
export interface RemoteReference {
  readonly key: string;
  /** The field within a JSON document; absent where the whole secret is the value. */
  readonly property?: string;
}

/** The service account by which a store reads. */
export interface AccountReference {
  readonly name: string;
  readonly namespace: string;
}

/** The cloud store that feeds a cluster, in the operator's terms. */
export interface SecretSource {
  /** Whether the store keeps the credential. */
  holds(credential: Credential): boolean;
  reference(credential: Credential, field: Field): RemoteReference;
  /** What writes a generated credential's values: fetched earlier, they would be the ones before. */
  written(credential: Credential): readonly pulumi.Resource[];
  /** Annotations that tie a category's service account to its identity in the cloud. */
  accountAnnotations(category: Category): Record<string, pulumi.Input<string>>;
  /** `spec.provider` of the category's store. */
  provider(account: AccountReference): object;
}

export interface AwsSource {
  readonly region: string;
  /** Credential id -> the secret's name or ARN. */
  readonly secretNames: ReadonlyMap<string, string>;
  /** Category -> ARN of the role that reads it. */
  readonly readerRoles: ReadonlyMap<Category, pulumi.Output<string>>;
  /** Credential id -> what writes its generated values. */
  readonly generatedValues: ReadonlyMap<string, readonly pulumi.Resource[]>;
}

/** Secrets Manager, read with the roles of annotated service accounts. */
export function awsSource({ region, secretNames, readerRoles, generatedValues }: AwsSource): SecretSource {
  return {
    holds: (credential) => secretNames.has(credential.id),
    reference: (credential, field) => ({ key: known(secretNames, credential.id), property: field.name }),
    written: ({ id }) => generatedValues.get(id) ?? [],
    accountAnnotations: (category) => ({ "eks.amazonaws.com/role-arn": known(readerRoles, category) }),
    provider: (account) => ({
      aws: { service: "SecretsManager", region, auth: { jwt: { serviceAccountRef: account } } },
    }),
  };
}

export interface AzureSource {
  readonly vaultUri: string;
  readonly tenantId: string;
  /** Category -> client id of the identity that reads it. */
  readonly readerClientIds: ReadonlyMap<Category, pulumi.Output<string>>;
  /** Credential id -> what writes its generated values. */
  readonly generatedValues: ReadonlyMap<string, readonly pulumi.Resource[]>;
}

/** Key Vault, read with the workload identities of annotated service accounts. */
export function azureSource({ vaultUri, tenantId, readerClientIds, generatedValues }: AzureSource): SecretSource {
  return {
    holds: (credential) => vaultSecrets(credential).length > 0,
    reference: (credential, field) => {
      const secret = vaultSecrets(credential).find(({ fields }) => fields.includes(field));
      if (secret === undefined) throw new Error(`The vault keeps no field "${field.name}" of ${credential.id}.`);
      return secret.shape === "text" ? { key: secret.name } : { key: secret.name, property: field.name };
    },
    written: ({ id }) => generatedValues.get(id) ?? [],
    // The tenant stands here alone: the operator refuses a store that names it a second time.
    accountAnnotations: (category) => ({
      "azure.workload.identity/client-id": known(readerClientIds, category),
      "azure.workload.identity/tenant-id": tenantId,
    }),
    provider: (account) => ({
      azurekv: { authType: "WorkloadIdentity", vaultUrl: vaultUri, serviceAccountRef: account },
    }),
  };
}

function known<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`The store that feeds the cluster knows no ${String(key)}.`);
  return value;
}
