import { execFileSync } from "node:child_process";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ALARMS } from "../../components/aws/event-patterns.ts";
import { MissingProgram } from "../../toolchain/builders.ts";
import { install } from "../../toolchain/install.ts";
import { ACCOUNT, type Built, built, EXISTING, NETWORK, REGION, REPLICA } from "../components/aws/built.ts";
import { type EventCase, eventCases, KNOWN_USER } from "../components/aws/cloudtrail-events.ts";

// The patterns as the program makes them, in AWS's own engine: another one could be wrong in the same way as they are.

const FORWARD = "forward";
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

/** For each event the ids of the patterns that it matches; undefined where the machine lacks what that takes. */
async function matches(patterns: object, events: readonly object[]): Promise<string[][] | undefined> {
  try {
    const { folder = "" } = await install("event-ruler", console.log);
    const runner = path.join(import.meta.dirname, "event-patterns", "Matcher.java");
    const input = JSON.stringify({ patterns, events });
    return JSON.parse(
      execFileSync("java", ["-cp", path.join(folder, "lib", "*"), runner], { input, encoding: "utf8" }),
    );
  } catch (error) {
    // A developer's machine may lack Java; CI that tests nothing would be a lie.
    if (!(error instanceof MissingProgram) || process.env.CI === "true") throw error;
    console.warn(`\n${error.message}\nUntil then the event patterns are not tested.\n`);
    return undefined;
  }
}

const stack = await everything([`arn:aws:iam::${ACCOUNT}:user/${KNOWN_USER}`]);
const withoutUsers = await everything([]);
const { keyArn, rotationRole } = stack.recording.outputs.aws as { keyArn: string; rotationRole: string };
const cases: readonly EventCase[] = eventCases(
  keyArn,
  rotationRole,
  String(stack.find("aws-alarms-topic").inputs.kmsMasterKeyId),
);
const patterns: Record<string, string> = {};
for (const id of Object.keys(ALARMS)) patterns[id] = String(stack.find(`aws-alarms-${id}`).inputs.eventPattern);
patterns[FORWARD] = String(stack.find(`aws-alarms-forwarder-${REPLICA.region}`).inputs.eventPattern);
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
    (name, { raises, forwarded }, index) => {
      if (found === undefined) return;
      const ids = found[index] ?? [];
      expect(ids.filter((id) => id in ALARMS)).toEqual([...raises]);
      expect(ids.includes(FORWARD), "whether a replica's region would send it home").toBe(forwarded ?? false);
      const stranger = raises.includes("stranger") || name.startsWith("a known user");
      expect(ids.includes(NO_USERS), NO_USERS).toBe(stranger);
    },
  );

  test("and each alarm has events that raise it and events that do not", () => {
    expect(REGION).not.toBe(REPLICA.region);
    for (const id of Object.keys(ALARMS))
      expect(
        cases.some(({ raises }) => raises.includes(id)),
        id,
      ).toBe(true);
  });
});
