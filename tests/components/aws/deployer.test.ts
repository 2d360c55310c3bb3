import { runSimulation } from "@cloud-copilot/iam-simulate";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { merged } from "../../../permissions/statements.ts";
import { AWS_NEEDS, EXISTING_LOGIN } from "../../../permissions/table.ts";
import { ACCOUNT, built, DEPLOYER, EXISTING, json, NETWORK, REGION, REPLICA } from "./built.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 300_000 });

type Context = Record<string, string>;
type Call = readonly [action: string, resource: string, context?: Context];

const PREFIXES = ["qualisys", "qualisys-staging", `q${"x".repeat(39)}`] as const;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-8888-4777-8666-555555555555`;
// The simulator drops kms:EncryptionContext:<name>: another text key of the action stands for it, as in access.test.ts.
const STAND_IN = "kms:EncryptionAlgorithm";
const via = (region: string) => `secretsmanager.${region}.amazonaws.com`;
const secret = (prefix: string, region = REGION) =>
  `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${prefix}/llm/openai-aB3dE6`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/**
 * A role's name as CloudFormation makes it up: 25 characters of the stack's name, 25 of the logical id, 12 at random.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 * Seen: adserve-rotation-app-secr-SecretsManagerRDSPostgreS-580jDXczdaUI, and with 24 and 13
 * SecretsManagerRDSPostgreS-SecretsManagerRDSPostgre-1ROSS4UUXCVRJ.
 */
const madeUpRole = (prefix: string, [stack, logical]: readonly [number, number]) =>
  `${`serverlessrepo-${prefix}-database-rotation`.slice(0, stack)}-${"SecretsManagerRDSPostgreSQLRotationSingleUserRole".slice(0, logical)}-580jDXczdaUI`;

/** What the deployer's calls meet, by what they are for. */
function calls(prefix: string): Readonly<Record<string, readonly Call[]>> {
  const ofKey = (name: string): Call[] => [
    ["kms:TagResource", KEY, { "aws:RequestTag/Name": `${prefix}-${name}` }],
    ...["PutKeyPolicy", "CreateAlias", "DeleteAlias", "DisableKey", "ScheduleKeyDeletion", "TagResource"].map(
      (action): Call => [`kms:${action}`, KEY, { "aws:ResourceTag/Name": `${prefix}-${name}` }],
    ),
    ["kms:CreateAlias", `arn:aws:kms:${REGION}:${ACCOUNT}:alias/${prefix}-${name}`],
  ];
  const use = (key: string, region: string): Call[] =>
    ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"].map((action) => [
      action,
      key,
      { "kms:ViaService": via(region), [STAND_IN]: secret(prefix, region) },
    ]);
  const rotationRoles = ([25, 24] as const).flatMap((stack) =>
    ([25, 24] as const).map((logical) => role(madeUpRole(prefix, [stack, logical]))),
  );
  return {
    "the secrets' key and its alias": [["kms:EnableKeyRotation", KEY], ...ofKey("secrets")],
    "the alarms' key and its alias": ofKey("alarms"),
    "a copy's key, which the program makes": ["EnableKeyRotation", "DescribeKey"]
      .map((action): Call => [`kms:${action}`, REPLICA.kmsKeyArn])
      .concat(
        ["PutKeyPolicy", "CreateAlias", "ScheduleKeyDeletion"].map(
          (action): Call => [`kms:${action}`, REPLICA.kmsKeyArn, { "aws:ResourceTag/Name": `${prefix}-secrets` }],
        ),
        [["kms:CreateAlias", `arn:aws:kms:${REPLICA.region}:${ACCOUNT}:alias/${prefix}-secrets`]],
      ),
    "a secret under the stack's key": [["secretsmanager:CreateSecret", secret(prefix)], ...use(KEY, REGION)],
    "a secret before it has an ARN": [
      ["kms:GenerateDataKey", KEY, { "kms:ViaService": via(REGION), [STAND_IN]: "RequestToValidateKeyAccess" }],
    ],
    "a copy in another region": [
      ["secretsmanager:ReplicateSecretToRegions", secret(prefix)],
      ...use(REPLICA.kmsKeyArn, REPLICA.region),
    ],
    "the rotation": [
      ...rotationRoles.flatMap((arn): Call[] => [
        ["iam:CreateRole", arn],
        ["iam:PutRolePolicy", arn],
        ["iam:PassRole", arn, { "iam:PassedToService": "lambda.amazonaws.com" }],
      ]),
      [
        "secretsmanager:RotateSecret",
        `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${prefix}/database/connection-aB3dE6`,
      ],
      ["lambda:InvokeFunction", `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${prefix}-database-rotation`],
    ],
    "the trail's bucket": ["ListTagsForResource", "TagResource", "UntagResource"].map(
      (name): Call => [`s3:${name}`, `arn:aws:s3:::${prefix}-trail-${ACCOUNT}`],
    ),
    "roles that services take": ["events", "lambda", "scheduler"].map(
      (service): Call => ["iam:PassRole", role(`${prefix}-x`), { "iam:PassedToService": `${service}.amazonaws.com` }],
    ),
    "the heartbeat in another region": [
      ["scheduler:CreateSchedule", `arn:aws:scheduler:us-east-1:${ACCOUNT}:schedule/default/${prefix}-heartbeat`],
      ["events:PutRule", `arn:aws:events:us-east-1:${ACCOUNT}:rule/${prefix}-watch-forward`],
    ],
    "an alarm by its name": [
      ["cloudwatch:DescribeAlarms", `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${prefix}-watch-key`],
    ],
  };
}

const documented = (prefix: string, needs = Object.values(AWS_NEEDS).flat()) =>
  JSON.parse(
    JSON.stringify({ Version: "2012-10-17", Statement: merged(needs) })
      .replaceAll("<first 9 characters of prefix>", prefix.slice(0, 9))
      .replaceAll("<prefix>", prefix)
      .replaceAll("<account>", ACCOUNT)
      .replaceAll("<region>", REGION)
      .replaceAll("<aws.database.existing.secretArn>", EXISTING.secretArn),
  ) as unknown;

const keyPolicies = new Map<string, unknown>();
beforeAll(async () => {
  for (const prefix of PREFIXES) {
    const stack = await built({ secretPrefix: prefix });
    const text = JSON.stringify(json(stack.find("aws-key-policy"), "policy"));
    keyPolicies.set(prefix, JSON.parse(text.replaceAll("kms:EncryptionContext:SecretARN", STAND_IN)));
  }
});

// A replica's key as AWS makes it: the account's policies decide. Without a policy of a key, nobody may use it.
const LEFT_TO_IAM = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: role("").replace("role/", "root") }, Action: "kms:*", Resource: "*" },
  ],
};

async function allowed(policy: unknown, [action, resource, context = {}]: Call, keyPolicy?: unknown) {
  const result = await runSimulation(
    {
      request: {
        principal: DEPLOYER,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { "aws:PrincipalArn": DEPLOYER, ...context },
      },
      identityPolicies: [{ name: "documented", policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resource.includes(":key/") ? { resourcePolicy: resource === KEY ? keyPolicy : LEFT_TO_IAM } : {}),
    },
    {},
  );
  if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
  return result.overallResult === "Allowed";
}

describe.each(PREFIXES)("the documented deployer of %s", (prefix) => {
  test.each(Object.keys(calls(prefix)))("may do all for %s", async (purpose) => {
    const refused: Call[] = [];
    for (const call of calls(prefix)[purpose] ?? []) {
      if (!(await allowed(documented(prefix), call, keyPolicies.get(prefix)))) refused.push(call);
    }
    expect(refused).toEqual([]);
  });

  test("hands no role to another service, and uses no key but through Secrets Manager", async () => {
    const others: Call[] = [
      ["iam:PassRole", role(`${prefix}-x`), { "iam:PassedToService": "ec2.amazonaws.com" }],
      ["kms:Decrypt", REPLICA.kmsKeyArn],
    ];
    for (const call of others) expect(await allowed(documented(prefix), call), call[0]).toBe(false);
  });
});

test("a login of another program is rotated by the statement that the document adds", async () => {
  const call: Call = ["secretsmanager:RotateSecret", EXISTING.secretArn];
  expect(await allowed(documented("qualisys"), call)).toBe(false);
  expect(await allowed(documented("qualisys", [EXISTING_LOGIN]), call)).toBe(true);
});

describe("staging's documented deployer in production's account", () => {
  const policy = documented("qualisys-staging");
  const name = { "aws:ResourceTag/Name": "qualisys-secrets" };
  const refused: readonly Call[] = [
    ...["PutKeyPolicy", "DisableKey", "ScheduleKeyDeletion", "CreateAlias", "UntagResource"].map(
      (action): Call => [`kms:${action}`, KEY, name],
    ),
    ["kms:TagResource", KEY, { ...name, "aws:RequestTag/Name": "qualisys-staging-secrets" }],
    ["kms:Decrypt", KEY, { ...name, "kms:ViaService": via(REGION), [STAND_IN]: secret("qualisys") }],
    ["secretsmanager:PutSecretValue", secret("qualisys")],
    ["secretsmanager:DeleteSecret", secret("qualisys")],
    ["iam:UpdateAssumeRolePolicy", role("qualisys-reader-llm")],
    ["iam:PutRolePolicy", role("qualisys-secret-writer")],
  ];
  test.each(refused.map((call) => [call[0], call[1], call] as const))("may not %s %s", async (_, __, call) => {
    // Its own role is another: production's key policy knows production's alone.
    const policyOfKey = JSON.parse(
      JSON.stringify(keyPolicies.get("qualisys")).replaceAll(DEPLOYER, `${DEPLOYER}-production`),
    );
    expect(await allowed(policy, call, policyOfKey)).toBe(false);
  });

  test("can still make itself anything: the document asks for an account for each stack", async () => {
    expect(await allowed(policy, ["iam:PutRolePolicy", role("qualisys-staging-x")])).toBe(true);
  });
});

/** The program's own roles, by the policies that it gives them. */
describe("copies, and rotation at once", () => {
  const database = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:qualisys/database/connection-aB3dE6`;
  const context = { "kms:ViaService": via(REPLICA.region), [STAND_IN]: database.replace(REGION, REPLICA.region) };
  const rotated = { loginProvided: true, users: "single", ...NETWORK };

  test.each(["aws-writer-policy", "aws-rotation-copies"])("%s encrypts what goes to another region", async (name) => {
    const stack = await built({ settings: { replicas: [REPLICA], database: rotated } });
    const text = JSON.stringify(json(stack.find(name), "policy"));
    const policy = JSON.parse(text.replaceAll("kms:EncryptionContext:SecretARN", STAND_IN));
    for (const action of ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"]) {
      expect(await allowed(policy, [action, REPLICA.kmsKeyArn, context]), action).toBe(true);
      expect(await allowed(policy, [action, REPLICA.kmsKeyArn]), `${action}, directly`).toBe(false);
    }
  });

  test("the writer calls the rotation's function, and no other", async () => {
    const stack = await built({ settings: { database: rotated } });
    const writer = json(stack.find("aws-writer-policy"), "policy");
    const call = (name: string): Call => [
      "lambda:InvokeFunction",
      `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
    ];
    expect(await allowed(writer, call("qualisys-database-rotation"))).toBe(true);
    expect(await allowed(writer, call("qualisys-spend-watch"))).toBe(false);
  });
});

/** @see https://github.com/aws/aws-cdk/pull/38462: 1.1.397 was never published there, and 1.1.383 is. */
test("GovCloud's rotation application has a version that was published there", async () => {
  const database = { loginProvided: true, users: "single", ...NETWORK };
  const stack = await built({ settings: { region: "us-gov-west-1", database } });
  expect(stack.find("aws-rotation-function").inputs.semanticVersion).toBe("1.1.383");
});
