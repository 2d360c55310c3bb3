import { EXIT, type ExitStatus, OperatorError } from "../errors.ts";
import { restartCommand, restartUsers, tellRestarted } from "../rollout.ts";
import type { Session } from "../session.ts";
import { keptCredential } from "../stack.ts";
import { requireOwnCluster, syncAll, tellSynced } from "../sync.ts";

/**
 * Has every namespace fetch a credential's value from the store now, and with `restart` restarts what uses it. For values
 * that change without these commands: the generated key after an update, the database's login after a rotation. Exit 1
 * where a namespace lacks the value or a restart did not end well.
 */
export async function sync(session: Session, id: string, restart: boolean): Promise<ExitStatus> {
  const credential = keptCredential(id, session.fileSettings, session.stack);
  const { cluster } = await session.stores;
  if (cluster === undefined || credential.kubernetes === null) {
    throw new OperatorError(
      cluster === undefined ? `Stack ${session.stack} has no cluster.` : `${id} is not delivered to a cluster.`,
      "There is nothing to sync. Restart what uses the value yourself.",
    );
  }
  if (restart) await session.confirmProduction(`what uses ${id} in ${cluster.namespaces.join(" and ")} is restarted`);
  await requireOwnCluster(session, credential);
  const namespaces = await syncAll(session, credential);
  const synced = tellSynced(session, credential, namespaces) && namespaces.length > 0;
  if (!synced) {
    session.report({ id, complete: false, namespaces, restarted: [], notRestarted: [] });
    if (restart) session.note("Nothing was restarted: not every namespace has the value.");
    return EXIT.failed;
  }
  if (!restart) {
    session.report({ id, complete: true, namespaces, restarted: [], notRestarted: [] });
    session.say(
      `Pods that read it at their start keep the old value: npm run secrets -- sync ${id} --restart --stack ${session.stack}`,
    );
    return EXIT.ok;
  }
  const { rolled, others } = await restartUsers(session, credential);
  const complete = rolled.every(({ done }) => done);
  session.report({ id, complete, namespaces, restarted: rolled, notRestarted: others });
  tellRestarted(session, rolled, others);
  for (const { workload, done } of rolled)
    if (!done) session.note(`Find out why, then run the same again, or: ${restartCommand(workload)}`);
  return complete ? EXIT.ok : EXIT.failed;
}
