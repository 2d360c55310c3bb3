import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { jwtSigningKey } from "../../../catalogue/credentials/jwt-signing-key.ts";
import { credentials, credentialsOf } from "../../../catalogue/index.ts";
import { AwsSecretStore } from "../../../components/aws/secret-store.ts";
import { settingsSchema, stackCredentials } from "../../../stack-settings.ts";
import { plain, type Resources, recorded } from "../recorded.ts";

const ACCOUNT = "123456789012";
const FUNCTION_ROLE = `arn:aws:iam::${ACCOUNT}:role/qualisys-reader-spend`;

async function store(spend: object | undefined): Promise<Resources> {
  const settings = settingsSchema.parse({
    environment: "production",
    secretPrefix: "qualisys",
    startedEpics: [1, 2, 3, 4, 5],
    aws: {
      region: "eu-central-1",
      accountId: ACCOUNT,
      alarmEmails: ["security@example.com"],
      trail: "existing",
      deployerRole: `arn:aws:iam::${ACCOUNT}:role/deployer`,
      ...(spend === undefined ? {} : { spend }),
    },
  });
  const pulumi = await import("@pulumi/pulumi");
  return recorded(() => {
    if (settings.aws === undefined) throw new Error("unreachable");
    const value = pulumi.secret("made-up");
    new AwsSecretStore("aws", {
      settings: settings.aws,
      environment: "production",
      secretPrefix: "qualisys",
      credentials: stackCredentials(settings),
      generated: new Map([[jwtSigningKey.id, { secret: value, previous_secret: value }]]),
      cluster: { oidcIssuer: "https://issuer.example.com", namespace: "external-secrets" },
    });
  });
}

const names = (resources: Resources, type: string) =>
  resources.ofType(type).map(({ inputs }) => (plain(inputs) as { name: string }).name);

// The alarms watch over its names, whether it is on or off.
const text = (resources: Resources) =>
  JSON.stringify(resources.all.map(({ name, inputs }) => [name, { ...(plain(inputs) as object), eventPattern: "" }]));

test("nothing of it is there unless the settings switch it on", async () => {
  const off = await store(undefined);
  expect(text(off)).not.toMatch(/spend/i);
  expect(off.ofType("aws:secretsmanager/secret:Secret")).toHaveLength(credentials.length);
});

