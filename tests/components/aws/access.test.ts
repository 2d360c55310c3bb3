import { anonymousPrincipal, runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { awsSecretName, byCategory, type Category, type Credential, credentialsOf } from "../../../catalogue/index.ts";
import { AWS_NEEDS } from "../../../permissions/table.ts";
import { ACCOUNT, type Built, built, DEPLOYER, ISSUER, json, OPERATORS, REGION, REPLICA } from "./built.ts";

// Building and simulating take half a second; a machine with much to do takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const OTHER_ACCOUNT = "999988887777";
const KNOWN_READER = `arn:aws:iam::${ACCOUNT}:role/break-glass`;
const VIA_SECRETS_MANAGER = `secretsmanager.${REGION}.amazonaws.com`;

const secretArn = (name: string) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-aB3dE6`;
// Everything that a stack can keep: the admin keys that watch spending among it.
const KEPT = credentialsOf(["openai", "anthropic"]);
const OWN = KEPT.map((credential) => [credential.id, secretArn(awsSecretName("qualisys", credential))] as const);
const LOOK_ALIKES = [
  ["a longer name", secretArn("qualisys/llm/openai-evil")],
  ["a name below", secretArn("qualisys/llm/openai/evil")],
  ["staging's secret", secretArn("qualisys-staging/llm/openai")],
  ["somebody else's", secretArn("payroll/openai")],
] as const;
const SECRETS = [...OWN, ...LOOK_ALIKES];

let stack: Built;
let KEY: string;
let ALARMS_KEY: string;
let keyPolicy: unknown;
let alarmsKeyPolicy: unknown;
const policies = new Map<string, unknown>();

beforeAll(async () => {
  stack = await built({ settings: { knownReaders: [KNOWN_READER], spend: {} }, credentials: KEPT });
  KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${stack.find("aws-key-policy").inputs.keyId}`;
  keyPolicy = standIn(json(stack.find("aws-key-policy"), "policy"));
  ALARMS_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${stack.find("aws-alarms-own-key-policy").inputs.keyId}`;
  alarmsKeyPolicy = json(stack.find("aws-alarms-own-key-policy"), "policy");
  for (const resource of stack.ofType(":Policy"))
    policies.set(String(resource.inputs.name), standIn(json(resource, "policy")));
});

const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const identity = (name: string) => ({ name, policy: policies.get(name) });
// What an administrator of the account, or a careless team, may have been given.
const EVERYTHING = {
  name: "everything",
  policy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["secretsmanager:*", "kms:*"], Resource: "*" }],
  },
};

// The simulator drops context keys of the form kms:EncryptionContext:<name> (it knows variables after a slash only), so
// a decryption narrowed by one comes out denied for everybody. In policy and context alike it stands for another text
// key of the same action here: what is simulated is otherwise the policy as the program made it.
const STAND_IN = "kms:EncryptionAlgorithm";
const standIn = (policy: unknown): unknown =>
  JSON.parse(JSON.stringify(policy).replaceAll("kms:EncryptionContext:SecretARN", STAND_IN));

interface Caller {
  readonly principal: Simulation["request"]["principal"];
  readonly policies: Simulation["identityPolicies"];
  /** What AWS adds to each of its calls. */
  readonly context?: Readonly<Record<string, string>>;
}

async function allowed(
  caller: Caller,
  action: string,
  resource: string,
  context: Record<string, string | string[]> = {},
): Promise<boolean> {
  const { principal } = caller;
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: typeof principal === "string" ? { "aws:PrincipalArn": principal, ...context } : context,
      },
      identityPolicies: [...caller.policies],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resource === KEY ? { resourcePolicy: keyPolicy } : {}),
      ...(resource === ALARMS_KEY ? { resourcePolicy: alarmsKeyPolicy } : {}),
    },
    {},
  );
  if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
  return result.overallResult === "Allowed";
}

const ACTIONS = {
  read: (secret: string) => ["secretsmanager:GetSecretValue", secret, {}] as const,
  put: (secret: string) => ["secretsmanager:PutSecretValue", secret, {}] as const,
  label: (secret: string) => ["secretsmanager:UpdateSecretVersionStage", secret, {}] as const,
  tag: (secret: string) =>
    ["secretsmanager:TagResource", secret, { "aws:TagKeys": ["NextRotation", "Status"] }] as const,
  "tag otherwise": (secret: string) =>
    ["secretsmanager:TagResource", secret, { "aws:TagKeys": ["Status", "Category"] }] as const,
  untag: (secret: string) => ["secretsmanager:UntagResource", secret, { "aws:TagKeys": ["Status"] }] as const,
  delete: (secret: string) => ["secretsmanager:DeleteSecret", secret, {}] as const,
  share: (secret: string) => ["secretsmanager:PutResourcePolicy", secret, {}] as const,
  rotate: (secret: string) =>
    ["secretsmanager:RotateSecret", secret, { "secretsmanager:ModifyRotationRules": "false" }] as const,
  "rotate by a function of one's own": (secret: string) =>
    [
      "secretsmanager:RotateSecret",
      secret,
      { "secretsmanager:RotationLambdaARN": `arn:aws:lambda:${REGION}:${ACCOUNT}:function:mine` },
    ] as const,
  "rotate by a role of one's own": (secret: string) =>
    [
      "secretsmanager:RotateSecret",
      secret,
      { "secretsmanager:ExternalSecretRotationRoleArn": `arn:aws:iam::${ACCOUNT}:role/mine` },
    ] as const,
  "change the rotation": (secret: string) =>
    ["secretsmanager:RotateSecret", secret, { "secretsmanager:ModifyRotationRules": "true" }] as const,
  decrypt: (secret: string) =>
    ["kms:Decrypt", KEY, { "kms:ViaService": VIA_SECRETS_MANAGER, [STAND_IN]: secret }] as const,
  encrypt: (secret: string) =>
    ["kms:GenerateDataKey", KEY, { "kms:ViaService": VIA_SECRETS_MANAGER, [STAND_IN]: secret }] as const,
  "decrypt directly": (secret: string) => ["kms:Decrypt", KEY, { [STAND_IN]: secret }] as const,
  "decrypt through another service": (secret: string) =>
    ["kms:Decrypt", KEY, { "kms:ViaService": `s3.${REGION}.amazonaws.com`, [STAND_IN]: secret }] as const,
  "grant the key": () => ["kms:CreateGrant", KEY, {}] as const,
} satisfies Record<string, (secret: string) => readonly [string, string, Record<string, string | string[]>]>;
type Act = keyof typeof ACTIONS;

const READ: readonly Act[] = ["read", "decrypt"];
const PUT: readonly Act[] = ["put", "label", "tag", "encrypt", "decrypt"];

/** What a caller may do with a secret of the catalogue; with any other secret it may do nothing. */
type Expectation = (credential: Credential) => readonly Act[];

const caller =
  (principal: Caller["principal"], ...given: string[]) =>
  (): Caller => ({ principal, policies: given.map(identity) });
// Lambda names the function in each call that its code makes.
const sourceFunction = (name: string) => ({
  "lambda:SourceFunctionArn": `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
});
const SPEND_WATCH = () => ({
  ...caller(role("qualisys-reader-spend"), "qualisys-reader-spend")(),
  context: sourceFunction("qualisys-spend-watch"),
});
const administrator = (principal: Caller["principal"]) => () => ({ principal, policies: [EVERYTHING] });
// An identity policy that allows everything opens Secrets Manager and stops at the key.
const WITHOUT_KEY: readonly Act[] = (Object.keys(ACTIONS) as Act[]).filter((act) => !/crypt|grant the key/.test(act));

