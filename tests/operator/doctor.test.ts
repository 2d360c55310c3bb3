import { beforeEach, expect, test } from "vitest";
import type { AwsDrillGround, AzureDrillGround } from "../../operator/drill/grounds.ts";
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
  expect(stdout).toContain("✓ AWS denied read: qualisys-staging/llm/openai was denied, as it must be");
  expect(stdout).toContain("✓ AWS alarm: qualisys-staging-watch-denied went off after 0 s");
  expect(stdout).toContain("✓ AWS heartbeat of eu-central-1: its events arrive");
  expect(stdout).toContain("? AWS not tried: emails through qualisys-staging-secret-alarms-backup");
  expect(stdout).toContain("✓ Azure denied read: llm-openai-api-key was denied, as it must be");
  expect(stdout).toContain("✓ Azure alarm: test-vault-denied-access raised an alert after 0 s");
  expect(status).toBe(0);
});

const before = new Date(0);
test.each<[string, Partial<AwsDrillGround>, string]>([
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
    "a region whose events do not arrive",
    {
      alarm: async (name) =>
        name.endsWith("-us-east-1")
          ? { state: "ALARM", since: before, enabled: true }
          : { state: name.endsWith("-denied") ? "ALARM" : "OK", since: world.clock, enabled: true },
    },
    "✗ AWS heartbeat of us-east-1: qualisys-staging-watch-us-east-1 is ALARM",
  ],
  [
    "deliveries that fail",
    { deliveries: async () => ({ made: 2, failed: 2 }) },
    "2 of 2 deliveries of qualisys-staging-watch-denied to its topic failed\n    The topic's policy or its key's policy",
  ],
  ["a rule that calls nobody", { deliveries: async () => ({ made: 0, failed: 0 }) }, "not once"],
  [
    "a question that AWS refuses",
    { trailSeesReads: () => Promise.reject(new OperatorError("AWS denies it for the trails.")) },
    "AWS denies it",
  ],
])("the drill on AWS tells %s", async (_, over, told) => {
  Object.assign(world.awsDrill, over);
  const { status, stdout } = await world.run(["doctor", "--drill", "--yes"]);
  expect(stdout).toContain(told);
  expect(status).toBe(1);
});

test.each<[string, Partial<AzureDrillGround>, string]>([
  ["no action group", { people: async () => undefined }, "there is no action group test-vault-alarms"],
  ["a group that is off", { people: async () => ({ enabled: false, mails: [] }) }, "test-vault-alarms is disabled"],
  ["nobody in the group", { people: async () => ({ enabled: true, mails: [] }) }, "tells nobody"],
  [
    "somebody who has unsubscribed",
    { people: async () => ({ enabled: true, mails: [{ address: "a@b.cd", enabled: false }] }) },
    "unsubscribed: a@b.cd",
  ],
  ["no rule", { rule: async () => undefined }, "there is no rule test-vault-denied-access"],
  ["a rule that is off", { rule: async () => ({ enabled: false, tellsPeople: true }) }, "is disabled"],
  ["a rule that tells nobody", { rule: async () => ({ enabled: true, tellsPeople: false }) }, "does not tell"],
  [
    "one of several rules that is off",
    { rule: async (name) => ({ enabled: !name.endsWith("stranger-write"), tellsPeople: true }) },
    "test-vault-stranger-write is disabled",
  ],
  ["no diagnostic setting", { auditLog: async () => undefined }, "there is no diagnostic setting secrets-audit"],
  ["no audit events", { auditLog: async () => ({ audited: false }) }, "sends no audit events"],
  ["somebody who may read", { read: async () => "allowed" }, "you may read llm-openai-api-key"],
  ["an alarm that stays silent", { lastAlert: async () => undefined }, "raised no alert within 30 minutes"],
  ["an alert of before", { lastAlert: async () => before }, "raised no alert within 30 minutes"],
])("the drill on Azure tells %s", async (_, over, told) => {
  Object.assign(world.azureDrill, over);
  const { status, stdout } = await world.run(["doctor", "--drill", "--yes"]);
  expect(stdout).toContain(told);
  expect(status).toBe(1);
});

test("the drill asks for both emails by name, and tells which is missing", async () => {
  const { status, stdout, stderr } = await world.run(["doctor", "--drill"], { typed: [true, false, true, true] });
  expect(stderr).toContain(
    'Has alarms@example.com received EventBridge\'s, which begins "qualisys-staging: Access to a secret or its key was denied"?',
  );
  expect(stderr).toContain("received CloudWatch's, with the subject 'ALARM: \"qualisys-staging-watch-denied\"'?");
  expect(stderr).toContain("received Azure Monitor's, which names test-vault-denied-access and your account?");
  expect(stdout).toContain("✗ AWS emails: not received: EventBridge's");
  expect(stdout).not.toContain("not received: CloudWatch's");
  expect(status).toBe(1);
});

test("with --yes nobody answers, and the drill tells which emails it has not seen", async () => {
  const { stdout } = await world.run(["doctor", "--drill", "--yes"]);
  expect(stdout).toMatch(/\? AWS emails: look in the inbox of alarms@example\.com for EventBridge's.*CloudWatch's/);
});

test("the drill is not begun unasked", async () => {
  const { status, stderr } = await world.run(["doctor", "--drill"]);
  expect(stderr).toContain("Add --yes");
  expect(status).toBe(2);
});
