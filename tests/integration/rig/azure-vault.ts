import { azureDifference, versioned } from "./azure-version.ts";
import type { Cloud, Kept } from "./cloud.ts";
import type { Handled, Kind } from "./kinds.ts";
import type { Properties } from "./values.ts";

/** One secret of the vault, as its data plane has it. */
export interface VaultSecretNow {
  readonly value: string;
  readonly versions: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** `azure-native:keyvault:Secret`: a control-plane PUT, which sends the value again at every update. */
export const vaultSecretKind: Kind = versioned({
  diff: (request) => azureDifference(request, ["resourceGroupName", "vaultName", "secretName"]),
  async create(resource, inputs) {
    const id = idOf(resource, inputs);
    if (!resource.cloud.kept.has(vaultOf(id))) throw new Error(`there is no vault ${vaultOf(id)}`);
    if (resource.cloud.kept.has(id)) throw new Error(`cannot create already existing resource ${id}`);
    if (resource.cloud.deleted.has(id))
      throw new Error(`${id} is soft-deleted: its name is reserved until it is purged`);
    return { id, state: put(resource, id, inputs) };
  },
  async read(resource, state, inputs) {
    const there = resource.cloud.kept.get(resource.id);
    if (there === undefined) return undefined;
    const { tags } = there.inputs;
    const properties = { ...(state.properties as object), secretUriWithVersion: uriWithVersion(there) };
    return {
      id: resource.id,
      state: { ...state, tags, properties },
      // ARM never gives the value back, so it stays as the state has it.
      inputs: inputs === undefined ? { ...there.inputs, properties: {} } : { ...inputs, tags },
    };
  },
  async update(request) {
    return put(request, request.id, request.inputs);
  },
  async delete(resource) {
    deleteVaultSecret(resource.cloud, resource.id);
  },
});

/**
 * A vault goes with what is in it, softly: its name stays taken, everywhere, until it is recovered or purged.
 * @see https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
 */
export function softlyDeleted(kind: Kind): Kind {
  return {
    ...kind,
    async create(resource, inputs) {
      if ([...resource.cloud.deleted.keys()].some((id) => id.endsWith(`/vaults/${inputs.vaultName}`)))
        throw new Error(`a vault with the same name already exists in deleted state: recover or purge it`);
      return kind.create(resource, inputs);
    },
    async delete({ cloud, id }) {
      move(cloud.kept, cloud.deleted, id);
    },
  };
}

/** Somebody recovers a deleted vault, with what was in it. */
export function recoverVault(cloud: Cloud, id: string): void {
  move(cloud.deleted, cloud.kept, id);
}

function move(from: Map<string, Kept>, to: Map<string, Kept>, vault: string): void {
  for (const [id, there] of from) {
    if (id !== vault && !id.startsWith(`${vault}/`)) continue;
    from.delete(id);
    to.set(id, there);
  }
}

/** What stands in a vault that this program did not make. */
export function seedVaultSecret(cloud: Cloud, id: string, value: string): void {
  const [, , subscription = "", , resourceGroupName = "", , , , vaultName, , secretName] = id.split("/");
  const group = { type: "azure-native:resources:ResourceGroup", inputs: { resourceGroupName }, state: {} };
  cloud.kept.set(groupId(subscription, resourceGroupName), group);
  const vault = { type: "azure-native:keyvault:Vault", inputs: { resourceGroupName, vaultName }, state: {} };
  cloud.kept.set(vaultOf(id), vault);
  const inputs = { resourceGroupName, vaultName, secretName };
  cloud.kept.set(id, { type: "azure-native:keyvault:Secret", inputs, state: { value, versions: 1 } });
}

/** What the data plane has, or undefined. */
export function vaultSecretNow(cloud: Cloud, id: string): VaultSecretNow | undefined {
  const there = cloud.kept.get(id);
  if (there === undefined) return undefined;
  const { value, versions } = there.state;
  return { value: String(value), versions: Number(versions), tags: tagsOf(there) };
}

/** Somebody sets a secret that exists, through the data plane. */
export function putVaultSecret(cloud: Cloud, id: string, value: string): void {
  const there = existing(cloud, id);
  there.state = { value, versions: Number(there.state.versions) + 1 };
}

/** Somebody tags its current version. */
export function tagVaultSecret(cloud: Cloud, id: string, key: string, value: string): void {
  const there = existing(cloud, id);
  there.inputs = { ...there.inputs, tags: { ...tagsOf(there), [key]: value } };
}

/** Somebody deletes it, softly as every vault does. */
export function deleteVaultSecret(cloud: Cloud, id: string): void {
  const there = cloud.kept.get(id);
  if (there !== undefined) cloud.deleted.set(id, there);
  cloud.kept.delete(id);
}

/** Somebody recovers it. Tells whether it was deleted, and not purged yet. */
export function recoverVaultSecret(cloud: Cloud, id: string): boolean {
  const there = cloud.deleted.get(id);
  if (there === undefined) return false;
  cloud.deleted.delete(id);
  cloud.kept.set(id, there);
  return true;
}

/** What ARM calls a resource group. */
export function groupId(subscription: string, group: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}`;
}

/** What ARM calls a vault. */
export function vaultId(subscription: string, group: string, vault: string): string {
  return `${groupId(subscription, group)}/providers/Microsoft.KeyVault/vaults/${vault}`;
}

/** What ARM calls a secret of a vault. */
export function vaultSecretId(subscription: string, group: string, vault: string, name: string): string {
  return `${vaultId(subscription, group, vault)}/secrets/${name}`;
}

function vaultOf(secretId: string): string {
  return secretId.replace(/\/secrets\/[^/]+$/, "");
}

function existing(cloud: Cloud, id: string): Kept {
  const there = cloud.kept.get(id);
  if (there === undefined) throw new Error(`there is no ${id}`);
  return there;
}

function tagsOf({ inputs }: Kept): Record<string, string> {
  return (inputs.tags ?? {}) as Record<string, string>;
}

function put(resource: Handled, id: string, inputs: Properties): Properties {
  const value = (inputs.properties as { value?: unknown } | undefined)?.value;
  const versions = Number(resource.cloud.kept.get(id)?.state.versions ?? 0) + 1;
  const now = { type: resource.type, inputs, state: { value, versions } };
  resource.cloud.kept.set(id, now);
  const { properties: _value, ...rest } = inputs;
  return {
    ...rest,
    name: inputs.secretName,
    properties: { secretUri: uri(inputs), secretUriWithVersion: uriWithVersion(now) },
  };
}

function uri({ vaultName, secretName }: Properties): string {
  return `https://${vaultName}.vault.azure.net/secrets/${secretName}`;
}

function uriWithVersion({ inputs, state }: Kept): string {
  return `${uri(inputs)}/${state.versions}`;
}

function idOf({ subscription }: Handled, { resourceGroupName, vaultName, secretName }: Properties): string {
  return vaultSecretId(subscription, String(resourceGroupName), String(vaultName), String(secretName));
}
