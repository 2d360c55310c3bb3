import { allCredentials } from "../../catalogue/index.ts";
import type { Way } from "../../components/aws/alarm-topics.ts";
import { ALARMS, type AlarmId, type EventPattern, type Watched } from "../../components/aws/event-patterns.ts";
import { arn, type Place, roleArn } from "../../components/aws/place.ts";
import { code, table } from "./markdown.ts";

/** What somebody does to whom an alarm answers. */
type Deed = "reads" | "becomes a reader" | "changes" | "silences";

const DEEDS: Readonly<Record<AlarmId, Deed>> = {
  denied: "reads",
  stranger: "reads",
  assumed: "reads",
  roles: "becomes a reader",
  functions: "becomes a reader",
  key: "becomes a reader",
  written: "changes",
  secrets: "changes",
  rotation: "changes",
  trail: "silences",
  alarms: "silences",
  topics: "silences",
  guard: "silences",
};

/** The way of an alarm, and what may be broken without breaking it. */
const TRAVELS: Readonly<Record<string, readonly [by: string, apart: string]>> = {
  main: ["rule, main topic", "the secrets' key, the backup topic"],
  backup: ["rule, backup topic", "the alarms' key, the main topic"],
  "main,backup": ["rule, both topics", "either key, either topic"],
};

/** Services whose events are in another region than the secrets. */
const FROM_ELSEWHERE: readonly string[] = ["iam", "sts"];

/** An alarm as the document tells it. */
export interface AlarmRow {
  readonly id: AlarmId;
  readonly deed: Deed;
  /** Service -> the operations that ring it, or what all but some do; empty: whatever is refused. */
  readonly calls: ReadonlyMap<string, readonly string[]>;
  readonly ways: readonly Way[];
}

const ACCOUNT = "111122223333";
const place: Place = {
  environment: "production",
  prefix: "qualisys",
  region: "eu-central-1",
  accountId: ACCOUNT,
  replicas: [],
};

/** A stack with whatever makes a pattern longer: what is read from the patterns are services and operations alone. */
const watched: Watched = {
  place,
  secrets: allCredentials.map((credential) => ({ credential, id: credential.id, arns: [] })),
  keyArns: [`${arn(place, "kms")}:key/a`],
  copyKeys: {},
  knownReaders: [],
  deployerRole: roleArn(place, "deployer"),
  cluster: { provider: `${arn(place, "iam", "")}:oidc-provider/issuer`, subjects: ["system:serviceaccount:a:b"] },
  rotationRoleArn: roleArn(place, "rotation"),
  topicArns: [`${arn(place, "sns")}:a`],
  trailArn: `${arn(place, "cloudtrail")}:trail/a`,
};

/** Every alarm of AWS, read from its pattern. */
export function alarmRows(): readonly AlarmRow[] {
  return (Object.keys(ALARMS) as AlarmId[]).map((id) => {
    const { pattern, ways } = ALARMS[id];
    const calls = new Map<string, string[]>();
    for (const { eventSource, eventName } of branches((pattern as (all: Watched) => EventPattern)(watched).detail)) {
      // Operations whose names no other service has need no source.
      for (const source of eventSource === undefined ? [ANY_SOURCE] : texts(eventSource)) {
        const service = source.replace(/\.amazonaws\.com$/, "");
        calls.set(service, [...new Set([...(calls.get(service) ?? []), ...texts(eventName)])]);
      }
    }
    return { id, deed: DEEDS[id], calls, ways };
  });
}

/** The alternatives of a pattern, each with what stands beside it. */
function branches(detail: unknown): readonly Record<string, unknown>[] {
  const { $or, ...common } = detail as Record<string, unknown>;
  if (!Array.isArray($or)) return [common];
  return $or.flatMap((branch) => branches(branch).map((fields) => ({ ...common, ...fields })));
}

/** Alternatives as texts; a matcher as the words that it excludes or begins with. */
function texts(alternatives: unknown): readonly string[] {
  return ((alternatives ?? []) as unknown[]).flatMap((alternative) => {
    if (typeof alternative === "string") return [alternative];
    const matcher = alternative as { prefix?: string; "anything-but"?: { prefix: readonly string[] } };
    if (matcher.prefix !== undefined) return [`${matcher.prefix}*`];
    const but = matcher["anything-but"]?.prefix ?? [];
    return [`${ALL_BUT} ${but.map((word) => `${word}*`).join(", ")}`];
  });
}

export const ALL_BUT = "all but";

/** The service of operations whose pattern names none. */
export const ANY_SOURCE = "";

/** Which alarm rings, by what way it travels, and what it does not depend on. */
export function alarmTable(): string {
  const order: readonly Deed[] = ["reads", "becomes a reader", "changes", "silences"];
  const rows = [...alarmRows()].sort((left, right) => order.indexOf(left.deed) - order.indexOf(right.deed));
  return table(
    ["Someone", "Alarm", "Calls", "By", "Does not depend on"],
    [
      ...rows.map(({ id, deed, calls, ways }) => {
        const [by, apart] = TRAVELS[ways.join()] ?? ["", ""];
        const forwarded = [...calls.keys()].some((service) => FROM_ELSEWHERE.includes(service));
        return [
          deed,
          `${code(id)}: ${ALARMS[id].title}`,
          [...calls].map(([service, operations]) => told(service, operations)).join("; "),
          forwarded ? `forwarder of us-east-1, ${by}` : by,
          apart,
        ];
      }),
      ...WITHOUT_A_RULE,
    ],
  );
}

function told(service: string, operations: readonly string[]): string {
  const list = operations.map(plain).join(", ") || "any";
  return service === ANY_SOURCE ? list : `${service}: ${list}`;
}

function plain(operation: string): string {
  return operation.startsWith(ALL_BUT) ? operation : code(operation);
}

/** CloudWatch's own alarms: their way has no event. */
const WITHOUT_A_RULE: readonly (readonly string[])[] = [
  [
    "silences",
    `${code("heartbeat")}, and one for each other region: No event has arrived for an hour`,
    "none: the heartbeat is missing",
    "CloudWatch, both topics",
    "the trail, EventBridge, the forwarder, every rule, either key, either topic",
  ],
  [
    "silences",
    `${code("undelivered")}, ${code("undelivered-2")}: Events could not be delivered to their topic`,
    "none: EventBridge counts failed deliveries",
    "CloudWatch, both topics",
    "the trail, every rule's targets, either key, either topic",
  ],
];
