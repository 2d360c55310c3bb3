import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  allCredentials,
  awsSecretName,
  byCategory,
  credentials,
  initialDocument,
  OPERATOR_TAGS,
  REMINDED_CADENCES,
  tags,
} from "../../../catalogue/index.ts";
import { ALARMS } from "../../../components/aws/event-patterns.ts";
import type { Registration } from "../../../preview/recorder.ts";
import {
  ACCOUNT,
  type Built,
  built,
  EXISTING,
  json,
  NETWORK,
  REGION,
  REPLICA,
  registeredWhileUnknown,
} from "./built.ts";

const SUPERUSER = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:shop/superuser-Aa1Bb2`;
const plain = (value: unknown) => (pulumi.runtime.isRpcSecret(value) ? pulumi.runtime.unwrapRpcSecret(value) : value);

// Building and simulating take half a second; a machine with much to do takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let production: Built;
let staging: Built;
beforeAll(async () => {
  production = await built();
  staging = await built({ environment: "staging", secretPrefix: "qualisys-staging" });
});

const secretOf = (stack: Built, id: string) =>
  stack.ofType("secret:Secret").find(({ name }) => name.endsWith(`-${id}`) && name.startsWith("aws-")) as Registration;

describe.each(credentials.map((credential) => [credential.id, credential] as const))(
  "the secret of %s",
  (id, credential) => {
    test("has its name, its tags, its key and 30 days to be recovered", () => {
      for (const [stack, prefix, environment] of [
        [production, "qualisys", "production"],
        [staging, "qualisys-staging", "staging"],
      ] as const) {
        const name = awsSecretName(prefix, credential);
        const { inputs } = secretOf(stack, id);
        expect(inputs).toMatchObject({ name, recoveryWindowInDays: 30, tags: tags(credential, name, environment) });
        expect(inputs.kmsKeyId).toBe(
          stack.recording.outputs.aws && (stack.recording.outputs.aws as { keyArn: string }).keyArn,
        );
      }
    });

    test("leaves the tags that operators write", () => {
      expect(secretOf(production, id).options.ignoreChanges).toEqual(
        expect.arrayContaining(OPERATOR_TAGS.map((tag) => `tags.${tag}`)),
      );
    });
  },
);

describe("first values", () => {
  const versions = () => production.ofType("SecretVersion");

  test("a placeholder has a label of its own, is never sent again and never deleted", () => {
    const placeholders = versions().filter(({ name }) => name.endsWith("-placeholder"));
    expect(placeholders).toHaveLength(credentials.filter(({ source }) => source !== "generated").length);
    for (const { inputs, options } of placeholders) {
      expect(inputs.versionStages, "any other label could take an operator's value out of service").toEqual([
        "PLACEHOLDER",
      ]);
      expect(options.ignoreChanges).toEqual(["secretString", "versionStages"]);
      expect(options.retainOnDelete).toBe(true);
    }
  });

  test("a placeholder holds each field's placeholder or default", () => {
    for (const credential of credentials.filter(({ source }) => source !== "generated")) {
      const version = versions().find(({ name }) => name.endsWith(`-${credential.id}-placeholder`));
      expect(plain(version?.inputs.secretString)).toBe(initialDocument(credential));
    }
  });

  test("what is generated follows its generations, as a secret", () => {
    const version = production.find("aws-jwt-jwt-signing-key-value");
    expect(pulumi.runtime.isRpcSecret(version.inputs.secretString)).toBe(true);
    expect(JSON.parse(String(plain(version.inputs.secretString)))).toEqual({
      secret: "made-up-now",
      previous_secret: "made-up-before",
    });
    expect(version.inputs.versionStages, "the default, AWSCURRENT, is meant here").toBeUndefined();
    expect(version.options.ignoreChanges).toEqual([]);
  });

  test("no version is protected: it could not be replaced", () => {
    for (const { options } of versions()) expect(options.protect).toBe(false);
  });

  test("a generated credential without values is refused by name", async () => {
    await expect(built({ generated: new Map() })).rejects.toThrow(/jwt-signing-key.*secret, previous_secret/);
  });
});

describe("protection", () => {
  const PROTECTED = ["kms/key:Key", "secret:Secret", "bucket:Bucket"];

  test("in production, of the two keys, each secret and the trail's bucket, and of nothing else", () => {
    const found = production.recording.resources.filter(({ options }) => options.protect).map(({ name }) => name);
    const expected = PROTECTED.flatMap((type) => production.ofType(type)).map(({ name }) => name);
    expect(expected).toHaveLength(credentials.length + 3);
    expect(new Set(found)).toEqual(new Set(expected));
  });

  test("elsewhere, of nothing", () => {
    expect(staging.recording.resources.filter(({ options }) => options.protect)).toEqual([]);
  });
});

describe("the house", () => {
  test("every child carries its parent's name", () => {
    for (const { name, parent, type } of production.recording.resources) {
      const above = parent.split("::").at(-1) ?? "";
      if (type.startsWith("pulumi:") || !above.startsWith("aws")) continue;
      expect(name.startsWith(above), `${name} in ${above}`).toBe(true);
    }
  });

  test("every resource of AWS uses the provider that knows account and region", () => {
    const provider = production.find("aws-provider", "pulumi:providers:aws");
    expect(provider.inputs).toMatchObject({ region: REGION, allowedAccountIds: JSON.stringify([ACCOUNT]) });
    for (const { name, type, options } of production.recording.resources) {
      if (type.startsWith("aws:")) expect(options.provider, name).toContain("::aws-provider::");
    }
  });

  test("physical names of two stacks in one account never meet", () => {
    const names = (stack: Built) =>
      stack.recording.resources
        .filter(({ type }) => type.startsWith("aws:"))
        .flatMap(({ inputs, type }) => [inputs.name, inputs.bucket].filter(Boolean).map((name) => `${type} ${name}`));
    expect(names(production).length).toBeGreaterThan(30);
    expect(names(production).filter((name) => names(staging).includes(name))).toEqual([]);
  });

  test.each([
    ["eu-west-1", REGION],
    ["us-east-1", "ap-southeast-1"],
  ])(
    "the longest prefix that the settings allow gives names that AWS allows, with a copy in %s",
    async (copy, region) => {
      const kmsKeyArn = REPLICA.kmsKeyArn.replace(REPLICA.region, copy);
      const settings = { region, replicas: [{ region: copy, kmsKeyArn }] };
      const stack = await built({ secretPrefix: `q${"x".repeat(39)}`, settings });
      for (const { inputs, type } of stack.recording.resources) {
        if (/iam\/role|scheduler|cloudwatch\/eventRule/.test(type) && inputs.name !== undefined) {
          expect(String(inputs.name).length, String(inputs.name)).toBeLessThanOrEqual(64);
        }
        if (/bucket:Bucket$/.test(type)) expect(String(inputs.bucket).length).toBeLessThanOrEqual(63);
        if (/eventRule/.test(type)) expect(String(inputs.eventPattern).length).toBeLessThanOrEqual(2048);
      }
    },
  );

  test("nothing is made inside apply: the same resources are registered while everything is unknown", async () => {
    const rotated = {
      settings: { replicas: [REPLICA], database: { loginProvided: true, users: "single", ...NETWORK } },
    };
    const known = (await built(rotated)).recording.resources.map(({ name, type }) => `${type} ${name}`);
    const unknown = await registeredWhileUnknown(rotated);
    expect(known.filter((name) => !unknown.includes(name))).toEqual([]);
  });

  test("outputs are identifiers: no value is among them", () => {
    const text = JSON.stringify(production.recording.outputs);
    expect(text).not.toMatch(/made-up|REPLACE_WITH/);
    expect(production.recording.outputs.aws).toMatchObject({
      region: REGION,
      topicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:qualisys-secret-alarms`,
    });
  });
});

