import type { Cadence } from "./types.ts";

/** Days before a rotation is due that its owner is reminded. */
export const REMINDER_LEAD_DAYS = 14;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The months (1-12) on whose first day a cadence falls due; cadences that are not here have no date. */
const DUE_MONTHS: Partial<Record<Cadence, readonly number[]>> = {
  quarterly: [1, 4, 7, 10],
  yearly: [1],
};

/** Days between automatic rotations, for the cadences that a machine carries out. */
const AUTOMATIC_DAYS: Partial<Record<Cadence, number>> = { "90-days": 90 };

/** The cadences that a person is reminded of. */
export const REMINDED_CADENCES = Object.keys(DUE_MONTHS) as Cadence[];

/** Days between automatic rotations, or undefined where no machine rotates. */
export function automaticDays(cadence: Cadence): number | undefined {
  return AUTOMATIC_DAYS[cadence];
}

/**
 * When a value put on `today` is due again.
 *
 * The first due date of the cadence that is further away than the reminder's lead: whoever rotates on being
 * reminded, two weeks early, must not be asked again two weeks later.
 *
 * @param today ISO date (`2026-06-20`), UTC.
 * @param maxDays after how many days the value dies by itself: it is due then at the latest.
 * @returns ISO date, or undefined where the cadence has no date.
 * @throws RangeError where `today` is no ISO date.
 */
export function nextRotation(cadence: Cadence, today: string, maxDays?: number): string | undefined {
  const due = calendarDue(cadence, today);
  const dies = maxDays === undefined ? undefined : isoDate(parseDate(today) + maxDays * DAY_MS);
  return due !== undefined && dies !== undefined && dies < due ? dies : due;
}

function calendarDue(cadence: Cadence, today: string): string | undefined {
  const from = parseDate(today);
  const months = DUE_MONTHS[cadence];
  if (months === undefined) {
    const days = AUTOMATIC_DAYS[cadence];
    return days === undefined ? undefined : isoDate(from + days * DAY_MS);
  }
  const year = new Date(from).getUTCFullYear();
  const candidates = [year, year + 1].flatMap((y) => months.map((month) => Date.UTC(y, month - 1, 1)));
  const due = candidates.find((date) => date - from > REMINDER_LEAD_DAYS * DAY_MS);
  // A date in every January exists, so the year after next is never needed.
  return isoDate(due ?? Date.UTC(year + 2, 0, 1));
}

/**
 * The days of the year on which owners of a cadence are reminded, as EventBridge Scheduler's cron expression.
 *
 * A cron expression has one day for all its months, so the earliest of them is taken: the reminder comes at
 * least two weeks ahead, and at most a day more.
 */
export function reminderCron(cadence: Cadence): string | undefined {
  const months = DUE_MONTHS[cadence];
  if (months === undefined) return undefined;
  // Any year without 29 February serves: no due month follows it.
  const reminders = months.map((month) => new Date(Date.UTC(2027, month - 1, 1) - REMINDER_LEAD_DAYS * DAY_MS));
  const day = Math.min(...reminders.map((date) => date.getUTCDate()));
  const inMonths = reminders.map((date) => date.getUTCMonth() + 1).sort((a, b) => a - b);
  return `cron(0 9 ${day} ${inMonths.join(",")} ? *)`;
}

/** Whole days from `today` to `due` (ISO dates, UTC); negative where `due` is past. */
export function daysUntil(due: string, today: string): number {
  return Math.round((parseDate(due) - parseDate(today)) / DAY_MS);
}

/** Whether a text is an ISO date of the calendar. */
export function isIsoDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && isoDate(Date.parse(text)) === text;
}

function parseDate(text: string): number {
  if (!isIsoDate(text)) throw new RangeError(`"${text}" is no date. Write it as YYYY-MM-DD.`);
  return Date.parse(text);
}

function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
