import { EXIT, type ExitStatus, OperatorError, UsageError } from "../errors.ts";
import { isOverdue, takeInventory } from "../inventory.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";
import { stateDocument } from "./list.ts";

/** Shows what is to be rotated within some days. Exit 3 where something is overdue, 1 where that cannot be told. */
export async function due(session: Session, within: string): Promise<ExitStatus> {
  const days = daysOf(within);
  const { clouds } = await session.stores;
  const states = await takeInventory(
    { clouds },
    { settings: session.settings, stack: session.stack, now: session.io.now() },
  );
  const blind = states.flatMap((state) => Object.values(state.clouds).filter(({ status }) => status === "unknown"));
  const inService = states.filter((state) => Object.values(state.clouds).some(({ status }) => status === "provided"));
  const soon = inService
    .filter(({ daysLeft }) => daysLeft !== undefined && daysLeft <= days)
    .sort((a, b) => (a.daysLeft ?? 0) - (b.daysLeft ?? 0));
  const overdue = soon.filter(isOverdue);
  session.report({ stack: session.stack, withinDays: days, overdue: overdue.length, due: soon.map(stateDocument) });
  if (soon.length === 0) session.say(`Nothing is due within ${days} days.`);
  const rows = soon.map((state) => [
    state.credential.id,
    state.nextRotation ?? "",
    isOverdue(state) ? session.style("red", `overdue by ${-(state.daysLeft ?? 0)}d`) : `in ${state.daysLeft}d`,
    state.credential.rotation.owner,
    `npm run secrets -- rotate ${state.credential.id} --stack ${session.stack}`,
  ]);
  for (const line of table(rows)) session.say(line);
  if (overdue.length > 0) return EXIT.overdue;
  const [cause] = blind;
  if (cause !== undefined) throw new OperatorError(`Not every store could be asked: ${cause.detail}`);
  return EXIT.ok;
}

/** "14d" or "2w" in days. */
function daysOf(text: string): number {
  const [, count, unit] = /^(\d{1,4})(d|w)$/.exec(text) ?? [];
  if (count === undefined) {
    throw new UsageError("--within takes a number of days or weeks.", "For example --within 14d, or --within 2w.");
  }
  return Number(count) * (unit === "w" ? 7 : 1);
}
