import {
  awsAlarmTopic,
  awsBackupTopic,
  awsHeardRegions,
  awsHeartbeatId,
  awsSecretName,
  awsWatchName,
  type Credential,
  updateCommand,
} from "../../catalogue/index.ts";
import type { Session } from "../session.ts";
import type { Drilled } from "./emails.ts";
import type { AwsDrillGround } from "./grounds.ts";
import { awaited, BRING_BACK, deniedRead, type Seen, step } from "./step.ts";

/** CloudTrail hands events on within some 5 minutes, EventBridge counts by the minute, the alarm looks at 5 minutes. */
const ALARM_TIMEOUT_MS = 20 * 60_000;

/** The state of a rule that sees reads: docs.aws.amazon.com/eventbridge, "Receiving read-only management events". */
const SEES_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** Proves the alarm on denied access: a read that must be denied, and the alarm that must follow. Every check is told. */
export async function drillAws(session: Session, ground: AwsDrillGround, credential: Credential): Promise<Drilled> {
  const { secretPrefix, aws } = session.settings;
  const name = awsWatchName(secretPrefix, "denied");
  const topic = awsAlarmTopic(secretPrefix);
  const checks = [
    await step("AWS alarm mail", () => subscribed(ground, topic)),
    await step("AWS backup mail", () => subscribed(ground, awsBackupTopic(secretPrefix))),
    await step("AWS alarm rule", () => ruled(ground, name, topic)),
    await step("AWS trail", () => trailed(ground)),
  ];
  const copies = (aws?.replicas ?? []).map(({ region }) => region);
  if (aws !== undefined)
    for (const region of awsHeardRegions(aws.region, copies)) {
      const watch = awsWatchName(secretPrefix, awsHeartbeatId(aws.region, region));
      checks.push(await step(`AWS heartbeat of ${region}`, () => beating(ground, watch)));
    }
  const secret = awsSecretName(secretPrefix, credential);
  const begun = session.io.now();
  const denied = await step("AWS denied read", async () =>
    deniedRead(await ground.read(secret), secret, "the operators' role"),
  );
  checks.push(denied);
  if (denied.result !== "ok") return { checks };
  // Together: each is a way of its own, and one of them may work where the other does not.
  checks.push(
    ...(await Promise.all([
      step("AWS alarm", () => alarmed(session, ground, name, begun)),
      step("AWS delivery", () => delivered(session, ground, name, begun)),
    ])),
  );
  const addresses = (await ground.subscriptions(topic).catch(() => [])).map(({ endpoint }) => endpoint);
  checks.push({
    name: "AWS not tried",
    result: "unknown",
    detail: `emails through ${awsBackupTopic(secretPrefix)}, and the patterns of the alarms other than denied`,
  });
  const each = [
    `EventBridge's, which begins "${secretPrefix}: Access to a secret or its key was denied"`,
    `CloudWatch's, with the subject 'ALARM: "${name}"'`,
  ];
  return { checks, emails: { cloud: "AWS", addresses, each } };
}

/** Events of the region arrive, by the way that a stranger's read would take. */
async function beating(ground: AwsDrillGround, name: string): Promise<Seen> {
  const alarm = await ground.alarm(name);
  if (alarm === undefined) return { result: "failed", detail: `there is no alarm ${name}`, cure: BRING_BACK };
  if (!alarm.enabled) {
    return { result: "failed", detail: `${name} tells nobody: its actions are disabled`, cure: BRING_BACK };
  }
  if (alarm.state === "OK") return { result: "ok", detail: "its events arrive" };
  return {
    result: "failed",
    detail: `${name} is ${alarm.state}: none of its events has arrived for an hour`,
    cure: `In the first hour of a stack that is so: wait. Otherwise see the checks above. ${BRING_BACK}`,
  };
}

