import type { Cloud } from "./cloud.ts";
import { type Difference, type DiffRequest, difference, type Handled, type Kind } from "./kinds.ts";
import type { Properties } from "./values.ts";

const VERSION = "azureApiVersion";

/** Replaces the provider with its next release, whose default API versions differ. */
export function upgradeAzureProvider(cloud: Cloud): void {
  cloud.azureRelease += 1;
}

/**
 * What azure-native 3 adds to every type. Check defaults the input `azureApiVersion` from the provider's own metadata, Diff
 * counts it as any input and disregards `ignoreChanges` (the engine has put the old input back before Check), state without
 * the input is compared by its output, and every request uses the version of the metadata, whatever the state says.
 * @see https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/provider.go (applyDefaults, Diff, checkpointObject, getApiVersion)
 * @see https://github.com/pulumi/pulumi-azure-native/pull/4015
 */
export function versioned(kind: Kind): Kind {
  return {
    ...kind,
    check(resource, oldInputs, inputs) {
      const checked = kind.check?.(resource, oldInputs, inputs) ?? inputs;
      return checked[VERSION] === undefined ? { ...checked, [VERSION]: versionOf(resource) } : checked;
    },
    diff(request) {
      const { oldInputs, state } = request;
      const known = oldInputs[VERSION] === undefined ? { ...oldInputs, [VERSION]: state[VERSION] } : oldInputs;
      return kind.diff({ ...request, oldInputs: known });
    },
    async create(resource, inputs) {
      requireServed(resource);
      const { id, state } = await kind.create(resource, inputs);
      return { id, state: withVersion(resource, state) };
    },
    async read(resource, state, inputs) {
      requireServed(resource);
      const now = await kind.read(resource, state, inputs);
      if (now === undefined) return undefined;
      // Azure keeps no such thing: of the input, the state alone knows.
      const { [VERSION]: _, ...read } = now.inputs;
      const known = inputs?.[VERSION] === undefined ? {} : { [VERSION]: inputs[VERSION] };
      return { ...now, state: withVersion(resource, now.state), inputs: { ...read, ...known } };
    },
    async update(request) {
      requireServed(request);
      return withVersion(request, await kind.update(request));
    },
  };
}

/** As azure-native compares inputs: the engine's list of ignored properties is not looked at. */
export function azureDifference(request: DiffRequest, fixed: readonly string[]): Difference {
  return difference({ ...request, ignoreChanges: [] }, fixed);
}

/**
 * Azure refuses management requests of a version that it has retired.
 * @see https://learn.microsoft.com/azure/key-vault/general/migrate-api-version
 */
function requireServed(resource: Handled): void {
  const { keyVaultServedSince: since } = resource.cloud;
  if (since === undefined || !resource.type.includes(":keyvault")) return;
  const version = versionOf(resource);
  if (version < since) throw new Error(`API version ${version} of Microsoft.KeyVault is retired`);
}

function versionOf({ cloud, type }: Handled): string {
  // A type may name its version; then no release changes it.
  const named = /\/v(\d{4})(\d\d)(\d\d):/.exec(type);
  if (named !== null) return named.slice(1).join("-");
  // Key Vault's default in 3.28, then made up: one a year.
  return cloud.azureRelease === 0 ? "2024-11-01" : `${2025 + cloud.azureRelease}-02-01`;
}

function withVersion(resource: Handled, state: Properties): Properties {
  return { ...state, [VERSION]: versionOf(resource) };
}