// The program's own roles are tried on every secret; who has none of them, on one of each kind.
const STRANGERS_TRY: readonly string[] = ["openai", "openai-admin", "jwt-signing-key", "a longer name"];

type Row = readonly [
  name: string,
  who: () => Caller,
  expectation: Expectation,
  options?: { elsewhere: readonly Act[] },
];

const CALLERS: readonly Row[] = [
  ...byCategory(KEPT).map(
    ([category]): Row => [
      `the reader of ${category}`,
      category === "spend" ? SPEND_WATCH : caller(role(`qualisys-reader-${category}`), `qualisys-reader-${category}`),
      (credential) => (credential.category === category ? READ : []),
    ],
  ),
  [
    "another function with the role of the spend watch",
    () => ({ ...SPEND_WATCH(), context: sourceFunction("mine") }),
    ({ category }) => (category === "spend" ? ["decrypt"] : []),
  ],
  [
    "somebody who assumed the role of the spend watch",
    caller(role("qualisys-reader-spend"), "qualisys-reader-spend"),
    ({ category }) => (category === "spend" ? ["decrypt"] : []),
  ],
  [
    "the writer",
    caller(role("qualisys-secret-writer"), "qualisys-secret-writer"),
    ({ source }) => (source === "generated" ? [] : source === "rotated" ? [...PUT, "rotate"] : PUT),
  ],
  // Each may do by its own policy whatever it has been given; the key lets them use it for these secrets only.
  ["the deployer", administrator(DEPLOYER), () => [...WITHOUT_KEY, "encrypt", "decrypt"], { elsewhere: WITHOUT_KEY }],
  ["a known reader", administrator(KNOWN_READER), () => [...WITHOUT_KEY, "decrypt"], { elsewhere: WITHOUT_KEY }],
  ["an administrator of the account", administrator(role("admin")), () => WITHOUT_KEY, { elsewhere: WITHOUT_KEY }],
  ["an operator who has not become the writer", caller(OPERATORS), () => []],
  [
    "somebody with a category's policy and another role",
    caller(role("app"), "qualisys-reader-llm"),
    ({ category }) => (category === "llm" ? ["read"] : []),
  ],
  ["somebody of another account", administrator(`arn:aws:iam::${OTHER_ACCOUNT}:role/admin`), () => []],
  [
    "a reader's name in another account",
    administrator(`arn:aws:iam::${OTHER_ACCOUNT}:role/qualisys-reader-llm`),
    () => [],
  ],
  ["nobody", caller(anonymousPrincipal), () => []],
];