async function subscribed(ground: AwsDrillGround, topic: string): Promise<Seen> {
  const subscriptions = await ground.subscriptions(topic);
  const waiting = subscriptions.filter(({ confirmed }) => !confirmed).map(({ endpoint }) => endpoint);
  if (subscriptions.length === 0) {
    return {
      result: "failed",
      detail: `nobody is subscribed to ${topic}`,
      cure: `Set aws.alarmEmails, and run ${updateCommand()}.`,
    };
  }
  if (waiting.length > 0) {
    return {
      result: "failed",
      detail: `not confirmed: ${waiting.join(", ")}`,
      cure: 'Follow the link in the mail "AWS Notification - Subscription Confirmation"; look in the spam folder, too.',
    };
  }
  return { result: "ok", detail: `confirmed: ${subscriptions.map(({ endpoint }) => endpoint).join(", ")}` };
}

async function ruled(ground: AwsDrillGround, name: string, topic: string): Promise<Seen> {
  const rule = await ground.rule(name, topic);
  const cure = BRING_BACK;
  if (rule === undefined) return { result: "failed", detail: `there is no rule ${name}`, cure };
  if (rule.state !== SEES_READS)
    return { result: "failed", detail: `${name} is ${rule.state} and sees no reads`, cure };
  if (!rule.tellsTopic) return { result: "failed", detail: `${name} does not tell ${topic}`, cure };
  return { result: "ok", detail: `${name} sees reads and tells ${topic}` };
}

async function trailed(ground: AwsDrillGround): Promise<Seen> {
  if (await ground.trailSeesReads()) return { result: "ok", detail: "a trail logs management events, reads included" };
  return {
    result: "failed",
    detail: "no trail that is running logs management events, reads included",
    cure: "Set aws.trail to managed, or start and widen the account's own trail.",
  };
}

async function alarmed(session: Session, ground: AwsDrillGround, name: string, begun: Date): Promise<Seen> {
  let still = "";
  return awaited(
    session,
    name,
    begun,
    ALARM_TIMEOUT_MS,
    async (waited) => {
      const alarm = await ground.alarm(name);
      const cure = BRING_BACK;
      if (alarm === undefined) return { result: "failed", detail: `there is no alarm ${name}`, cure };
      if (!alarm.enabled) {
        return { result: "failed", detail: `${name} tells nobody: its actions are disabled`, cure };
      }
      if (alarm.state !== "ALARM") return undefined;
      still = " (it was on before the drill: wait until it is off, and repeat)";
      return alarm.since < begun ? undefined : { result: "ok", detail: `${name} went off after ${waited} s` };
    },
    () => ({
      result: "failed",
      detail: `${name} did not go off within ${ALARM_TIMEOUT_MS / 60_000} minutes${still}`,
      cure: `The rule matched no event, or CloudTrail is late: see the checks above, and repeat once. ${BRING_BACK}`,
    }),
  );
}

/** The alarm counts matches. Whether EventBridge could tell the topic is another question, and has another answer. */
async function delivered(session: Session, ground: AwsDrillGround, name: string, begun: Date): Promise<Seen> {
  return awaited(
    session,
    `${name} to call its topic`,
    begun,
    ALARM_TIMEOUT_MS,
    async () => {
      const { made, failed } = await ground.deliveries(name, begun);
      if (failed > 0) {
        return {
          result: "failed",
          detail: `${failed} of ${made} deliveries of ${name} to its topic failed`,
          cure: `The topic's policy or its key's policy keeps EventBridge out. ${BRING_BACK}`,
        };
      }
      return made === 0 ? undefined : { result: "ok", detail: `${name} delivered ${made} to its topic, none failed` };
    },
    () => ({
      result: "failed",
      detail: `${name} called its topic within ${ALARM_TIMEOUT_MS / 60_000} minutes not once`,
      cure: `The rule matched no event, or CloudTrail is late: see the checks above, and repeat once. ${BRING_BACK}`,
    }),
  );
}
