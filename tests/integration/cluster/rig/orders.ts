import type { Cluster } from "./cluster.ts";
import type { Manifest } from "./cluster-api.ts";
import { until } from "./processes.ts";

/** Somebody's own order for a cloud's secret, beside those of the program. */
export interface Order {
  readonly name: string;
  readonly namespace: string;
  readonly store: string;
  /** What the store calls the secret. */
  readonly key: string;
}

export async function order({ api }: Cluster, { name, namespace, store, key }: Order): Promise<void> {
  await api.apply({
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: { name, namespace },
    spec: {
      refreshInterval: "1h0m0s",
      secretStoreRef: { kind: "ClusterSecretStore", name: store },
      target: { name },
      data: [{ secretKey: "value", remoteRef: { key } }],
    },
  });
}

/** An order can come to a busy operator before the store that was made just before it. */
const TOO_EARLY = /could not get ClusterSecretStore .* not found/;

/** What the operator makes of an order, once it has: "delivered", or its warning. */
export async function verdict(
  cluster: Cluster,
  { namespace, name }: Pick<Order, "namespace" | "name">,
): Promise<string> {
  const selector = `involvedObject.kind=ExternalSecret,involvedObject.name=${name}`;
  return until(
    async () => {
      const events = await cluster.api.list<Manifest & { reason: string; message: string }>(
        "v1",
        "Event",
        namespace,
        `?fieldSelector=${encodeURIComponent(selector)}`,
      );
      const found = events.find(
        ({ reason, message }) => reason === "Created" || (reason === "UpdateFailed" && !TOO_EARLY.test(message)),
      );
      return found && (found.reason === "Created" ? "delivered" : found.message);
    },
    { what: `a verdict on ${name}`, check: () => cluster.check() },
  );
}
