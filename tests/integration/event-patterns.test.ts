import { beforeAll, describe, expect, test } from "vitest";
import { ALARMS } from "../../components/aws/event-patterns.ts";
import { ALL_BUT, ANY_SOURCE, alarmRows } from "../../docs/generate/alarms.ts";
import { ACCOUNT, type Built, built, EXISTING, NETWORK, REGION, REPLICA } from "../components/aws/built.ts";
import { call, type EventCase, eventCases, KNOWN_USER, WHO } from "../components/aws/cloudtrail-events.ts";
import { heartbeatCases, identityCases } from "../components/aws/identity-events.ts";
import { matches } from "./event-patterns/match.ts";

// The patterns as the program makes them, in AWS's own engine: another one could be wrong in the same way as they are.

const FORWARD = "forward";
const FORWARD_GLOBAL = "forward from the region of global services";
const GLOBAL_SERVICES = ["iam.amazonaws.com", "sts.amazonaws.com"];
const NO_USERS = "stranger where no user is known";

async function everything(knownReaders: readonly string[]): Promise<Built> {
  return built({
    settings: {
      knownReaders,
      replicas: [REPLICA],
      database: { existing: EXISTING, loginProvided: true, users: "single", ...NETWORK },
    },
  });
}

const stack = await everything([`arn:aws:iam::${ACCOUNT}:user/${KNOWN_USER}`]);
const withoutUsers = await everything([]);
const { keyArn, rotationRole } = stack.recording.outputs.aws as { keyArn: string; rotationRole: string };
const cases: readonly EventCase[] = [
  ...eventCases(keyArn, rotationRole, String(stack.find("aws-alarms-topic").inputs.kmsMasterKeyId)),
  ...identityCases(rotationRole),
  ...heartbeatCases(),
];
const patterns: Record<string, string> = {};
for (const id of Object.keys(ALARMS)) patterns[id] = String(stack.find(`aws-alarms-${id}`).inputs.eventPattern);
patterns[FORWARD] = String(stack.find(`aws-alarms-forwarder-${REPLICA.region}`).inputs.eventPattern);
const BEATS = ["heartbeat", "us-east-1", REPLICA.region];
for (const id of BEATS) {
  const rule = `aws-alarms-heartbeat${id === "heartbeat" ? "" : `-${id}`}-rule`;
  patterns[id] = String(stack.find(rule).inputs.eventPattern);
}
patterns[FORWARD_GLOBAL] = String(stack.find("aws-alarms-forwarder-us-east-1").inputs.eventPattern);
patterns[NO_USERS] = String(withoutUsers.find("aws-alarms-stranger").inputs.eventPattern);

describe("each event raises the alarms that it should", () => {
  let found: string[][] | undefined;
  beforeAll(async () => {
    found = await matches(
      patterns,
      cases.map(({ event }) => event),
    );
  });

  test.each(cases.map((entry, index) => [entry.name, entry, index] as const))(
    "%s",
    (name, { event, raises, forwarded }, index) => {
      if (found === undefined) return;
      const ids = found[index] ?? [];
      expect(ids.filter((id) => id in ALARMS || BEATS.includes(id))).toEqual([...raises]);
      const service = String((event.detail as { eventSource: string }).eventSource);
      const elsewhere = service !== "iam.amazonaws.com" && (forwarded ?? false);
      expect(ids.includes(FORWARD), "whether a replica's region would send it home").toBe(elsewhere);
      if (GLOBAL_SERVICES.includes(service)) {
        expect(ids.includes(FORWARD_GLOBAL), "whether us-east-1 would send it home").toBe(forwarded ?? false);
      }
      const stranger = raises.includes("stranger") || name.startsWith("a known user");
      expect(ids.includes(NO_USERS), NO_USERS).toBe(stranger);
    },
  );

  // The alarms that rang for each event are held above; here, that an event was tried for whatever the document claims.
  test.each(alarmRows().map((row) => [row.id, row] as const))(
    "and docs/architecture.md claims of %s what was tried",
    (id, { calls }) => {
      const tried = cases.filter(({ raises }) => raises.includes(id));
      for (const [service, operations] of calls) {
        const names = tried
          .map(({ event }) => event.detail as { eventSource: string; eventName: string })
          .filter(({ eventSource }) => service === ANY_SOURCE || eventSource === `${service}.amazonaws.com`)
          .map(({ eventName }) => eventName);
        expect(names, service).not.toEqual([]);
        for (const operation of operations.filter((text) => !text.startsWith(ALL_BUT))) {
          const begin = operation.endsWith("*") ? operation.slice(0, -1) : undefined;
          expect(
            names.some((name) => (begin ? name.startsWith(begin) : name === operation)),
            operation,
          ).toBe(true);
        }
      }
    },
  );

  test("and whoever stops a rule is told of by another rule", async () => {
    const rules = Object.keys(patterns).filter((id) => id in ALARMS || BEATS.includes(id));
    const stopped = rules.flatMap((id) => {
      const name = `qualisys-watch-${id}`;
      const by = WHO.role(`arn:aws:iam::${ACCOUNT}:role/administrator`);
      return [
        { id, event: call("events", "DisableRule", by, { requestParameters: { name } }) },
        { id, event: call("events", "RemoveTargets", by, { requestParameters: { rule: name, ids: ["topic"] } }) },
        { id, event: call("events", "PutRule", by, { requestParameters: { name, state: "DISABLED" } }) },
        { id, event: call("monitoring", "DeleteAlarms", by, { requestParameters: { alarmNames: [name] } }) },
      ];
    });
    const found = await matches(
      patterns,
      stopped.map(({ event }) => event),
    );
    for (const [index, { id, event }] of stopped.entries()) {
      const told = (found?.[index] ?? ["alarms", "guard"]).filter((rung) => rung in ALARMS);
      // CloudWatch's alarm on a rule is not the rule: the rule still tells of it.
      const others = event.source === "aws.events" ? told.filter((rung) => rung !== id) : told;
      expect(others, id).not.toEqual([]);
    }
  });

  test("and each alarm has events that raise it and events that do not", () => {
    expect(REGION).not.toBe(REPLICA.region);
    for (const id of Object.keys(ALARMS))
      expect(
        cases.some(({ raises }) => raises.includes(id)),
        id,
      ).toBe(true);
  });
});
