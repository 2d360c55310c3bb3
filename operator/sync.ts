import { type Credential, updateCommand } from "../catalogue/index.ts";
import { operatorLog } from "./cloud-cause.ts";
import { explain, OtherStackError } from "./errors.ts";
import type { Session } from "./session.ts";
import type { Cluster } from "./stores/store.ts";
import { refuseTakeover } from "./takeover.ts";

/** How long a sync is waited for; one takes a tenth of a second where all is well. */
const SYNC_TIMEOUT_MS = 60_000;

export interface Synced {
  readonly namespace: string;
  readonly done: boolean;
  /** From the request to the Kubernetes Secret being up to date. */
  readonly milliseconds?: number;
  readonly problem?: string;
}

/**
 * A cluster that cannot be asked keeps no value from the stores: what became of its namespaces is told after the sync.
 * @throws OtherStackError where the kubeconfig names another stack's cluster; OperatorError where a sync would empty a
 *   Secret that was made by hand.
 */
export async function requireOwnCluster(session: Session, credential: Credential): Promise<void> {
  const { cluster } = await session.stores;
  const secret = credential.kubernetes?.secret;
  if (cluster === undefined || secret === undefined) return;
  await Promise.all(
    cluster.namespaces.map((namespace) =>
      cluster.delivery(secret, namespace).catch((error: unknown) => {
        if (error instanceof OtherStackError) throw error;
      }),
    ),
  );
  await refuseTakeover(session, credential);
}

/** Has every namespace fetch a credential now, and waits until each has it. */
export async function syncAll(session: Session, credential: Credential): Promise<readonly Synced[]> {
  const { cluster } = await session.stores;
  const secret = credential.kubernetes?.secret;
  if (cluster === undefined || secret === undefined) return [];
  if (!session.settings.startedEpics.includes(credential.epic)) return [];
  const synced = await Promise.all(cluster.namespaces.map((namespace) => syncOne(session, cluster, secret, namespace)));
  session.clearProgress();
  return synced;
}

async function syncOne(session: Session, cluster: Cluster, secret: string, namespace: string): Promise<Synced> {
  const { io } = session;
  const begun = io.now().getTime();
  try {
    const before = await cluster.delivery(secret, namespace);
    if (before.status === "missing") {
      return {
        namespace,
        done: false,
        problem: `There is no ExternalSecret ${secret}. Create it: ${updateCommand(session.stack)}.`,
      };
    }
    await cluster.forceSync(secret, namespace, io.now().toISOString());
    for (let pause = 50; ; pause = Math.min(pause * 2, 1000)) {
      const now = await cluster.delivery(secret, namespace);
      const milliseconds = io.now().getTime() - begun;
      // The condition alone may still tell of the sync before; the synced version changes with each one asked for.
      if (now.status === "ready" && now.current && now.syncedVersion !== before.syncedVersion) {
        return { namespace, done: true, milliseconds };
      }
      if (milliseconds > SYNC_TIMEOUT_MS) {
        const cause = now.cause === undefined ? "The operator did not answer: look at its pods." : `${now.cause}.`;
        const problem = `Not synced after ${SYNC_TIMEOUT_MS / 1000} s. ${cause} ${operatorLog(session.settings)}`;
        return { namespace, done: false, problem };
      }
      session.progress(`Waiting for ${namespace}/${secret} …`);
      await io.wait(pause);
    }
  } catch (error) {
    return { namespace, done: false, problem: explain(error) };
  }
}

/** Says which namespaces have the value. @returns whether all have. */
export function tellSynced(session: Session, credential: Credential, synced: readonly Synced[]): boolean {
  const name = credential.kubernetes?.secret ?? "";
  for (const { namespace, done, milliseconds, problem } of synced) {
    if (done) session.say(`${session.style("green", "✓")} ${namespace}/${name}: synced in ${milliseconds} ms`);
    else session.say(`${session.style("red", "✗")} ${namespace}/${name}: the old value stays in service. ${problem}`);
  }
  if (
    synced.length === 0 &&
    credential.kubernetes !== null &&
    !session.settings.startedEpics.includes(credential.epic)
  ) {
    session.say(`- Not delivered to the cluster: epic ${credential.epic} has not started in ${session.stack}.`);
  }
  return synced.every((one) => one.done);
}
