import { type Credential, nextRotation, PROVIDED_STATUS } from "../../catalogue/index.ts";
import { DeniedError, EXIT, type ExitStatus, OperatorError } from "../errors.ts";
import { restartCommand, usersOf } from "../rollout.ts";
import type { Session } from "../session.ts";
import { keptCredential } from "../stack.ts";
import type { Cloud, CloudStore, WayBack } from "../stores/store.ts";
import { requireOwnCluster, syncAll, tellSynced } from "../sync.ts";
import { sameId } from "../value-id.ts";
import { storesOf, tellWritten, writeAll } from "../write.ts";
import { refuseMachineMade } from "./machine-way.ts";

/** Puts the value that was in service before back into service everywhere. Exit 1 where that was half done. */
export async function rollback(session: Session, id: string): Promise<ExitStatus> {
  const credential = keptCredential(id, session.fileSettings, session.stack);
  refuseMachineMade(credential, session, "rollback");
  session.requireAnswerForProduction();
  const stores = await storesOf(session, credential);
  for (const store of stores) await store.identity();
  await requireOwnCluster(session, credential);
  if (stores.some(({ cloud }) => cloud === "azure")) {
    session.note(
      "A vault has no label to move: on Azure the previous value is read, with the break-glass reader role, and set again. That read stands in the audit log.",
    );
  }
  // Every way back is found before the first is taken: half a rollback leaves two clouds with two values.
  const ways = await waysBack(credential, stores);
  const dates = [...ways]
    .map(([cloud, way]) => `${cloud}: ${way === "there" ? "in service already" : `put ${way.since}`}`)
    .join(", ");
  await session.confirmProduction(`${id} goes back to its previous value (${dates})`);

  const untagged: string[] = [];
  const written = await writeAll(session, credential, stores, async ({ cloud, place }) => {
    const way = ways.get(cloud);
    if (way === undefined) throw new DeniedError(`There is no way back on ${cloud}.`);
    if (way === "there") return;
    // The value is as old as it is: it falls due by the day it was put.
    const due =
      way.since === ""
        ? undefined
        : nextRotation(credential.rotation.cadence, way.since.slice(0, 10), credential.rotation.maxDays);
    const problem = await way.apply({ Status: PROVIDED_STATUS, ...(due === undefined ? {} : { NextRotation: due }) });
    if (problem !== undefined)
      untagged.push(`${place}: the previous value is in service, but not its tags. ${problem}`);
  });
  const allWritten = tellWritten(
    session,
    written,
    "the previous value is in service",
    "the newer value stays in service",
  );
  for (const problem of untagged) session.say(`${session.style("red", "✗")} ${problem}`);
  const { cluster } = await session.stores;
  const fed = written.find(({ cloud }) => cloud === cluster?.cloud)?.done ?? false;
  const synced = fed ? await syncAll(session, credential) : [];
  const allSynced = fed ? tellSynced(session, credential, synced) : cluster === undefined;
  const complete = allWritten && untagged.length === 0 && allSynced;
  const users = synced.length > 0 ? await usersOf(session, credential) : [];
  session.report({ id, complete, stores: written, untagged, namespaces: synced, restart: users.map(restartCommand) });
  for (const user of users) session.say(`Pods keep what they started with: ${restartCommand(user)}`);
  if (!complete)
    session.note(
      "Half done: the lines above tell which value is in service where. Run it again to complete it, or put the right value to bring all in line.",
    );
  return complete ? EXIT.ok : EXIT.failed;
}

/**
 * The way of every cloud to one and the same value; "there" where a cloud holds it already, as after a put that
 * reached only the others.
 * @throws OperatorError where there is no such value; nothing was touched.
 */
async function waysBack(
  credential: Credential,
  stores: readonly CloudStore[],
): Promise<ReadonlyMap<Cloud, WayBack | "there">> {
  const found: { store: CloudStore; currentId: string | undefined; way: WayBack | undefined }[] = [];
  let refusal: unknown;
  for (const store of stores) {
    const { valueId: currentId } = await store.inspect(credential);
    const way = await store.wayBack(credential).catch((error: unknown) => {
      refusal ??= error;
      return undefined;
    });
    found.push({ store, currentId, way });
  }
  const [only, ...others] = found;
  if (only?.way !== undefined && others.length === 0) return new Map([[only.store.cloud, only.way]]);
  for (const { way: target } of found) {
    const ways = found.flatMap(({ store, currentId, way }): [Cloud, WayBack | "there"][] => {
      if (way !== undefined && sameId(way.targetId, target?.targetId)) return [[store.cloud, way]];
      return sameId(currentId, target?.targetId) ? [[store.cloud, "there"]] : [];
    });
    if (ways.length === found.length) return new Map(ways);
  }
  throw (
    refusal ??
    new OperatorError(
      `The clouds would not go back to one and the same value of ${credential.id}, or it cannot be told whether they would.`,
      `Put the right value: npm run secrets -- put ${credential.id}.`,
    )
  );
}
