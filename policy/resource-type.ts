import type { Resource } from "./rule.ts";
import { fields, text, type Values } from "./values.ts";

/**
 * A resource type without what differs between versions of a provider: `aws:s3/bucketV2:BucketV2` -> `aws:s3:BucketV2`,
 * `azure-native:keyvault/v20230701:Secret` and `azure-native_keyvault_v20230701:keyvault:Secret` ->
 * `azure-native:keyvault:Secret`, `kubernetes:external-secrets.io/v1:ExternalSecret` ->
 * `kubernetes:external-secrets.io:ExternalSecret`.
 */
export function typeName(token: string): string {
  const [provider = "", module = "", ...name] = token.split(":");
  return `${provider.replace(/^azure-native_.*$/, "azure-native")}:${module.replace(/\/.*$/, "")}:${name.join(":")}`;
}

/** Whether a resource is of one of the types, which are named as `typeName` does. */
export function isOneOf(resource: Pick<Resource, "type">, types: ReadonlySet<string>): boolean {
  return types.has(typeName(resource.type));
}

/** An object of a cluster, however the program wrote it: typed, as a custom resource, from YAML, or as a patch. */
export interface KubernetesObject {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly spec: Values;
}

/** The object that a resource is in a cluster, or undefined. */
export function kubernetesObject(resource: Resource): KubernetesObject | undefined {
  const [provider, module = "", name = ""] = resource.type.split(":");
  if (provider !== "kubernetes") return undefined;
  const { apiVersion, kind, spec, metadata } = resource.props;
  const version = text(apiVersion) ?? module;
  return {
    group: version.includes("/") ? version.replace(/\/.*$/, "") : "",
    kind: text(kind) ?? name.replace(/Patch$/, ""),
    name: text(fields(metadata).name) ?? resource.name,
    namespace: text(fields(metadata).namespace),
    spec: fields(spec),
  };
}
