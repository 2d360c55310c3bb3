import { nextRotation, PROVIDED_STATUS } from "../../catalogue/index.ts";
import { DeniedError, EXIT, type ExitStatus } from "../errors.ts";
import { restartCommand, usersOf } from "../rollout.ts";
import type { Session } from "../session.ts";
import { keptCredential } from "../stack.ts";
import type { Cloud, WayBack } from "../stores/store.ts";
import { syncAll, tellSynced } from "../sync.ts";
import { storesOf, tellWritten, writeAll } from "../write.ts";
import { refuseMachineMade } from "./machine-way.ts";

/** Puts the value that was in service before back into service everywhere. Exit 1 where that was half done. */
export async function rollback(session: Session, id: string): Promise<ExitStatus> {
  const credential = keptCredential(id, session.fileSettings, session.stack);
  refuseMachineMade(credential, session.fileSettings, "rollback");
  session.requireAnswerForProduction();
  const stores = await storesOf(session, credential);
  for (const store of stores) await store.identity();
  if (stores.some(({ cloud }) => cloud === "azure")) {
    session.note(
      "A vault has no label to move: on Azure the previous value is read, with the break-glass reader role, and set again. That read stands in the audit log.",
    );
  }
  // Every way back is found before the first is taken: half a rollback leaves two clouds with two values.
  const ways = new Map<Cloud, WayBack>();
  for (const store of stores) ways.set(store.cloud, await store.wayBack(credential));
  const dates = [...ways].map(([cloud, { since }]) => `${cloud}: put ${since}`).join(", ");
  await session.confirmProduction(`${id} goes back to its previous value (${dates})`);

  const written = await writeAll(session, stores, async ({ cloud }) => {
    const way = ways.get(cloud);
    if (way === undefined) throw new DeniedError(`There is no way back on ${cloud}.`);
    // The value is as old as it is: it falls due by the day it was put.
    const due = way.since === "" ? undefined : nextRotation(credential.rotation.cadence, way.since.slice(0, 10));
    await way.apply({ Status: PROVIDED_STATUS, ...(due === undefined ? {} : { NextRotation: due }) });
  });
  const allWritten = tellWritten(
    session,
    written,
    "the previous value is in service",
    "the newer value stays in service",
  );
  const { cluster } = await session.stores;
  const fed = written.find(({ cloud }) => cloud === cluster?.cloud)?.done ?? false;
  const synced = fed ? await syncAll(session, credential) : [];
  const complete = allWritten && (fed ? tellSynced(session, credential, synced) : cluster === undefined);
  const users = synced.length > 0 ? await usersOf(session, credential) : [];
  session.report({ id, complete, stores: written, namespaces: synced, restart: users.map(restartCommand) });
  for (const user of users) session.say(`Pods keep what they started with: ${restartCommand(user)}`);
  if (!complete)
    session.note(
      "Half done: the lines above tell which value is in service where. Put the right value to bring all in line.",
    );
  return complete ? EXIT.ok : EXIT.failed;
}
