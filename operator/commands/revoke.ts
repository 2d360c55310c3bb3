import { type Credential, isOperatorProvided } from "../../catalogue/index.ts";
import { EXIT, type ExitStatus, UsageError } from "../errors.ts";
import { readValues } from "../input.ts";
import { verdictOf } from "../live/check-live.ts";
import { restartCommand, usersOf } from "../rollout.ts";
import type { Session } from "../session.ts";
import { keptCredential } from "../stack.ts";
import type { PodUse } from "../stores/store.ts";
import type { PutOptions } from "./put.ts";

/**
 * Closes a rotation: no pod holds the old value any more, how the vendor ends it, and with `live` the proof that it is
 * dead. Exit 1 while a pod may hold it or the vendor still takes it.
 */
export async function revoke(session: Session, id: string, { live, descriptor }: PutOptions): Promise<ExitStatus> {
  const credential = keptCredential(id, session.fileSettings, session.stack);
  if (live && !isOperatorProvided(credential)) {
    throw new UsageError(`There is no vendor to ask about ${id}.`, "Run it without --live.");
  }
  const holders = await olderPods(session, credential);
  const { overlap } = credential.rotation;
  if (holders.length > 0) {
    session.report({ id, podsWithOldValue: holders, steps: [] });
    for (const { namespace, name, started } of holders) {
      session.say(
        `${session.style("red", "✗")} ${namespace}/${name} started ${started}, before the new value came: it may hold the old one`,
      );
    }
    for (const user of await usersOf(session, credential)) session.say(`Restart it: ${restartCommand(user)}`);
    session.note("Do not revoke the old value yet.");
    return EXIT.failed;
  }
  session.say(`${session.style("green", "✓")} No pod holds the old value.`);
  if (!live) {
    session.report({ id, podsWithOldValue: [], steps: overlap.revoke, note: overlap.note ?? null });
    for (const [index, step] of overlap.revoke.entries()) session.say(`${index + 1}. ${step}`);
    if (overlap.note !== undefined) session.say(overlap.note);
    if (isOperatorProvided(credential)) {
      session.say(`${session.style("bold", "Proof:")} npm run secrets -- revoke ${id} --stack ${session.stack} --live`);
    }
    return EXIT.ok;
  }
  session.note("Give the OLD value: its vendor is asked whether it is dead, and it is stored nowhere.");
  const { result, detail } = await verdictOf(session, credential, await readValues(session, credential, descriptor));
  const dead = result === "refused";
  session.report({ id, podsWithOldValue: [], dead, detail });
  session.say(
    dead ? `${session.style("green", "✓")} Dead: ${detail}` : `${session.style("red", "✗")} Still alive: ${detail}`,
  );
  if (!dead) for (const [index, step] of overlap.revoke.entries()) session.say(`${index + 1}. ${step}`);
  return dead ? EXIT.ok : EXIT.failed;
}

/** The pods that started before their namespace's Secret last changed. */
async function olderPods(session: Session, credential: Credential): Promise<readonly PodUse[]> {
  const { cluster } = await session.stores;
  const secret = credential.kubernetes?.secret;
  if (cluster === undefined || secret === undefined) return [];
  const perNamespace = await Promise.all(
    cluster.namespaces.map(async (namespace) => {
      const changed = await cluster.secretChanged(secret, namespace);
      if (changed === undefined) return [];
      return (await cluster.pods(secret, namespace)).filter(({ started }) => started < changed);
    }),
  );
  return perNamespace.flat();
}
