import { type Credential, VAULT_SECRET_TYPES, VAULT_TYPES, vaultSecrets } from "../catalogue/index.ts";
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

/** Something that exists, as the program would make it. */
export interface Existing {
  readonly cloud: Cloud;
  readonly type: string;
  /** Its logical name. */
  readonly name: string;
  readonly id: string;
  /** The component within the cloud's store that keeps it; without one, the store itself does. */
  readonly component?: { readonly type: string; readonly name: string };
  /** Whose values it holds. */
  readonly credential?: Credential;
}

/** The secret of a credential on AWS. */
export function existingOnAws(credential: Credential, arn: string): Existing {
  const component = categoryOf("aws", credential);
  const type = "aws:secretsmanager/secret:Secret";
  return { cloud: "aws", type, name: `${component.name}-${credential.id}`, id: arn, component, credential };
}

/** The secrets of a credential in a vault. */
export function existingOnAzure(credential: Credential, settings: AzureSettings): readonly Existing[] {
  const component = categoryOf("azure", credential);
  return vaultSecrets(credential).map(({ name }) => ({
    cloud: "azure",
    type: VAULT_SECRET_TYPES.type,
    name: `${component.name}-${name}`,
    id: `${vaultId(settings)}/secrets/${name}`,
    component,
    credential,
  }));
}

/** What secrets in a vault cannot be without, and Azure would not make a second time. */
export function existingAround(settings: AzureSettings): readonly Existing[] {
  return [
    { cloud: "azure", type: "azure-native:resources:ResourceGroup", name: "azure-group", id: groupId(settings) },
    {
      cloud: "azure",
      type: VAULT_TYPES.type,
      name: "azure-vault-vault",
      id: vaultId(settings),
      component: { type: "qualisys-secrets:azure:Vault", name: "azure-vault" },
    },
  ];
}

/** The whole file: each thing under the components that the program keeps it in. A test holds the names to the program's. */
export function importFile(existing: readonly Existing[]): { readonly resources: readonly ImportEntry[] } {
  const components = new Map<string, ImportEntry>();
  for (const { cloud, component } of existing) {
    components.set(cloud, { type: `qualisys-secrets:${cloud}:SecretStore`, name: cloud, component: true });
    if (component !== undefined) components.set(component.name, { ...component, component: true, parent: cloud });
  }
  const entries = existing.map(({ cloud, type, name, id, component }): ImportEntry => {
    return { type, name, id, parent: component?.name ?? cloud };
  });
  return { resources: [...components.values(), ...entries] };
}

function categoryOf(cloud: Cloud, { category }: Credential): { readonly type: string; readonly name: string } {
  return { type: `qualisys-secrets:${cloud}:SecretCategory`, name: `${cloud}-${category}` };
}

function groupId({ subscriptionId, resourceGroup }: AzureSettings): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
}

function vaultId(settings: AzureSettings): string {
  return `${groupId(settings)}/providers/Microsoft.KeyVault/vaults/${settings.vaultName}`;
}
