import type { Cloud } from "./cloud.ts";
import { difference, type Handled, type Kind } from "./kinds.ts";
import type { Properties } from "./values.ts";

/** One secret of the vault, as its data plane has it. */
export interface VaultSecretNow {
  readonly value: string;
  readonly versions: number;
}

/** `azure-native:keyvault:Secret`: a control-plane PUT, which sends the value again at every update. */
export const vaultSecretKind: Kind = {
  diff: (request) => difference(request, ["resourceGroupName", "vaultName", "secretName"]),
  async create(resource, inputs) {
    const id = idOf(resource, inputs);
    if (resource.cloud.kept.has(id)) throw new Error(`cannot create already existing resource ${id}`);
    if (resource.cloud.reserved.has(id))
      throw new Error(`${id} is soft-deleted: its name is reserved until it is purged`);
    return { id, state: put(resource, id, inputs) };
  },
  async read(resource, state, inputs) {
    const there = resource.cloud.kept.get(resource.id);
    if (there === undefined) return undefined;
    // ARM never gives the value back, so it stays as the state has it.
    return {
      id: resource.id,
      state: { ...state, tags: there.inputs.tags },
      inputs: inputs ?? { ...there.inputs, properties: {} },
    };
  },
  async update(request) {
    return put(request, request.id, request.inputs);
  },
  async delete(resource) {
    resource.cloud.kept.delete(resource.id);
    resource.cloud.reserved.add(resource.id);
  },
};

/** What stands in a vault that this program did not make. */
export function seedVaultSecret(cloud: Cloud, id: string, value: string): void {
  const [, , , , resourceGroupName, , , , vaultName, , secretName] = id.split("/");
  const inputs = { resourceGroupName, vaultName, secretName };
  cloud.kept.set(id, { type: "azure-native:keyvault:Secret", inputs, state: { value, versions: 1 } });
}

/** What the data plane has, or undefined. */
export function vaultSecretNow(cloud: Cloud, id: string): VaultSecretNow | undefined {
  const state = cloud.kept.get(id)?.state;
  return state && { value: String(state.value), versions: Number(state.versions) };
}

function put(resource: Handled, id: string, inputs: Properties): Properties {
  const value = (inputs.properties as { value?: unknown } | undefined)?.value;
  const versions = Number(resource.cloud.kept.get(id)?.state.versions ?? 0) + 1;
  resource.cloud.kept.set(id, { type: resource.type, inputs, state: { value, versions } });
  const { properties: _value, ...rest } = inputs;
  const uri = `https://${inputs.vaultName}.vault.azure.net/secrets/${inputs.secretName}`;
  return {
    ...rest,
    name: inputs.secretName,
    properties: { secretUri: uri, secretUriWithVersion: `${uri}/${versions}` },
  };
}

function idOf({ subscription }: Handled, { resourceGroupName, vaultName, secretName }: Properties): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}/providers/Microsoft.KeyVault/vaults/${vaultName}/secrets/${secretName}`;
}