describe("switched on", async () => {
  const on = await store({});

  test("it keeps the admin keys and alarms at every limit of the catalogue, and when nobody could read", () => {
    expect(names(on, "aws:secretsmanager/secret:Secret")).toHaveLength(credentialsOf(["openai", "anthropic"]).length);
    const alarms = on
      .ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
      .map(({ inputs }) => plain(inputs))
      .filter(({ namespace }) => namespace === "qualisys/spend");
    const limits = alarms.filter(({ treatMissingData }) => treatMissingData === "ignore");
    expect(
      limits.map(({ dimensions, threshold, comparisonOperator, statistic }) => [
        dimensions.Account,
        threshold,
        comparisonOperator,
        statistic,
      ]),
    ).toEqual([
      ["openai", 50, "GreaterThanOrEqualToThreshold", "Maximum"],
      ["openai", 100, "GreaterThanOrEqualToThreshold", "Maximum"],
      ["openai", 200, "GreaterThanOrEqualToThreshold", "Maximum"],
      ["anthropic", 200, "GreaterThanOrEqualToThreshold", "Maximum"],
    ]);
    const unread = alarms.filter(({ treatMissingData }) => treatMissingData === "breaching");
    expect(unread.map(({ dimensions }) => dimensions.Account)).toEqual(["openai", "anthropic"]);
    for (const { statistic, comparisonOperator, threshold, period, datapointsToAlarm } of unread) {
      expect([statistic, comparisonOperator, threshold]).toEqual(["SampleCount", "LessThanThreshold", 1]);
      expect(period * datapointsToAlarm).toBe(24 * 3600);
    }
    const topic = "qualisys-secret-alarms";
    for (const { alarmActions, metricName, name } of alarms) {
      expect(alarmActions).toEqual([expect.stringContaining(`:${topic}`)]);
      expect(metricName).toBe("MonthToDateUsd");
      // The alarm on alarms that are stopped knows those of this prefix.
      expect(name).toMatch(/^qualisys-watch-/);
    }
  });

  test("the function is whole, and knows where its keys are and where its figures go", () => {
    const made = on.only("aws:lambda/function:Function");
    const inputs = plain(made.inputs);
    expect(inputs).toMatchObject({ runtime: "nodejs24.x", handler: "index.handler" });
    expect(inputs.role).toMatch(/:role\/qualisys-reader-spend$/);
    const folder = path.join(import.meta.dirname, "../../../components/aws/spend-watch-function");
    expect(Object.keys((made.inputs.code as { assets: object }).assets).sort()).toEqual(readdirSync(folder).sort());
    const { ACCOUNTS, NAMESPACE, METRIC } = inputs.environment.variables;
    expect(JSON.parse(ACCOUNTS)).toEqual({
      openai: "qualisys/spend/openai-admin",
      anthropic: "qualisys/spend/anthropic-admin",
    });
    expect([NAMESPACE, METRIC]).toEqual(["qualisys/spend", "MonthToDateUsd"]);
  });

  test.each([
    [1, "rate(1 hour)"],
    [6, "rate(6 hours)"],
  ])("every %i hours", async (everyHours, expression) => {
    const schedules = (await store({ everyHours })).ofType("aws:scheduler/schedule:Schedule");
    const expressions = schedules.map(({ inputs }) => plain(inputs).scheduleExpression);
    expect(expressions).toContain(expression);
  });

  test("one account alone brings one key alone", async () => {
    const one = text(await store({ accounts: ["anthropic"] }));
    expect(one).toContain("qualisys/spend/anthropic-admin");
    expect(one).not.toContain("openai-admin");
  });

  test("only the function's role reads the admin keys: no cluster, no other category", () => {
    const statements = JSON.parse(plain(on.named("aws-key-policy").inputs).policy).Statement as {
      Sid: string;
      Condition?: {
        StringLike?: { "kms:EncryptionContext:SecretARN"?: string[] };
        ArnEquals?: Record<string, string[]>;
      };
    }[];
    const users = statements.filter(({ Condition }) =>
      Condition?.StringLike?.["kms:EncryptionContext:SecretARN"]?.some((arn) => arn.includes("/spend/")),
    );
    expect(users.map(({ Sid, Condition }) => [Sid, Condition?.ArnEquals?.["aws:PrincipalArn"]])).toEqual([
      ["Deploy", [`arn:aws:iam::${ACCOUNT}:role/deployer`]],
      ["Readspend", [FUNCTION_ROLE]],
    ]);
    const policies = on
      .ofType("aws:iam/policy:Policy")
      .filter(({ inputs }) => /GetSecretValue.*spend/.test(plain(inputs).policy));
    expect(policies.map(({ inputs }) => plain(inputs).name)).toEqual(["qualisys-reader-spend"]);
    const roles = on.ofType("aws:iam/role:Role").map(({ inputs }) => plain(inputs));
    const trusted = roles.filter(({ name }) => name === "qualisys-reader-spend");
    expect(trusted.map(({ assumeRolePolicy }) => JSON.parse(assumeRolePolicy).Statement[0].Principal)).toEqual([
      { Service: "lambda.amazonaws.com" },
    ]);
    const attached = on
      .ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .map(({ inputs }) => plain(inputs))
      .filter(({ policyArn }) => policyArn.includes("reader-spend"));
    expect(attached.map(({ role }) => role)).toEqual(["qualisys-reader-spend"]);
  });

  test("and its reads raise no alarm", () => {
    const rules = on.ofType("aws:cloudwatch/eventRule:EventRule").map(({ inputs }) => plain(inputs));
    const stranger = rules.find(({ name }) => name.endsWith("stranger"));
    expect(stranger?.eventPattern).toContain("qualisys-reader-spend");
  });

  test("the role writes its log and publishes into its namespace, and may do nothing else", () => {
    const inline = on
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .map(({ inputs }) => plain(inputs))
      .filter(({ role }) => role === "qualisys-reader-spend");
    expect(inline.map(({ policy }) => JSON.parse(policy).Statement)).toEqual([
      [
        expect.objectContaining({
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/aws/lambda/qualisys-spend-watch:*`,
        }),
        expect.objectContaining({
          Action: "cloudwatch:PutMetricData",
          Condition: { StringEquals: { "cloudwatch:namespace": "qualisys/spend" } },
        }),
      ],
    ]);
  });
});
