import { awsAlarmTopic, awsSecretName, awsWatchName, type Credential } from "../catalogue/index.ts";
import { explain } from "./errors.ts";
import type { Session } from "./session.ts";
import type { Check } from "./stores/store.ts";

/** CloudTrail hands events on within some 5 minutes, EventBridge counts by the minute, the alarm looks at 5 minutes. */
const ALARM_TIMEOUT_MS = 20 * 60_000;
const PAUSE_MS = 15_000;

/** What a drill asks of AWS; every method throws an OperatorError where AWS refuses. */
export interface DrillGround {
  /** Each subscription of the topic and whether its mail was confirmed. */
  subscriptions(topic: string): Promise<readonly { endpoint: string; confirmed: boolean }[]>;
  /** The rule's state and whether it has the topic as its target; undefined where there is no such rule. */
  rule(name: string, topic: string): Promise<{ state: string; tellsTopic: boolean } | undefined>;
  /** Whether a trail logs management events, reads included, at this moment. */
  trailSeesReads(): Promise<boolean>;
  /** Tries to read a secret. The value is not looked at. */
  read(secret: string): Promise<"denied" | "allowed">;
  /** The alarm's state and when it came into it; undefined where there is no such alarm. */
  alarm(name: string): Promise<{ state: string; since: Date; enabled: boolean } | undefined>;
}

/** The state of a rule that sees reads: docs.aws.amazon.com/eventbridge, "Receiving read-only management events". */
const SEES_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** Proves the alarm on denied access: a read that must be denied, and the alarm that must follow. Every check is told. */
export async function drill(session: Session, ground: DrillGround, credential: Credential): Promise<readonly Check[]> {
  const { secretPrefix } = session.settings;
  const name = awsWatchName(secretPrefix, "denied");
  const topic = awsAlarmTopic(secretPrefix);
  const checks = [
    await checked("Alarm mail", () => subscribed(ground, topic)),
    await checked("Alarm rule", () => ruled(ground, name, topic)),
    await checked("Trail", () => trailed(ground)),
  ];
  const begun = session.io.now();
  const denied = await checked("Denied read", () => deniedRead(ground, awsSecretName(secretPrefix, credential)));
  checks.push(denied);
  if (denied.result === "ok") checks.push(await checked("Alarm", () => alarmed(session, ground, name, begun)));
  return checks;
}

async function checked(name: string, look: () => Promise<Omit<Check, "name">>): Promise<Check> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return { name, result: "failed", detail: explain(error) };
  }
}

async function subscribed(ground: DrillGround, topic: string): Promise<Omit<Check, "name">> {
  const subscriptions = await ground.subscriptions(topic);
  const waiting = subscriptions.filter(({ confirmed }) => !confirmed).map(({ endpoint }) => endpoint);
  if (subscriptions.length === 0) {
    return {
      result: "failed",
      detail: `nobody is subscribed to ${topic}`,
      cure: "Set aws.alarmEmails, and pulumi up.",
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

async function ruled(ground: DrillGround, name: string, topic: string): Promise<Omit<Check, "name">> {
  const rule = await ground.rule(name, topic);
  const cure = "Bring it back: pulumi up --refresh.";
  if (rule === undefined) return { result: "failed", detail: `there is no rule ${name}`, cure };
  if (rule.state !== SEES_READS)
    return { result: "failed", detail: `${name} is ${rule.state} and sees no reads`, cure };
  if (!rule.tellsTopic) return { result: "failed", detail: `${name} does not tell ${topic}`, cure };
  return { result: "ok", detail: `${name} sees reads and tells ${topic}` };
}

async function trailed(ground: DrillGround): Promise<Omit<Check, "name">> {
  if (await ground.trailSeesReads()) return { result: "ok", detail: "a trail logs management events, reads included" };
  return {
    result: "failed",
    detail: "no trail that is running logs management events, reads included",
    cure: "Set aws.trail to managed, or start and widen the account's own trail.",
  };
}

async function deniedRead(ground: DrillGround, secret: string): Promise<Omit<Check, "name">> {
  if ((await ground.read(secret)) === "denied") return { result: "ok", detail: `${secret} was denied, as it must be` };
  return {
    result: "failed",
    detail: `you may read ${secret}; the value was not looked at`,
    cure: "Take on the operators' role, which cannot read, and run the drill again.",
  };
}

async function alarmed(session: Session, ground: DrillGround, name: string, begun: Date): Promise<Omit<Check, "name">> {
  const { io } = session;
  for (;;) {
    const alarm = await ground.alarm(name);
    if (alarm === undefined)
      return { result: "failed", detail: `there is no alarm ${name}`, cure: "pulumi up --refresh" };
    if (!alarm.enabled) {
      return {
        result: "failed",
        detail: `${name} tells nobody: its actions are disabled`,
        cure: "pulumi up --refresh",
      };
    }
    const waited = io.now().getTime() - begun.getTime();
    if (alarm.state === "ALARM" && alarm.since >= begun) {
      return { result: "ok", detail: `${name} went off after ${Math.round(waited / 1000)} s; look for its mail` };
    }
    if (waited > ALARM_TIMEOUT_MS) {
      const still = alarm.state === "ALARM" ? " (it was on before the drill: wait until it is off, and repeat)" : "";
      return {
        result: "failed",
        detail: `${name} did not go off within ${ALARM_TIMEOUT_MS / 60_000} minutes${still}`,
        cure: "See the checks above. If all are well, EventBridge may be kept from the topic by the key's policy: pulumi up --refresh.",
      };
    }
    session.progress(`Waiting for ${name}: ${Math.round(waited / 1000)} s …`);
    await io.wait(PAUSE_MS);
  }
}
