import { execFileSync } from "node:child_process";
import path from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { ALARMS } from "../../components/aws/event-patterns.ts";
import { install } from "../../toolchain/install.ts";
import { ACCOUNT, built, NETWORK, REGION } from "../components/aws/built.ts";
import { call, WHO } from "../components/aws/cloudtrail-events.ts";
import { matches } from "./event-patterns/match.ts";
import { type Service, services, type Target, UNNAMED } from "./event-patterns/services.ts";

// Every operation of the services' own models: a new one that can read, write, expose, redirect or silence fails here
// until a pattern knows it, or a reason says why none has to.

type Models = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const stack = await built({ settings: { database: { loginProvided: true, users: "single", ...NETWORK } } });
const { keyArn, rotationRole } = stack.recording.outputs.aws as { keyArn: string; rotationRole: string };
const patterns = Object.fromEntries(
  Object.keys(ALARMS).map((id) => [id, String(stack.find(`aws-alarms-${id}`).inputs.eventPattern)]),
);
const topic = `arn:aws:sns:${REGION}:${ACCOUNT}:qualisys-secret-alarms`;
const watched = services({
  secret: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:qualisys/llm/openai-aB3dE6`,
  keyArn,
  alarmsKeyArn: String(stack.find("aws-alarms-topic").inputs.kmsMasterKeyId),
  rule: "qualisys-watch-denied",
  topics: [topic, `${topic}-backup`],
  trail: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/qualisys-secrets`,
  rotationRole,
  bucket: `qualisys-trail-${ACCOUNT}`,
});
const STRANGER = WHO.role(`arn:aws:iam::${ACCOUNT}:role/administrator`);

/** A member's name in CloudTrail's request. */
const inRequest = (service: string, member: string) =>
  service === "s3" && member === "Bucket" ? "bucketName" : member.charAt(0).toLowerCase() + member.slice(1);

/** The call of an operation on a resource of the stack; undefined where its input cannot name that. */
function callOf(id: string, service: Service, operation: string, members: readonly string[], target: Target) {
  const named = members.flatMap((member) => {
    const name = target[`${operation}.${member}`] ?? target[member];
    return name === undefined ? [] : [[inRequest(id, member), name] as const];
  });
  if (named.length === 0) return undefined;
  const requestParameters = Object.fromEntries(named);
  const resources = typeof target.KeyId === "string" ? [{ ARN: target.KeyId }] : [];
  const name = service.eventName?.(operation) ?? operation;
  return call(service.source ?? id, name, STRANGER, { requestParameters, resources });
}

/** Reasons by the operation's name; where there are none, the one for whatever cannot name a target. */
function reasons({ explained }: Service, operation: string, named: boolean): readonly string[] {
  const fits = (text: string) => (text.endsWith("*") ? operation.startsWith(text.slice(0, -1)) : text === operation);
  const all = Object.entries(explained).map(([reason, operations]) => ({ reason, texts: operations.split(" ") }));
  const byName = all.filter(({ texts }) => texts.some(fits));
  const found = byName.length > 0 || named ? byName : all.filter(({ texts }) => texts.includes(UNNAMED));
  return found.map(({ reason }) => reason);
}

describe.skipIf(inject("motoEndpoint") === "")("every operation", () => {
  let models: Models;
  /** service -> operation -> for each target that it can name, the alarms that ring. */
  const rung = new Map<string, Map<string, readonly (readonly string[])[]>>();

  beforeAll(async () => {
    // botocore's models come with moto.
    const python = path.join((await install("moto")).folder ?? "", "venv/bin/python");
    const script = path.join(import.meta.dirname, "event-patterns", "operations.py");
    models = JSON.parse(
      execFileSync(python, [script, ...Object.keys(watched)], { encoding: "utf8", maxBuffer: 16 * 1024 * 1024 }),
    );
    const calls = Object.entries(watched).flatMap(([id, service]) =>
      Object.entries(models[id] ?? {}).map(([operation, members]) => ({
        id,
        operation,
        events: service.targets
          .map((target) => callOf(id, service, operation, members, target))
          .filter((event) => event !== undefined),
      })),
    );
    const found =
      (await matches(
        patterns,
        calls.flatMap(({ events }) => events),
      )) ?? [];
    let next = 0;
    for (const { id, operation, events } of calls) {
      const of = rung.get(id) ?? new Map();
      rung.set(
        id,
        of.set(
          operation,
          events.map(() => found[next++] ?? []),
        ),
      );
    }
  });

  test.each(Object.keys(watched))("of %s rings, or has its reason", (id) => {
    const service = watched[id] as Service;
    const problems: string[] = [];
    for (const [operation, members] of Object.entries(models[id] ?? {})) {
      const alarms = rung.get(id)?.get(operation) ?? [];
      const rings = alarms.length > 0 && alarms.every((ids) => ids.length > 0);
      const why = reasons(service, operation, alarms.length > 0);
      if (!rings && why.length === 0) problems.push(`${operation}(${members}) rings for ${JSON.stringify(alarms)}`);
      if (rings && why.length > 0) problems.push(`${operation} rings ${alarms}, and has a reason not to: ${why}`);
      if (why.length > 1) problems.push(`${operation} has two reasons: ${why}`);
    }
    expect(problems).toEqual([]);
  });

  test("that uses a key raises denied where the key's policy refuses it", async () => {
    const uses = Object.entries((watched.kms as Service).explained).find(([reason]) =>
      reason.startsWith("use of"),
    )?.[1];
    const events = (uses ?? "").split(" ").map((name) =>
      call("kms", name, STRANGER, {
        requestParameters: null,
        resources: [{ ARN: keyArn }],
        errorCode: "AccessDenied",
      }),
    );
    expect(events.length).toBeGreaterThan(3);
    for (const raised of (await matches(patterns, events)) ?? []) expect(raised).toEqual(["denied"]);
  });

  test.each(Object.keys(watched))("that %s's reasons name exists", (id) => {
    const known = Object.keys(models[id] ?? {});
    const listed = Object.values((watched[id] as Service).explained).flatMap((operations) => operations.split(" "));
    const gone = listed.filter(
      (text) =>
        text !== UNNAMED &&
        !(text.endsWith("*") ? known.some((name) => name.startsWith(text.slice(0, -1))) : known.includes(text)),
    );
    expect(gone).toEqual([]);
  });
});
