import { beforeEach, expect, test } from "vitest";
import type { DrillGround } from "../../operator/drill.ts";
import { OperatorError } from "../../operator/errors.ts";
import { World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});

test("doctor tells who I am, which stack and which versions", async () => {
  const { status, stdout } = await world.run(["doctor", "--json"]);
  expect(status).toBe(0);
  const { checks } = JSON.parse(stdout);
  expect(checks[0].detail).toContain("stack staging (staging, qualisys-staging/)");
  expect(checks.map(({ name }: { name: string }) => name)).toEqual(["Program", "aws sign-in", "azure sign-in"]);
});

test("the drill passes where everything works", async () => {
  const { status, stdout } = await world.run(["doctor", "--drill", "--yes"]);
  expect(stdout).toContain("✓ Denied read: qualisys-staging/llm/openai was denied, as it must be");
  expect(stdout).toContain("✓ Alarm: qualisys-staging-watch-denied went off after 0 s");
  expect(status).toBe(0);
});

const before = new Date(0);
test.each<[string, Partial<DrillGround>, string]>([
  [
    "a mail that was not confirmed",
    { subscriptions: async () => [{ endpoint: "a@b.cd", confirmed: false }] },
    "not confirmed: a@b.cd",
  ],
  ["no subscription", { subscriptions: async () => [] }, "nobody is subscribed"],
  ["no rule", { rule: async () => undefined }, "there is no rule"],
  ["a rule that sees no reads", { rule: async () => ({ state: "ENABLED", tellsTopic: true }) }, "sees no reads"],
  [
    "a rule without its target",
    { rule: async () => ({ state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", tellsTopic: false }) },
    "does not tell",
  ],
  ["no trail", { trailSeesReads: async () => false }, "no trail that is running"],
  ["somebody who may read", { read: async () => "allowed" }, "you may read"],
  [
    "an alarm that stays silent",
    { alarm: async () => ({ state: "OK", since: before, enabled: true }) },
    "did not go off within 20 minutes",
  ],
  [
    "an alarm that was on already",
    { alarm: async () => ({ state: "ALARM", since: before, enabled: true }) },
    "was on before the drill",
  ],
  [
    "a muted alarm",
    { alarm: async () => ({ state: "OK", since: before, enabled: false }) },
    "its actions are disabled",
  ],
  ["no alarm", { alarm: async () => undefined }, "there is no alarm"],
  [
    "a question that AWS refuses",
    { trailSeesReads: () => Promise.reject(new OperatorError("AWS denies it for the trails.")) },
    "AWS denies it",
  ],
])("the drill tells %s", async (_, over, told) => {
  Object.assign(world.drillGround, over);
  const { status, stdout } = await world.run(["doctor", "--drill", "--yes"]);
  expect(stdout).toContain(told);
  expect(status).toBe(1);
});

test("the drill is not begun unasked", async () => {
  const { status, stderr } = await world.run(["doctor", "--drill"]);
  expect(stderr).toContain("Add --yes");
  expect(status).toBe(2);
});
