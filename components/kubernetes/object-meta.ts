import type * as pulumi from "@pulumi/pulumi";

/** Labels by which people find what the program made. */
export const OBJECT_LABELS = {
  "app.kubernetes.io/part-of": "qualisys-secrets",
  "app.kubernetes.io/managed-by": "pulumi",
} as const;

export interface ObjectMetaOptions {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Whether an update waits until the object reports to be ready.
   * @default true
   */
  readonly awaited?: boolean;
}

/** Metadata of an object that the program makes. */
export function objectMeta(name: string, options: ObjectMetaOptions = {}) {
  const annotations = {
    // A field that someone else changed is theirs for the API server, and an update of it is refused as a conflict.
    // The settings of the stack are right: an update takes the field back.
    // @see https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
    "pulumi.com/patchForce": "true",
    ...options.annotations,
    ...(options.awaited === false ? { "pulumi.com/skipAwait": "true" } : {}),
  };
  return {
    name,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
    labels: { ...OBJECT_LABELS, ...options.labels },
    annotations,
  };
}
