import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  daysUntil,
  isIsoDate,
  nextRotation,
  REMINDED_CADENCES,
  REMINDER_LEAD_DAYS,
  reminderCron,
} from "../../catalogue/index.ts";

const anyDate = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test.each([
  ["quarterly", "2026-04-15", "2026-07-01"],
  ["quarterly", "2026-11-23", "2027-01-01"],
  // Rotated on the reminder: the date two weeks ahead is this rotation's own.
  ["quarterly", "2026-06-17", "2026-10-01"],
  ["quarterly", "2026-06-16", "2026-07-01"],
  ["yearly", "2026-02-01", "2027-01-01"],
  ["yearly", "2026-12-20", "2028-01-01"],
  ["90-days", "2026-01-01", "2026-04-01"],
  ["on-compromise", "2026-01-01", undefined],
  ["generated", "2026-01-01", undefined],
] as const)("%s, put on %s, is due on %s", (cadence, today, due) => {
  expect(nextRotation(cadence, today)).toBe(due);
});

// A Jira token lives 365 days at most; put on the reminder, the calendar's date would be 379 days away.
test.each([
  ["2026-12-18", "2027-12-18"],
  ["2026-02-01", "2027-01-01"],
  ["2027-02-28", "2028-01-01"],
])("a value that dies after 365 days, put on %s, is due on %s", (today, due) => {
  expect(nextRotation("yearly", today, 365)).toBe(due);
  expect(daysUntil(due, today)).toBeLessThanOrEqual(365);
});

describe("for every day", () => {
  test.each(REMINDED_CADENCES)(
    "a %s rotation falls due after the reminder's lead and within its cadence",
    (cadence) => {
      const longest = { quarterly: 92, yearly: 366 }[cadence as "quarterly" | "yearly"] + REMINDER_LEAD_DAYS;
      fc.assert(
        fc.property(anyDate, (today) => {
          const days = daysUntil(nextRotation(cadence, today) ?? "", today);
          return days > REMINDER_LEAD_DAYS && days <= longest;
        }),
      );
    },
  );
});

test.each([
  ["quarterly", "cron(0 9 17 3,6,9,12 ? *)"],
  ["yearly", "cron(0 9 18 12 ? *)"],
  ["on-compromise", undefined],
] as const)("reminders of a %s rotation come by %s", (cadence, cron) => {
  expect(reminderCron(cadence)).toBe(cron);
});

test.each(["2026-02-30", "2026-1-1", "", "yesterday", "2026-13-01"])("%j is no date", (text) => {
  expect(isIsoDate(text)).toBe(false);
  expect(() => nextRotation("yearly", text)).toThrow("YYYY-MM-DD");
});