describe.each(CALLERS.map((row) => [row[0], row] as const))("%s", (name, [, who, expectation, options]) => {
  const own = /^the (?:reader|writer|deployer)|^a known reader/.test(name);
  test.each(own ? SECRETS : SECRETS.filter(([id]) => STRANGERS_TRY.includes(id)))(
    "may do with %s what it should",
    async (id, secret) => {
      const credential = KEPT.find((entry) => entry.id === id);
      const expected = credential === undefined ? (options?.elsewhere ?? []) : expectation(credential);
      const done: Act[] = [];
      for (const act of Object.keys(ACTIONS) as Act[]) {
        const [action, resource, context] = ACTIONS[act](secret);
        const by = who();
        if (await allowed(by, action, resource, { ...by.context, ...context })) done.push(act);
      }
      expect(new Set(done)).toEqual(new Set(expected));
    },
  );
});

describe("the key", () => {
  // Every call on a key that the program's resources take, but for the use of it.
  const administer = [
    ...new Set(
      Object.values(AWS_NEEDS)
        .flat()
        .filter(({ resources }) => !resources.includes("*"))
        .flatMap(({ actions }) => actions)
        .filter((action) => action.startsWith("kms:") && !/crypt$|DataKey/.test(action)),
    ),
  ];
  test.each(administer)("is administered (%s) by whom the account's policies let", async (action) => {
    expect(await allowed({ principal: role("admin"), policies: [EVERYTHING] }, action, KEY)).toBe(true);
    expect(await allowed({ principal: role("app"), policies: [] }, action, KEY)).toBe(false);
  });

  test.each(["events.amazonaws.com", "cloudwatch.amazonaws.com"])("lets %s publish to the topic", async (service) => {
    const context = service.startsWith("cloudwatch") ? { "aws:SourceAccount": ACCOUNT } : {};
    for (const action of ["kms:GenerateDataKey", "kms:Decrypt"]) {
      for (const key of [KEY, ALARMS_KEY]) {
        expect(await allowed({ principal: service, policies: [] }, action, key, context)).toBe(true);
        expect(await allowed({ principal: "ec2.amazonaws.com", policies: [] }, action, key)).toBe(false);
      }
    }
  });

  test.each(["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey"])(
    "of the alarms is changed (%s) by the deployer and the root user, and used by nobody",
    async (action) => {
      const may = (principal: string, act = action) =>
        allowed({ principal, policies: [EVERYTHING] }, act, ALARMS_KEY, { "aws:PrincipalArn": principal });
      expect(await may(DEPLOYER)).toBe(true);
      expect(await may(role("admin"))).toBe(false);
      expect(await may(role("admin"), "kms:DescribeKey")).toBe(true);
      for (const who of [DEPLOYER, role("admin")]) {
        expect(await may(who, "kms:Decrypt")).toBe(false);
        expect(await may(who, "kms:CreateGrant")).toBe(false);
      }
    },
  );

  test.each(["events.amazonaws.com", "cloudwatch.amazonaws.com"])(
    "and the topics' policies let %s in",
    async (service) => {
      for (const name of ["aws-alarms-topic-policy", "aws-alarms-backup-topic-policy"]) {
        const resource = String(stack.find(name).inputs.arn);
        // Of EventBridge no context is to be relied on.
        const context = service.startsWith("cloudwatch") ? { "aws:SourceAccount": ACCOUNT } : {};
        const result = await runSimulation(
          {
            request: {
              principal: service,
              action: "sns:Publish",
              resource: { resource, accountId: ACCOUNT },
              contextVariables: context,
            },
            identityPolicies: [],
            serviceControlPolicies: [],
            resourceControlPolicies: [],
            resourcePolicy: json(stack.find(name), "policy"),
          },
          {},
        );
        expect(result.resultType === "error" ? result.errors : result.overallResult).toBe("Allowed");
      }
    },
  );

  test("lets reminders be published, and only through the topic", async () => {
    const policy = json(stack.find("aws-reminders-role-policy"), "policy");
    const reminders = { principal: role("qualisys-reminders"), policies: [{ name: "reminders", policy }] };
    const through = (service: string) => ({ "kms:ViaService": `${service}.${REGION}.amazonaws.com` });
    expect(await allowed(reminders, "kms:GenerateDataKey", ALARMS_KEY, through("sns"))).toBe(true);
    expect(await allowed(reminders, "kms:GenerateDataKey", ALARMS_KEY, through("secretsmanager"))).toBe(false);
    const topic = `arn:aws:sns:${REGION}:${ACCOUNT}:qualisys-secret-alarms`;
    expect(await allowed(reminders, "sns:Publish", topic)).toBe(true);
    expect(await allowed(reminders, "sns:Publish", `${topic}-of-others`)).toBe(false);
  });

  test("lets the trail encrypt, for itself only", async () => {
    const trail = { principal: "cloudtrail.amazonaws.com", policies: [] };
    const source = (name: string) => ({ "aws:SourceArn": `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${name}` });
    expect(await allowed(trail, "kms:DescribeKey", KEY, source("qualisys-secrets"))).toBe(true);
    expect(await allowed(trail, "kms:DescribeKey", KEY, source("another"))).toBe(false);
  });
});

