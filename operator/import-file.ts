import {
  type Category,
  type Credential,
  VAULT_SECRET_TYPES,
  type VaultSecret,
  vaultSecrets,
} from "../catalogue/index.ts";
import type { AzureSettings } from "../stack-settings.ts";

/** One entry of a file for `pulumi import --file`: pulumi.com/docs/iac/cli/commands/pulumi_import. */
export interface ImportEntry {
  readonly type: string;
  /** Its logical name in the program. */
  readonly name: string;
  /** What it is known by in the cloud; absent for a component, which exists in the program only. */
  readonly id?: string;
  readonly component?: true;
  readonly parent?: string;
}

type Cloud = "aws" | "azure";

const SECRET_TYPES = { aws: "aws:secretsmanager/secret:Secret", azure: VAULT_SECRET_TYPES.type } as const;

/** A secret that exists, as the program would make it. */
export interface Existing {
  readonly cloud: Cloud;
  readonly credential: Credential;
  readonly name: string;
  readonly id: string;
}

/** The secret of a credential on AWS. */
export function existingOnAws(credential: Credential, arn: string): Existing {
  return { cloud: "aws", credential, name: `${categoryName("aws", credential.category)}-${credential.id}`, id: arn };
}

/** The secrets of a credential in a vault. */
export function existingOnAzure(credential: Credential, settings: AzureSettings): readonly Existing[] {
  const { subscriptionId, resourceGroup, vaultName } = settings;
  const vault = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${vaultName}`;
  return vaultSecrets(credential).map(
    ({ name }: VaultSecret): Existing => ({
      cloud: "azure",
      credential,
      name: `${categoryName("azure", credential.category)}-${name}`,
      id: `${vault}/secrets/${name}`,
    }),
  );
}

/** The whole file: each secret under the components that the program keeps it in. A test holds the names to the program's. */
export function importFile(existing: readonly Existing[]): { readonly resources: readonly ImportEntry[] } {
  const components = new Map<string, ImportEntry>();
  for (const { cloud, credential } of existing) {
    components.set(cloud, { type: `qualisys-secrets:${cloud}:SecretStore`, name: cloud, component: true });
    const name = categoryName(cloud, credential.category);
    components.set(name, { type: `qualisys-secrets:${cloud}:SecretCategory`, name, component: true, parent: cloud });
  }
  const secrets = existing.map(({ cloud, credential, name, id }): ImportEntry => {
    return { type: SECRET_TYPES[cloud], name, id, parent: categoryName(cloud, credential.category) };
  });
  return { resources: [...components.values(), ...secrets] };
}

function categoryName(cloud: Cloud, category: Category): string {
  return `${cloud}-${category}`;
}