describe("readers", () => {
  test("each category has one, and the store names it", () => {
    const expected = byCategory().map(([category]) => category);
    expect([...production.store.readerRoles.keys()]).toEqual(expected);
    expect(production.ofType("iam/role:Role").filter(({ name }) => name.endsWith("-reader"))).toHaveLength(
      expected.length,
    );
  });

  test("without a cluster there are policies and no roles, and the key lets none of the roles in", async () => {
    const { store, ofType, find } = await built({ cluster: undefined });
    expect(store.readerRoles.size).toBe(0);
    expect(ofType("iam/role:Role").filter(({ name }) => name.endsWith("-reader"))).toEqual([]);
    expect(ofType("iam/policy:Policy").filter(({ name }) => name.endsWith("-reader-policy"))).toHaveLength(6);
    expect(JSON.stringify(json(find("aws-key-policy"), "policy"))).not.toContain("qualisys-reader-");
  });

  test("without operators there is a policy and no role", async () => {
    const { ofType, store } = await built({ settings: { operators: [] } });
    expect(ofType("iam/role:Role").filter(({ name }) => name.startsWith("aws-writer"))).toEqual([]);
    expect(store.identifiers.writerRole).toBeUndefined();
  });
});

describe("the key", () => {
  test("is turned yearly, can be got back for 30 days, and has an alias", () => {
    expect(production.find("aws-key", "kms/key:Key").inputs).toMatchObject({
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
    });
    expect(production.find("aws-key-alias").inputs.name).toBe("alias/qualisys-secrets");
  });
});