describe("who may become what", () => {
  // The simulator knows the issuers that AWS lists, and no cluster's. One of those stands for it in policy, principal and
  // context alike.
  const issuer = "accounts.google.com";
  const trust = (name: string): unknown =>
    JSON.parse(
      JSON.stringify(json(stack.find(name), "assumeRolePolicy")).replaceAll(ISSUER.replace("https://", ""), issuer),
    );
  const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`;
  const assume = async (document: unknown, principal: string, resource: string, action: string, context = {}) => {
    const result = await runSimulation(
      {
        request: {
          principal,
          action,
          resource: { resource, accountId: ACCOUNT },
          contextVariables: context,
        },
        identityPolicies: [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: document,
      },
      {},
    );
    if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
    return result.overallResult === "Allowed";
  };

  // The admin keys are read by a function: spend-watch.test.ts tells who may become its role.
  test.each(byCategory().map(([category]) => category))("only its own service account reads %s", async (category) => {
    const web = "sts:AssumeRoleWithWebIdentity";
    const may = (namespace: string, account: string, audience = "sts.amazonaws.com", from = provider) =>
      assume(trust(`aws-${category}-reader`), from, role(`qualisys-reader-${category}`), web, {
        [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${account}`,
        [`${issuer}:aud`]: audience,
      });
    const own = `qualisys-secrets-${category}`;
    expect(await may("external-secrets", own)).toBe(true);
    expect(await may("external-secrets", own, "another-audience")).toBe(false);
    expect(await may("default", own)).toBe(false);
    expect(await may("external-secrets", `${own}-evil`)).toBe(false);
    expect(await may("external-secrets", own, "sts.amazonaws.com", `${provider}X`)).toBe(false);
    const others = byCategory(KEPT)
      .map(([other]): Category => other)
      .filter((other) => other !== category);
    for (const other of others) expect(await may("external-secrets", `qualisys-secrets-${other}`)).toBe(false);
  });

  test("only operators become the writer", async () => {
    const may = (who: string) =>
      assume(trust("aws-writer-role"), who, role("qualisys-secret-writer"), "sts:AssumeRole", {
        "aws:PrincipalArn": who,
      });
    expect(await may(OPERATORS)).toBe(true);
    expect(await may(role("app"))).toBe(false);
    expect(await may(DEPLOYER)).toBe(false);
  });
});

