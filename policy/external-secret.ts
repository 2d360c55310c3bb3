import { kubernetesObject } from "./resource-type.ts";
import type { Resource } from "./rule.ts";
import { fields, type Values } from "./values.ts";

/** The order of an ExternalSecret, or of those that a ClusterExternalSecret makes; undefined for other resources. */
export function externalSecretSpec(resource: Resource): Values | undefined {
  const object = kubernetesObject(resource);
  if (object?.group !== "external-secrets.io") return undefined;
  if (object.kind === "ExternalSecret") return object.spec;
  return object.kind === "ClusterExternalSecret" ? fields(object.spec.externalSecretSpec) : undefined;
}
