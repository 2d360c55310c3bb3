import type { Credential } from "../catalogue/index.ts";
import { explain } from "./errors.ts";
import type { Session } from "./session.ts";
import type { Cluster, Workload } from "./stores/store.ts";

/** A Deployment's own deadline is ten minutes unless it says otherwise; this is waited for a little longer. */
const ROLLOUT_TIMEOUT_MS = 11 * 60_000;
const PAUSE_MS = 2_000;

export interface Rolled {
  readonly workload: Workload;
  readonly done: boolean;
  readonly detail: string;
}

/** What uses a credential's Secret, in every namespace that receives it. */
export async function usersOf(session: Session, credential: Credential): Promise<readonly Workload[]> {
  const { cluster } = await session.stores;
  const secret = credential.kubernetes?.secret;
  if (cluster === undefined || secret === undefined) return [];
  return (await Promise.all(cluster.namespaces.map((namespace) => cluster.workloads(secret, namespace)))).flat();
}

/** Restarts the Deployments that use a credential's Secret and waits for each; names what else uses it. */
export async function restartUsers(
  session: Session,
  credential: Credential,
): Promise<{ readonly rolled: readonly Rolled[]; readonly others: readonly Workload[] }> {
  const { cluster } = await session.stores;
  if (cluster === undefined) return { rolled: [], others: [] };
  const users = await usersOf(session, credential);
  const rolled = await restartAll(
    session,
    cluster,
    users.filter(({ kind }) => kind === "Deployment"),
  );
  return { rolled, others: users.filter(({ kind }) => kind !== "Deployment") };
}

/** Restarts Deployments by rolling update and waits for each. */
async function restartAll(
  session: Session,
  cluster: Cluster,
  deployments: readonly Workload[],
): Promise<readonly Rolled[]> {
  const at = session.io.now().toISOString();
  const rolled = await Promise.all(deployments.map((workload) => restartOne(session, cluster, workload, at)));
  session.clearProgress();
  return rolled;
}

async function restartOne(session: Session, cluster: Cluster, workload: Workload, at: string): Promise<Rolled> {
  const { io } = session;
  const begun = io.now().getTime();
  try {
    await cluster.restart(workload, at);
    for (let last = ""; ; ) {
      const { status, detail } = await cluster.rollout(workload);
      if (status === "done") return { workload, done: true, detail };
      if (status === "failed") return { workload, done: false, detail: `the rollout failed: ${detail}` };
      if (io.now().getTime() - begun > ROLLOUT_TIMEOUT_MS) {
        return {
          workload,
          done: false,
          detail: `not finished after ${ROLLOUT_TIMEOUT_MS / 60_000} minutes: ${detail}`,
        };
      }
      if (detail !== last) session.progress(`${workload.namespace}/${workload.name}: ${detail} …`);
      last = detail;
      await io.wait(PAUSE_MS);
    }
  } catch (error) {
    return { workload, done: false, detail: explain(error) };
  }
}

/** Says what was restarted, and what is left to people. */
export function tellRestarted(session: Session, rolled: readonly Rolled[], others: readonly Workload[]): void {
  for (const { workload, done, detail } of rolled) {
    const mark = done ? session.style("green", "✓") : session.style("red", "✗");
    session.say(`${mark} ${workload.namespace}/${workload.name}: ${done ? "restarted, " : ""}${detail}`);
  }
  for (const workload of others) {
    session.say(
      `- ${workload.kind} ${workload.namespace}/${workload.name} uses it, too; restart it when it suits: ${restartCommand(workload)}`,
    );
  }
  if (rolled.length === 0 && others.length === 0)
    session.say("- Nothing in the cluster uses it, so nothing was restarted.");
}

/** The command that restarts a workload by hand. */
export function restartCommand({ kind, name, namespace }: Workload): string {
  return `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}`;
}