// docs.aws.amazon.com, "IAM and AWS STS quotas" and "AWS KMS quotas". White space does not count, and there is none.
const QUOTAS: Readonly<Record<string, number>> = {
  ":Policy.policy": 6144,
  ":Role.assumeRolePolicy": 2048,
  ":RolePolicy.policy": 10_240,
  ":KeyPolicy.policy": 32_768,
};

test("every document is as short as AWS asks for, with a replica and everything else switched on", async () => {
  const settings = { knownReaders: [KNOWN_READER], spend: {}, replicas: [REPLICA] };
  const { ofType } = await built({ settings, credentials: KEPT });
  for (const [place, most] of Object.entries(QUOTAS)) {
    const [type = "", property = ""] = place.split(".");
    const documents = ofType(type).map(({ name, inputs }) => [name, String(inputs[property]).length] as const);
    expect(documents.length).toBeGreaterThan(0);
    expect(documents.filter(([, length]) => length > most)).toEqual([]);
  }
});

test("every document is valid to IAM", async () => {
  const documents = stack.recording.resources.flatMap((resource) =>
    ["policy", "assumeRolePolicy"].flatMap((input) =>
      resource.inputs[input] === undefined ? [] : [[`${resource.name}.${input}`, json(resource, input)] as const],
    ),
  );
  expect(documents.length).toBeGreaterThan(15);
  for (const [name, document] of documents) {
    const isResourcePolicy = JSON.stringify(document).includes('"Principal"');
    const result = await runSimulation(
      {
        request: {
          principal: OPERATORS,
          action: name.endsWith("assumeRolePolicy") ? "sts:AssumeRole" : "kms:DescribeKey",
          resource: { resource: name.endsWith("assumeRolePolicy") ? role("any") : KEY, accountId: ACCOUNT },
          contextVariables: {},
        },
        identityPolicies: isResourcePolicy ? [] : [{ name, policy: document }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(isResourcePolicy ? { resourcePolicy: document } : {}),
      },
      {},
    );
    expect(result.resultType === "error" ? [name, result.errors] : []).toEqual([]);
    for (const statement of (document as { Statement: object[] }).Statement) {
      expect("Resource" in statement, `${name}: a trust policy has no Resource, every other has`).toBe(
        !name.endsWith("assumeRolePolicy"),
      );
    }
  }
});
