import { type Credential, isOperatorProvided } from "../../catalogue/index.ts";
import { EXIT, type ExitStatus, OperatorError, UsageError } from "../errors.ts";
import { holdersOf } from "../holders.ts";
import { readValues } from "../input.ts";
import { verdictOf } from "../live/check-live.ts";
import { restartCommand, usersOf } from "../rollout.ts";
import type { Session } from "../session.ts";
import { keptCredential } from "../stack.ts";
import type { Values } from "../stores/store.ts";
import { sameId, valueId } from "../value-id.ts";
import { storesOf } from "../write.ts";
import type { PutOptions } from "./put.ts";

/**
 * Closes a rotation: no pod holds the old value any more, how the vendor ends it, and with `live` the proof that it is
 * dead. Exit 1 while a pod or a
 * Secret may hold it or the vendor still takes it.
 */
export async function revoke(session: Session, id: string, { live, descriptor }: PutOptions): Promise<ExitStatus> {
  const credential = keptCredential(id, session.fileSettings, session.stack);
  if (live && !isOperatorProvided(credential)) {
    throw new UsageError(`There is no vendor to ask about ${id}.`, "Run it without --live.");
  }
  const { looked, behind, pods } = await holdersOf(session, credential);
  const { overlap } = credential.rotation;
  if (behind.length > 0 || pods.length > 0) {
    session.report({ id, secretsLooked: looked, secretsBehind: behind, podsWithOldValue: pods, steps: [] });
    for (const secret of behind) {
      session.say(
        `${session.style("red", "✗")} ${secret} was last fetched before the value in service was put: it holds an older one, and so do its pods`,
      );
    }
    for (const { namespace, name, started } of pods) {
      session.say(
        `${session.style("red", "✗")} ${namespace}/${name} started ${started}, not after its Secret's last change: it may hold the old value`,
      );
    }
    if (behind.length > 0) session.say(`See why: npm run secrets -- verify ${id} --stack ${session.stack}`);
    for (const user of await usersOf(session, credential)) session.say(`Restart it: ${restartCommand(user)}`);
    session.note("Do not revoke the old value yet.");
    return EXIT.failed;
  }
  session.say(
    looked === 0
      ? "- No pod was looked at: there is no cluster, or no Secret of this credential in it."
      : `${session.style("green", "✓")} No pod holds the old value.`,
  );
  if (!live) {
    session.report({
      id,
      secretsLooked: looked,
      secretsBehind: [],
      podsWithOldValue: [],
      steps: overlap.revoke,
      note: overlap.note ?? null,
    });
    for (const [index, step] of overlap.revoke.entries()) session.say(`${index + 1}. ${step}`);
    if (overlap.note !== undefined) session.say(overlap.note);
    if (isOperatorProvided(credential)) {
      session.say(`${session.style("bold", "Proof:")} npm run secrets -- revoke ${id} --stack ${session.stack} --live`);
    }
    return EXIT.ok;
  }
  session.note("Give the OLD value: its vendor is asked whether it is dead, and it is stored nowhere.");
  const values = await readValues(session, credential, descriptor);
  session.io.prompts.over();
  await requireEarlier(session, credential, values);
  const { result, detail } = await verdictOf(session, credential, values);
  const dead = result === "refused";
  session.report({ id, secretsLooked: looked, secretsBehind: [], podsWithOldValue: [], dead, detail });
  session.say(
    dead
      ? `${session.style("green", "✓")} Dead: ${detail}`
      : `${session.style("red", "✗")} ${result === "lacks" ? "Not dead" : "Still alive"}: ${detail}`,
  );
  if (!dead) for (const [index, step] of overlap.revoke.entries()) session.say(`${index + 1}. ${step}`);
  return dead ? EXIT.ok : EXIT.failed;
}

/** @throws OperatorError unless the value was in service earlier and is no longer: any text is dead to its vendor. */
async function requireEarlier(session: Session, credential: Credential, values: Values): Promise<void> {
  const given = valueId(credential, session.settings.environment, values);
  let known = false;
  for (const store of await storesOf(session, credential)) {
    const stored = await store.inspect(credential);
    if (sameId(stored.valueId, given)) {
      throw new OperatorError(
        `What was given is the value in service (${store.place}). Its vendor was not asked.`,
        "Give the old value.",
      );
    }
    known ||= (await store.valueIds(credential)).some((id) => sameId(id, given));
  }
  if (known) return;
  throw new OperatorError(
    `What was given is no value of ${credential.id} that a store still knows, so its death would prove nothing. Its vendor was not asked.`,
    "Give the old value, whole. Of one that was not put by these commands, see at the vendor that it is gone.",
  );
}
