import type { Credential } from "../catalogue/index.ts";
import { OperatorError } from "./errors.ts";
import type { Session } from "./session.ts";
import type { PodUse } from "./stores/store.ts";

/** Who in the cluster may still hold a value that was replaced. */
export interface Holders {
  /** How many Kubernetes Secrets were looked at. */
  readonly looked: number;
  /** Secrets that were last fetched before the value in service was put ("one/openai-api-key"). */
  readonly behind: readonly string[];
  /** Pods that did not start after their Secret's last change. */
  readonly pods: readonly PodUse[];
}

/** @throws OperatorError where the store that feeds the cluster has no value in service, or does not tell its age. */
export async function holdersOf(session: Session, credential: Credential): Promise<Holders> {
  const { clouds, cluster } = await session.stores;
  const secret = credential.kubernetes?.secret;
  const none: Holders = { looked: 0, behind: [], pods: [] };
  if (cluster === undefined || secret === undefined) return none;
  const feeding = clouds.find((store) => store.cloud === cluster.cloud && store.keeps(credential));
  const since = feeding === undefined ? undefined : (await feeding.inspect(credential)).since;
  const perNamespace = await Promise.all(
    cluster.namespaces.map(async (namespace): Promise<Holders> => {
      // First: it tells whether this is the stack's own cluster at all.
      const { refreshed } = await cluster.delivery(secret, namespace);
      const changed = await cluster.secretChanged(secret, namespace);
      if (changed === undefined) return none;
      if (since === undefined) {
        throw new OperatorError(
          `Whether ${namespace}/${secret} holds the value in service cannot be told: ${feeding?.place ?? `no store of the stack that feeds ${cluster.place}`} does not tell when it was put.`,
          "Compare the Secret yourself before you revoke.",
        );
      }
      // Kubernetes tells times in whole seconds.
      const put = Math.floor(Date.parse(since) / 1000) * 1000;
      const fetched = [changed, refreshed ?? ""].some((time) => Date.parse(time) >= put);
      const pods = (await cluster.pods(secret, namespace)).filter(({ started }) => started <= changed);
      return { looked: 1, behind: fetched ? [] : [`${namespace}/${secret}`], pods };
    }),
  );
  return {
    looked: perNamespace.reduce((sum, { looked }) => sum + looked, 0),
    behind: perNamespace.flatMap(({ behind }) => behind),
    pods: perNamespace.flatMap(({ pods }) => pods),
  };
}
