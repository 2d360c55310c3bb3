import type { Credential } from "../catalogue/index.ts";
import { DeniedError, explain, OperatorError } from "./errors.ts";
import type { Session } from "./session.ts";
import type { Cluster } from "./stores/store.ts";

/** A Secret that the operator did not make, under the name of one that it is to make. */
export interface Takeover {
  /** For people: "one/openai-api-key". */
  readonly secret: string;
  /** Keys that the first sync would delete; undefined where the Secret does not tell its keys. */
  readonly lost: readonly string[] | undefined;
}

/**
 * What the first sync of a credential would take over. It would set itself as the owner and keep no key but its own.
 * @returns undefined where there is no such Secret; "unknown" where the caller may not look and the operator has not
 *   synced yet.
 */
export async function takeoverOf(
  cluster: Cluster,
  { kubernetes }: Credential,
  namespace: string,
): Promise<Takeover | "unknown" | undefined> {
  if (kubernetes === null) return undefined;
  try {
    const found = await cluster.foreignSecret(kubernetes.secret, namespace);
    if (found === undefined) return undefined;
    const made = [...Object.keys(kubernetes.keys), kubernetes.connectionUrl];
    return { secret: `${namespace}/${kubernetes.secret}`, lost: found.keys?.filter((key) => !made.includes(key)) };
  } catch (error) {
    if (!(error instanceof DeniedError)) throw error;
    const { refreshed } = await cluster.delivery(kubernetes.secret, namespace);
    return refreshed === undefined ? "unknown" : undefined;
  }
}

/** Why a Secret must not be taken over, and the way out; undefined where nothing would be lost. */
export function takeoverProblem({ secret, lost }: Takeover): readonly [problem: string, cure: string] | undefined {
  if (lost?.length === 0) return undefined;
  const [namespace, name] = secret.split("/");
  const keys = lost === undefined ? "its keys, which it does not tell" : lost.join(", ");
  return [
    `Secret ${secret} was not made by the operator, and the first sync would delete from it: ${keys}.`,
    `Move what is still needed to a Secret of another name, then: kubectl delete secret ${name} -n ${namespace}. See docs/adopting.md.`,
  ];
}

/** Says of a Secret that is taken over without a loss. */
export function takeoverNote({ secret }: Takeover): string {
  return `Secret ${secret} was not made by the operator: the sync takes it over. Its keys are the same, their values are replaced, and it goes with its ExternalSecret.`;
}

/**
 * Looks at what a sync would take over. A cluster that cannot be asked keeps no value from the stores, and that nobody
 * looked is said: the operator may sync as soon as the cluster is back.
 * @throws OperatorError where a sync would delete keys of a Secret that was made by hand; nothing was changed.
 */
export async function refuseTakeover(session: Session, credential: Credential): Promise<void> {
  const { cluster } = await session.stores;
  if (cluster === undefined || !session.settings.startedEpics.includes(credential.epic)) return;
  const looks = cluster.namespaces.map(async (namespace) => {
    const takeover = await takeoverOf(cluster, credential, namespace).catch(asUnknown);
    return { namespace, takeover };
  });
  for (const { namespace, takeover } of await Promise.all(looks)) {
    if (takeover === undefined) continue;
    if (takeover === "unknown" || takeover instanceof Error) {
      const reason = takeover === "unknown" ? "You may not look (get secrets)." : explain(takeover);
      session.note(
        `Not checked: whether ${namespace} has a Secret ${credential.kubernetes?.secret} of its own, which the sync would take over and empty. ${reason}`,
      );
      continue;
    }
    const problem = takeoverProblem(takeover);
    if (problem !== undefined) throw new OperatorError(...problem);
    session.note(takeoverNote(takeover));
  }
}

function asUnknown(error: unknown): "unknown" | OperatorError {
  if (error instanceof DeniedError) return "unknown";
  // What is no word of the cluster's is a defect of the commands.
  if (!(error instanceof OperatorError)) throw error;
  return error;
}
