import type { V1Deployment, V1ObjectMeta, V1PodSpec } from "@kubernetes/client-node";
import type { Delivery, Rollout } from "./store.ts";

/** What is read of an ExternalSecret (external-secrets.io/v1). */
export interface ExternalSecret {
  readonly metadata?: { readonly generation?: number; readonly labels?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly refreshTime?: string;
    /** `<generation>-<hash of labels and annotations>` of what was synced last. */
    readonly syncedResourceVersion?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

export function deliveryOf({ metadata, status }: ExternalSecret): Delivery {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const synced = status?.syncedResourceVersion;
  const refreshed = status?.refreshTime;
  return {
    status: ready === undefined ? "pending" : ready.status === "True" ? "ready" : "failing",
    // Right after a change the condition still tells of the object as it was.
    current: synced?.split("-")[0] === String(metadata?.generation),
    ...(ready?.status === "False" && ready.message ? { cause: ready.message } : {}),
    ...(refreshed === undefined ? {} : { refreshed: new Date(refreshed).toISOString() }),
    ...(synced === undefined ? {} : { syncedVersion: synced }),
  };
}

/** Whether pods of this kind read a Secret: by variable, by all of its keys, or by volume. */
export function uses(pod: V1PodSpec | undefined, secret: string): boolean {
  const containers = [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])];
  const inEnvironment = containers.some(
    ({ env = [], envFrom = [] }) =>
      env.some(({ valueFrom }) => valueFrom?.secretKeyRef?.name === secret) ||
      envFrom.some(({ secretRef }) => secretRef?.name === secret),
  );
  return (
    inEnvironment ||
    (pod?.volumes ?? []).some(
      (volume) =>
        volume.secret?.secretName === secret ||
        volume.projected?.sources?.some((source) => source.secret?.name === secret),
    )
  );
}

/** When an object's content last changed: an update that changes nothing leaves these times alone. */
export function lastChanged(metadata: V1ObjectMeta | undefined): string {
  const changes = (metadata?.managedFields ?? []).flatMap(({ time }) => (time === undefined ? [] : [new Date(time)]));
  const made = metadata?.creationTimestamp === undefined ? [] : [new Date(metadata.creationTimestamp)];
  const last = Math.max(...[...changes, ...made].map((time) => time.getTime()));
  return Number.isFinite(last) ? new Date(last).toISOString() : "";
}

/**
 * Whether the operator owns a Secret that an ExternalSecret of the same name orders. Its label
 * `reconcile.external-secrets.io/managed` says nothing: the operator puts it on any Secret of that name, placeholder or not.
 * @see https://github.com/external-secrets/external-secrets/blob/v0.20.4/pkg/controllers/externalsecret/externalsecret_controller.go
 */
export function isOrdered(metadata: V1ObjectMeta | undefined, name: string): boolean {
  return (metadata?.ownerReferences ?? []).some(
    (owner) =>
      owner.kind === "ExternalSecret" &&
      owner.apiVersion.startsWith("external-secrets.io/") &&
      owner.name === name &&
      owner.controller === true,
  );
}

/**
 * The names of a Secret's keys, by what the API server notes of who wrote which field; undefined where it has no notes.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function dataKeys(metadata: V1ObjectMeta | undefined): readonly string[] | undefined {
  const notes = (metadata?.managedFields ?? []).flatMap(({ fieldsV1 }) => fieldsV1 ?? []);
  if (notes.length === 0) return undefined;
  const fields = notes.flatMap((note) => Object.keys((note as Record<string, object>)["f:data"] ?? {}));
  return [...new Set(fields.filter((field) => field.startsWith("f:")).map((field) => field.slice(2)))].sort();
}

/** How a Deployment's rollout stands, by the rules of `kubectl rollout status`. */
export function rolloutOf({ metadata, spec, status }: V1Deployment): Rollout {
  const progressing = status?.conditions?.find(({ type }) => type === "Progressing");
  const wanted = spec?.replicas ?? 1;
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, observedGeneration = 0 } = status ?? {};
  const detail = `${Math.min(updatedReplicas, availableReplicas)} of ${wanted} updated pods are available`;
  if (observedGeneration < (metadata?.generation ?? 0)) return { status: "running", detail: "not begun yet" };
  if (progressing?.reason === "ProgressDeadlineExceeded") return { status: "failed", detail };
  const done = updatedReplicas >= wanted && replicas <= updatedReplicas && availableReplicas >= updatedReplicas;
  return { status: done ? "done" : "running", detail };
}
