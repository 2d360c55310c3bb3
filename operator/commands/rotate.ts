import { EXIT, type ExitStatus } from "../errors.ts";
import { restartCommand, restartUsers, tellRestarted } from "../rollout.ts";
import type { Session } from "../session.ts";
import { keptCredential } from "../stack.ts";
import { guideLines } from "./guide.ts";
import { refuseMachineMade } from "./machine-way.ts";
import { type PutOptions, provide } from "./put.ts";

/**
 * Replaces a credential: how it is made, the new value into every store and namespace, a rolling restart of what uses
 * it, and what is left to do. Exit 1 where any of it was not completed.
 */
export async function rotate(session: Session, id: string, options: PutOptions): Promise<ExitStatus> {
  const credential = keptCredential(id, session.fileSettings, session.stack);
  refuseMachineMade(credential, session, "rotate");
  for (const line of guideLines(session, credential)) session.say(line);
  session.say();
  const result = await provide(session, credential, options);
  if (!result.complete) {
    session.report({ id, ...result, restarted: [] });
    session.note("Nothing was restarted: what runs keeps the old value until every namespace has the new one.");
    return EXIT.failed;
  }
  const { cluster } = await session.stores;
  const { rolled, others } =
    result.namespaces.length === 0 ? { rolled: [], others: [] } : await restartUsers(session, credential);
  const complete = rolled.every(({ done }) => done);
  const revoke = `npm run secrets -- revoke ${id} --stack ${session.stack}`;
  session.report({ id, ...result, complete, restarted: rolled, notRestarted: others, next: complete ? revoke : null });
  if (cluster === undefined)
    session.say("- The stack has no cluster, so nothing was restarted: restart what uses it yourself.");
  else tellRestarted(session, rolled, others);
  if (!complete) {
    session.note(
      "The new value is in service, and not everything runs with it. The old pods go on with the old value.",
    );
    session.note(`The way back: npm run secrets -- rollback ${id} --stack ${session.stack}`);
    for (const { workload, done } of rolled) if (!done) session.note(`then: ${restartCommand(workload)}`);
    return EXIT.failed;
  }
  session.say();
  session.say(
    `${session.style("bold", credential.service)} is rotated. Keep the old value valid until everything works.`,
  );
  if (credential.rotation.overlap.note !== undefined) session.say(credential.rotation.overlap.note);
  session.say(`${session.style("bold", "Next:")} ${revoke}`);
  return EXIT.ok;
}
