import { type Credential, nextRotation, PROVIDED_STATUS, updateCommand } from "../catalogue/index.ts";
import { explain, OperatorError } from "./errors.ts";
import type { Session } from "./session.ts";
import type { Cloud, CloudStore, OperatorTags } from "./stores/store.ts";

/** What became of one cloud. */
export interface Written {
  readonly cloud: Cloud;
  readonly place: string;
  readonly done: boolean;
  /** Why not. */
  readonly problem?: string;
}

/** The tags of a value put on a day. */
export function tagsOf(credential: Credential, day: string): OperatorTags {
  const due = nextRotation(credential.rotation.cadence, day, credential.rotation.maxDays);
  return { Status: PROVIDED_STATUS, ...(due === undefined ? {} : { NextRotation: due }) };
}

/** The stores that keep a credential. @throws OperatorError where the stack has none. */
export async function storesOf(session: Session, credential: Credential): Promise<readonly CloudStore[]> {
  const { clouds } = await session.stores;
  const stores = clouds.filter((store) => store.keeps(credential));
  if (stores.length === 0) {
    throw new OperatorError(
      `No cloud of stack ${session.stack} keeps ${credential.id}.`,
      `Add that cloud's settings to the stack, and run ${updateCommand(session.stack)}.`,
    );
  }
  return stores;
}

/** Writes to every cloud, one after the other; a failure of one does not keep the others from being written. */
export async function writeAll(
  session: Session,
  { id }: Credential,
  stores: readonly CloudStore[],
  write: (store: CloudStore) => Promise<void>,
): Promise<readonly Written[]> {
  const written: Written[] = [];
  for (const store of stores) {
    const { cloud, place } = store;
    session.progress(`Writing to ${place} …`);
    const before = written.filter((one) => one.done).map((one) => one.place);
    const there = before.length === 0 ? "" : `In service on ${before.join(" and ")}. `;
    session.underway = `${there}Whether ${place} was written is not known. Run the same again to complete it; npm run secrets -- verify ${id} --stack ${session.stack} tells what agrees.`;
    try {
      await write(store);
      written.push({ cloud, place, done: true });
    } catch (error) {
      written.push({ cloud, place, done: false, problem: explain(error) });
    }
  }
  session.clearProgress();
  const done = written.filter((one) => one.done).map((one) => one.place);
  session.underway = `In service on ${done.join(" and ") || "no store"}; not every namespace and pod may have it. npm run secrets -- verify ${id} --stack ${session.stack} tells which.`;
  return written;
}

/** Says what holds where. @returns whether every cloud was written. */
export function tellWritten(session: Session, written: readonly Written[], done: string, undone: string): boolean {
  for (const { place, done: isDone, problem } of written) {
    if (isDone) session.say(`${session.style("green", "✓")} ${place}: ${done}`);
    else session.say(`${session.style("red", "✗")} ${place}: ${undone}. ${problem}`);
  }
  return written.every((one) => one.done);
}