describe("alarms", () => {
  test.each(Object.entries(ALARMS))(
    "%s: a rule that sees reads tells its topics, and a CloudWatch alarm is on it",
    (id, { ways }) => {
      const rule = production.find(`aws-alarms-${id}`);
      expect(rule.inputs.state).toBe("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
      const topics = { main: "qualisys-secret-alarms", backup: "qualisys-secret-alarms-backup" };
      const arns = ways.map((way) => `arn:aws:sns:${REGION}:${ACCOUNT}:${topics[way]}`);
      for (const [index, way] of ways.entries()) {
        const target = production.find(`aws-alarms-${id}-tells${way === "main" ? "" : "-backup"}`);
        expect(target.inputs).toMatchObject({ rule: rule.inputs.name, arn: arns[index] });
      }
      expect(production.find(`aws-alarms-${id}-alarm`).inputs.alarmActions).toEqual(arns);
      expect(production.find(`aws-alarms-${id}-alarm`).inputs).toMatchObject({
        namespace: "AWS/Events",
        metricName: "TriggeredRules",
        dimensions: { RuleName: rule.inputs.name },
        treatMissingData: "notBreaching",
        threshold: 1,
      });
    },
  );

  test("events that cannot be delivered raise an alarm over all rules", () => {
    const watched = ["undelivered", "undelivered-2"].flatMap((id) => {
      const queries = production.find(`aws-alarms-${id}-alarm`).inputs.metricQueries as {
        metric?: { metricName: string; dimensions: { RuleName: string } };
      }[];
      expect(queries.filter(({ metric }) => metric).length, "AWS adds up no more in one alarm").toBeLessThanOrEqual(10);
      return queries.flatMap(({ metric }) =>
        metric?.metricName === "FailedInvocations" ? [metric.dimensions.RuleName] : [],
      );
    });
    const told = Object.keys(ALARMS).map((id) => production.find(`aws-alarms-${id}`).inputs.name);
    expect(new Set(watched)).toEqual(new Set([...told, "qualisys-watch-heartbeat", "qualisys-watch-us-east-1"]));
  });

  test.each([
    ["aws-alarms-heartbeat", REGION],
    ["aws-alarms-heartbeat-us-east-1", "us-east-1"],
  ])("%s: a read-only call every ten minutes must arrive, and its absence is told by no rule", (name, region) => {
    const { target, ...schedule } = production.find(`${name}-schedule`).inputs;
    expect(schedule).toMatchObject({ region, scheduleExpression: "rate(10 minutes)" });
    expect(target).toMatchObject({ arn: "arn:aws:scheduler:::aws-sdk:kms:generateRandom" });
    const rule = production.find(`${name}-rule`);
    expect(rule.inputs.state).toBe("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
    expect(production.find(`${name}-arrives`).inputs).toMatchObject({ rule: rule.inputs.name });
    expect(production.find(`${name}-alarm`).inputs).toMatchObject({
      dimensions: { RuleName: rule.inputs.name },
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });
    expect(production.find(`${name}-alarm`).inputs.alarmActions).toHaveLength(2);
    const beats = production.find("aws-alarms-heartbeat-topic").inputs;
    expect(beats.kmsMasterKeyId).toBe(production.find("aws-alarms-topic").inputs.kmsMasterKeyId);
  });

  test("each topic lies on the key that only the other's alarms watch, and moves there once that key lets it in", () => {
    const { keyArn } = production.recording.outputs.aws as { keyArn: string };
    const alarmsKey = production.find("aws-alarms-topic").inputs.kmsMasterKeyId;
    expect(production.find("aws-alarms-backup-topic").inputs.kmsMasterKeyId).toBe(keyArn);
    expect(alarmsKey).not.toBe(keyArn);
    const watching = (key: unknown) =>
      Object.entries(ALARMS).flatMap(([id, { ways }]) => {
        const { detail } = json(production.find(`aws-alarms-${id}`), "eventPattern") as { detail: unknown };
        const text = JSON.stringify(detail);
        return text.includes(String(key)) && text.includes("PutKeyPolicy") ? [[id, ways]] : [];
      });
    expect(watching(keyArn)).toEqual([["key", ["main"]]]);
    expect(watching(alarmsKey)).toEqual([["guard", ["backup"]]]);
    const depends = (name: string) => production.find(name).options.dependsOn.map((urn) => urn.split("::").at(-1));
    expect(depends("aws-alarms-topic")).toContain("aws-alarms-own-key-policy");
    expect(depends("aws-alarms-backup-topic")).toContain("aws-key-policy");
    expect(production.find("aws-alarms-backup-to-security@example.com").inputs.topic).toBe(
      `arn:aws:sns:${REGION}:${ACCOUNT}:qualisys-secret-alarms-backup`,
    );
    expect(production.find("aws-alarms-undelivered-alarm").inputs.alarmActions).toHaveLength(2);
  });

  test("the topic is encrypted, mails everybody; EventBridge, and CloudWatch of this account, publish to it", () => {
    expect(production.find("aws-alarms-topic").inputs.kmsMasterKeyId).toMatch(/:key\//);
    expect(production.find("aws-alarms-to-security@example.com").inputs).toMatchObject({ protocol: "email" });
    const { Statement } = json(production.find("aws-alarms-topic-policy"), "policy") as {
      Statement: { Principal: { Service: string }; Condition: unknown }[];
    };
    expect(Statement.map(({ Principal }) => Principal.Service)).toEqual([
      "events.amazonaws.com",
      "cloudwatch.amazonaws.com",
    ]);
    // EventBridge supports no condition here: with one, each of its deliveries fails.
    expect(Statement.map(({ Condition }) => Condition)).toEqual([
      undefined,
      { StringEquals: { "aws:SourceAccount": ACCOUNT } },
    ]);
  });

  test("the mail's template is one JSON string whose variables are all taken from the event", () => {
    const { inputPaths, inputTemplate } = production.find("aws-alarms-denied-tells").inputs.inputTransformer as {
      inputPaths: Record<string, string>;
      inputTemplate: string;
    };
    const variables = [...String(JSON.parse(inputTemplate)).matchAll(/<(\w+)>/g)].map(([, name]) => name);
    expect(new Set(variables)).toEqual(new Set(Object.keys(inputPaths)));
    // A caller may write anything there, and a quotation mark would end the message.
    expect(JSON.stringify(inputPaths)).not.toMatch(/requestParameters|userAgent|errorMessage/);
  });

  test("too many known readers are refused before anything is made, with the cure", async () => {
    const knownReaders = Array.from(
      { length: 30 },
      (_, n) => `arn:aws:iam::${ACCOUNT}:role/team-${"x".repeat(30)}-${n}`,
    );
    await expect(built({ settings: { knownReaders } })).rejects.toThrow(
      /"stranger" has \d+ characters; EventBridge allows 2048.*aws\.knownReaders/,
    );
  });
});

test("every role has the boundary that the settings name, and none without it", async () => {
  const permissionsBoundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
  const settings = { spend: {}, replicas: [REPLICA], permissionsBoundary };
  const roles = (await built({ settings, credentials: allCredentials })).ofType("iam/role:Role");
  expect(roles.length).toBeGreaterThan(8);
  for (const { name, inputs } of roles) expect([name, inputs.permissionsBoundary]).toEqual([name, permissionsBoundary]);
  for (const { inputs } of production.ofType("iam/role:Role")) expect(inputs).not.toHaveProperty("permissionsBoundary");
});

// docs/settings.md and docs/performance.md say so.
describe("copies of the secrets", () => {
  const REGIONS = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2"];
  const copies = (count: number) => {
    const keyIn = (region: string) => REPLICA.kmsKeyArn.replace(REPLICA.region, region);
    return REGIONS.slice(0, count).map((region) => ({ region, kmsKeyArn: keyIn(region) }));
  };
  const long = `q${"x".repeat(39)}`;
  test.each([
    ["a short prefix", 5, {}],
    ["a prefix of 40 characters", 4, { secretPrefix: long }],
    ["a login of another program", 4, { settings: { database: { existing: EXISTING } } }],
  ] as const)("fit into the event patterns with %s in %i regions, and not in one more", async (_, most, given) => {
    const { settings = {}, ...rest } = given as { settings?: object; secretPrefix?: string };
    const withCopies = (count: number) => built({ ...rest, settings: { ...settings, replicas: copies(count) } });
    await expect(withCopies(most)).resolves.toBeDefined();
    await expect(withCopies(most + 1)).rejects.toThrow(/EventBridge allows 2048\..* or aws\.replicas\.$/);
  });
});

describe("the trail", () => {
  test("is managed: encrypted, validated, of all regions, in a private bucket that only it writes to", () => {
    const trail = production.find("aws-trail-trail");
    expect(trail.inputs).toMatchObject({
      enableLogging: true,
      enableLogFileValidation: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
    });
    expect(trail.inputs.kmsKeyId).toMatch(/:key\//);
    expect(trail.options.dependsOn.map((urn) => urn.split("::").at(-1))).toEqual(
      expect.arrayContaining(["aws-key-policy", "aws-trail-bucket-policy"]),
    );
    expect(production.find("aws-trail-bucket-private").inputs).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  });

  test("keeps log files for ever, or as long as the settings say, and deleted ones for a year", async () => {
    const rulesOf = (stack: Built) => stack.find("aws-trail-bucket-lifecycle").inputs.rules as { id: string }[];
    expect(rulesOf(production)).toEqual([
      {
        id: "leftovers",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: 365 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ]);
    const limited = rulesOf(await built({ settings: { trailKeepDays: 400 } }));
    expect(limited.filter(({ id }) => id === "log-files")).toEqual([
      { id: "log-files", status: "Enabled", filter: { prefix: "" }, expiration: { days: 400 } },
    ]);
  });

  test("is not made where the account has one, and then every trail is watched", async () => {
    const stack = await built({ settings: { trail: "existing" } });
    expect(stack.ofType("AuditTrail")).toEqual([]);
    expect(stack.ofType("bucket:Bucket")).toEqual([]);
    expect(JSON.stringify(json(stack.find("aws-key-policy"), "policy"))).not.toContain("cloudtrail");
    expect(stack.find("aws-alarms-trail").inputs.eventPattern).not.toContain("requestParameters");
  });
});

test("reminders: one per cadence that a person is reminded of, naming its credentials and no others", () => {
  const reminders = production.ofType("schedule:Schedule").filter(({ name }) => name.startsWith("aws-reminders-"));
  expect(reminders).toHaveLength(REMINDED_CADENCES.length);
  for (const cadence of REMINDED_CADENCES) {
    const { inputs } = production.find(`aws-reminders-${cadence}`);
    const { input, arn } = inputs.target as { input: string; arn: string };
    expect(arn).toBe(`arn:aws:sns:${REGION}:${ACCOUNT}:qualisys-secret-alarms`);
    expect(input).toContain("npm run secrets -- due --stack test");
    for (const { id, rotation } of credentials)
      expect(input.includes(`(${id})`), id).toBe(rotation.cadence === cadence);
  }
});

describe("the database", () => {
  test("is not rotated while its login is a placeholder", () => {
    expect(production.ofType("SecretRotation")).toEqual([]);
    expect(production.ofType("CloudFormationStack")).toEqual([]);
  });

  test("is rotated every 90 days by AWS's application once the login is provided", async () => {
    const stack = await built({ settings: { database: { loginProvided: true, users: "single", ...NETWORK } } });
    const { parameters, applicationId } = stack.find("aws-rotation-function").inputs as {
      parameters: Record<string, string>;
      applicationId: string;
    };
    expect(applicationId).toMatch(/RotationSingleUser$/);
    expect(parameters).toMatchObject({
      kmsKeyArn: expect.stringMatching(/:key\//),
      vpcSubnetIds: NETWORK.subnetIds[0],
      vpcSecurityGroupIds: NETWORK.securityGroupIds[0],
    });
    expect(Object.keys(parameters)).not.toContain("masterSecretArn");
    const schedule = stack.find("aws-rotation-schedule");
    expect(schedule.inputs).toMatchObject({
      rotateImmediately: false,
      rotationRules: { scheduleExpression: "rate(90 days)", duration: "3h" },
    });
    expect(schedule.options.dependsOn.map((urn) => urn.split("::").at(-1))).toContain("aws-key-policy");
    const { rotationRole } = stack.recording.outputs.aws as { rotationRole: string };
    expect(rotationRole).toMatch(/:role\//);
    expect(JSON.stringify(json(stack.find("aws-key-policy"), "policy"))).toContain(rotationRole);
    expect(stack.find("aws-alarms-stranger").inputs.eventPattern).toContain(rotationRole);
  });

  test("alternating users name the superuser's secret to the function and in the login", async () => {
    const stack = await built({
      settings: { database: { loginProvided: true, users: "alternating", superuserSecretArn: SUPERUSER, ...NETWORK } },
    });
    const { parameters, applicationId } = stack.find("aws-rotation-function").inputs as {
      parameters: Record<string, string>;
      applicationId: string;
    };
    expect(applicationId).toMatch(/RotationMultiUser$/);
    expect(parameters.masterSecretArn).toBe(SUPERUSER);
    expect(
      JSON.parse(String(plain(stack.find("aws-database-database-placeholder").inputs.secretString))),
    ).toMatchObject({ masterarn: SUPERUSER });
  });

  test("a login that exists is read and rotated, and not made", async () => {
    const stack = await built({
      settings: { database: { existing: EXISTING, loginProvided: true, users: "single", ...NETWORK } },
    });
    expect(stack.ofType("secret:Secret")).toHaveLength(credentials.length - 1);
    expect(stack.store.secretNames.get("database")).toBe(EXISTING.secretArn);
    expect(stack.find("aws-rotation-schedule").inputs.secretId).toBe(EXISTING.secretArn);
    expect(JSON.stringify(json(stack.find("aws-database-reader-policy"), "policy"))).toContain(EXISTING.kmsKeyArn);
    expect(JSON.stringify(json(stack.find("aws-writer-policy"), "policy"))).not.toContain("shop/postgres");
  });
});

describe("replicas", () => {
  test("have their own key, may be read by the same readers, and send their events home", async () => {
    const stack = await built({ settings: { replicas: [REPLICA] } });
    expect(secretOf(stack, "openai").inputs.replicas).toMatchObject([
      { region: REPLICA.region, kmsKeyId: REPLICA.kmsKeyArn },
    ]);
    const reader = JSON.stringify(json(stack.find("aws-llm-reader-policy"), "policy"));
    expect(reader).toContain(`secretsmanager:${REPLICA.region}:`);
    expect(reader).toContain(REPLICA.kmsKeyArn);
    const rule = stack.find(`aws-alarms-forwarder-${REPLICA.region}`);
    expect(rule.inputs).toMatchObject({
      region: REPLICA.region,
      state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    });
    expect(stack.find(`aws-alarms-forwarder-${REPLICA.region}-home`).inputs).toMatchObject({
      region: REPLICA.region,
      arn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
    });
  });

  test("without a given key get one that the program makes, with the policy of the secrets' own", async () => {
    const stack = await built({ settings: { replicas: [{ region: REPLICA.region }] } });
    const name = `aws-key-${REPLICA.region}`;
    expect(stack.find(name, "kms/key:Key").inputs).toMatchObject({ region: REPLICA.region, enableKeyRotation: true });
    expect(stack.find(name, "kms/key:Key").options.protect).toBe(true);
    expect(stack.find(`${name}-alias`).inputs).toMatchObject({
      region: REPLICA.region,
      name: "alias/qualisys-secrets",
    });
    const policy = stack.find(`${name}-policy`);
    expect(policy.inputs.region).toBe(REPLICA.region);
    const [replica] = secretOf(stack, "openai").inputs.replicas as { region: string; kmsKeyId: string }[];
    expect(replica?.kmsKeyId).toContain(String(policy.inputs.keyId));
    expect(replica?.kmsKeyId).toContain(`:kms:${REPLICA.region}:`);

    const sids = (policyName: string) =>
      (json(stack.find(policyName), "policy") as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);
    const home = sids("aws-key-policy").filter((sid) => !/Publish|Trail/.test(sid));
    expect(sids(`${name}-policy`), "no topic and no trail is encrypted with it").toEqual(home);
    expect(JSON.stringify(json(stack.find("aws-writer-policy"), "policy"))).toContain(replica?.kmsKeyId);
    for (const rule of ["aws-alarms-key", "aws-alarms-denied", `aws-alarms-forwarder-${REPLICA.region}`])
      expect(stack.find(rule).inputs.eventPattern, rule).toContain(replica?.kmsKeyId);
  });
});
