import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { parse, stringify } from "yaml";
import {
  awsAlarmTopic,
  awsBackupTopic,
  awsHeardRegions,
  awsHeartbeatId,
  awsSecretName,
  awsWatchName,
  credentials,
  initialDocument,
  initialVaultValue,
  PLACEHOLDER_LABEL,
  tags,
  vaultSecrets,
} from "../../../catalogue/index.ts";
import { findProgram } from "../../../toolchain/processes.ts";
import { AwsServer } from "../../operator/aws-server.ts";
import { credential, Generator } from "../../operator/values.ts";
import { stackText } from "../../operator/world.ts";
import { callAws, requestToken } from "../rig/aws-api.ts";
import { AzureFront } from "./azure-front.ts";
import { startCommand } from "./start-command.ts";

// Both clouds at once, as processes: moto for AWS, tests/operator/vault-server.ts for Azure.

const moto = inject("motoEndpoint");
const generator = new Generator(19);
const folder = mkdtempSync(path.join(tmpdir(), "clouds-"));
const REGION = "eu-central-1";
// moto's own account for whoever is signed in with these.
const SIGNED_IN = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: REGION };
const cloud = { endpoint: moto, account: "123456789012" } as Parameters<typeof callAws>[0];
let front: AzureFront;
let prefix = "";
let round = 0;

describe.skipIf(moto === "" || findProgram("openssl") === undefined)("the commands on both clouds", () => {
  beforeAll(async () => {
    const tenant = "22222222-2222-2222-2222-222222222222";
    front = await AzureFront.start(folder, "test-vault", {
      tenant,
      clientId: "44444444-4444-4444-4444-444444444444",
      secret: generator.text(40),
    });
  });
  afterAll(() => {
    front?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    prefix = `clouds-${++round}`;
    const { config } = parse(stackText("staging")) as { config: Record<string, unknown> };
    const { "qualisys-secrets:kubernetes": _, ...rest } = config;
    const own = { ...rest, "qualisys-secrets:secretPrefix": prefix };
    writeFileSync(path.join(folder, "Pulumi.staging.yaml"), stringify({ config: own }));
    front.vault.refuse = () => undefined;
    front.vault.secrets.clear();
    front.down.clear();
    for (const one of credentials) {
      const name = awsSecretName(prefix, one);
      const Tags = Object.entries(tags(one, name, "staging")).map(([Key, Value]) => ({ Key, Value }));
      await callAws(cloud, REGION, "secretsmanager", "CreateSecret", { Name: name, Tags, ...requestToken() });
      await callAws(cloud, REGION, "secretsmanager", "PutSecretValue", {
        SecretId: name,
        SecretString: initialDocument(one),
        VersionStages: [PLACEHOLDER_LABEL],
        ...requestToken(),
      });
      for (const secret of vaultSecrets(one))
        front.vault.add(secret.name, initialVaultValue(one, secret), tags(one, secret.name, "staging"));
    }
  });

  const secrets = (argv: readonly string[], input = "", more: Readonly<Record<string, string>> = {}) =>
    startCommand(folder, argv, { ...SIGNED_IN, AWS_ENDPOINT_URL: moto, ...front.environment, ...more }, input);
  const state = async (id: string) => {
    const { stdout } = await secrets(["list", "--json"]);
    return JSON.parse(stdout).credentials.find((one: { id: string }) => one.id === id);
  };

  test("a put that reached one cloud is told, completed by running it again, and rolled back on both", async () => {
    const one = credential("sendgrid");
    const [first, second] = [generator.values(one), generator.values(one)].map((values) => JSON.stringify(values));
    expect((await secrets(["put", "sendgrid"], first)).status).toBe(0);
    front.vault.refuse = (method) => (method === "PUT" ? { status: 403, innererror: "ForbiddenByRbac" } : undefined);
    const half = await secrets(["put", "sendgrid", "--json"], second);
    expect(half.status).toBe(1);
    expect(JSON.parse(half.stdout)).toMatchObject({
      complete: false,
      stores: [
        { cloud: "aws", done: true },
        { cloud: "azure", done: false, problem: expect.stringContaining("lacks the role") },
      ],
    });
    expect(half.stderr).toContain("Half done. Run it again with the same value to complete it");
    expect(await state("sendgrid")).toMatchObject({ cloudsAgree: false });
    front.vault.refuse = () => undefined;
    expect((await secrets(["put", "sendgrid"], second)).status).toBe(0);
    expect(await state("sendgrid")).toMatchObject({ cloudsAgree: true });
    expect((await secrets(["rollback", "sendgrid"])).status).toBe(0);
    expect(await state("sendgrid")).toMatchObject({ cloudsAgree: true });
    const verified = await secrets(["verify", "sendgrid", "--read"]);
    expect(verified.stdout).toContain("aws and azure: the same value");
    expect(verified.status).toBe(0);
    // Nine processes, one after the other.
  }, 400_000);

  test("with both clouds out of reach, list says so of each, and put asks for nothing", async () => {
    front.down.add(front.vaultHost);
    const nowhere = { AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    const [listed, put] = await Promise.all([
      secrets(["list"], "", nowhere),
      secrets(["put", "openai"], JSON.stringify(generator.values(credential("openai"))), nowhere),
    ]);
    expect(listed.stdout).toMatch(/^openai +unknown +unknown/m);
    expect(listed.stdout).toMatch(/^\d of \d+ credentials, aws: AWS cannot be reached \(ECONNREFUSED\)\./m);
    expect(listed.status).toBe(1);
    expect(put.stderr).toContain("AWS cannot be reached (ECONNREFUSED).");
    expect(put.status).toBe(1);
  });

  describe("the drill", () => {
    /** Secrets Manager as an operator meets it who may not read. */
    let gate: AwsServer;
    const config = { region: REGION, endpoint: moto, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
    const drill = () =>
      secrets(["doctor", "--drill", "--yes"], "", { AWS_ENDPOINT_URL_SECRETS_MANAGER: gate.endpoint });

    beforeEach(async () => {
      gate = new AwsServer();
      await gate.start();
      for (const one of credentials) gate.create(awsSecretName(prefix, one));
      front.manage = armAnswers;
      front.vault.mayRead = true;
      front.vault.reads.length = 0;
      return () => gate.stop();
    });

    // In place of the audit log and its query: an alert as soon as a value was asked for.
    function armAnswers({ pathname, searchParams }: URL): object | undefined {
      if (pathname.endsWith("/diagnosticSettings/secrets-audit")) {
        return { properties: { workspaceId: "/w", logs: [{ category: "AuditEvent", enabled: true }] } };
      }
      if (/\/actionGroups\/test-vault-alarms(?:-backup)?$/.test(pathname)) {
        const emailReceivers = [{ emailAddress: "alarms@example.com", status: "Enabled" }];
        return { properties: { enabled: true, emailReceivers } };
      }
      if (/\/scheduledQueryRules\/test-vault-(?:denied-access|stranger-read|stranger-write)$/.test(pathname)) {
        const actionGroups = ["/x/Microsoft.Insights/actionGroups/test-vault-alarms"];
        return { properties: { enabled: true, actions: { actionGroups } } };
      }
      if (pathname.endsWith("/Microsoft.AlertsManagement/alerts")) {
        expect(searchParams.get("alertRule")).toContain("/scheduledQueryRules/test-vault-denied-access");
        const essentials = { startDateTime: new Date().toISOString() };
        return { value: front.vault.reads.length === 0 ? [] : [{ properties: { essentials } }] };
      }
      return { value: [{ dataActions: ["*"] }] };
    }

    async function alarms(): Promise<void> {
      const sns = new SNSClient(config);
      const events = new EventBridgeClient(config);
      const trail = new CloudTrailClient(config);
      const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: awsAlarmTopic(prefix) }));
      const backup = await sns.send(new CreateTopicCommand({ Name: awsBackupTopic(prefix) }));
      for (const topic of [TopicArn, backup.TopicArn])
        await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: "email", Endpoint: "alarms@example.com" }));
      const Name = awsWatchName(prefix, "denied");
      await events.send(
        new PutRuleCommand({
          Name,
          EventPattern: '{"source":["aws.secretsmanager"]}',
          State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        }),
      );
      await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "topic", Arn: TopicArn }] }));
      const S3BucketName = `${prefix}-trail`;
      await fetch(`${moto}/${S3BucketName}`, {
        method: "PUT",
        headers: {
          authorization:
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none",
        },
      });
      await trail.send(new CreateTrailCommand({ Name: `${prefix}-trail`, S3BucketName }));
      const management = { ReadWriteType: "All" as const, IncludeManagementEvents: true };
      await trail.send(new PutEventSelectorsCommand({ TrailName: `${prefix}-trail`, EventSelectors: [management] }));
      await trail.send(new StartLoggingCommand({ Name: `${prefix}-trail` }));
      const heartbeats = awsHeardRegions(config.region, []).map((region) =>
        awsWatchName(prefix, awsHeartbeatId(config.region, region)),
      );
      for (const AlarmName of [Name, ...heartbeats]) {
        await new CloudWatchClient(config).send(
          new PutMetricAlarmCommand({
            AlarmName,
            Namespace: "AWS/Events",
            MetricName: "TriggeredRules",
            Dimensions: [{ Name: "RuleName", Value: AlarmName }],
            Statistic: "Sum",
            Period: 300,
            EvaluationPeriods: 1,
            Threshold: 1,
            ComparisonOperator: "GreaterThanOrEqualToThreshold",
          }),
        );
        await new CloudWatchClient(config).send(
          new SetAlarmStateCommand({ AlarmName, StateValue: "OK", StateReason: "all is well" }),
        );
      }
    }

    test("passes where the denied reads are followed by the alarms", async () => {
      await alarms();
      // In place of CloudTrail and EventBridge, which only a live account has.
      gate.refuse = async (action) => {
        if (action !== "GetSecretValue") return undefined;
        const AlarmName = awsWatchName(prefix, "denied");
        await new CloudWatchClient(config).send(
          new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "a read was denied" }),
        );
        const Dimensions = [{ Name: "RuleName", Value: AlarmName }];
        const MetricData = [{ MetricName: "Invocations", Dimensions, Value: 1, Timestamp: new Date() }];
        await new CloudWatchClient(config).send(new PutMetricDataCommand({ Namespace: "AWS/Events", MetricData }));
        return { type: "AccessDeniedException" };
      };
      front.vault.mayRead = false;
      const { stdout, status } = await drill();
      expect(stdout).toContain(`✓ AWS denied read: ${prefix}/llm/openai was denied, as it must be`);
      expect(stdout).toMatch(/✓ AWS alarm: clouds-\d+-watch-denied went off after \d+ s/);
      expect(stdout).toMatch(/✓ AWS delivery: clouds-\d+-watch-denied delivered 1 to its topic, none failed/);
      expect(stdout).toContain("? AWS emails: look in the inbox of alarms@example.com for EventBridge's");
      expect(stdout).toContain("✓ AWS alarm rule");
      expect(stdout).toContain("✓ AWS trail");
      expect(stdout).toContain("✓ AWS heartbeat of us-east-1: its events arrive");
      expect(stdout).toContain("✓ AWS alarm mail: confirmed: alarms@example.com");
      expect(stdout).toContain("✓ Azure alarm mail: test-vault-alarms tells alarms@example.com");
      expect(stdout).toContain("✓ Azure alarm rule");
      expect(stdout).toContain("✓ Azure audit log");
      expect(stdout).toMatch(/✓ Azure alarm: test-vault-denied-access raised an alert after \d+ s/);
      expect(status).toBe(0);
    });

    test("tells what is missing where nothing was made, and that a caller may read", async () => {
      gate.put(awsSecretName(prefix, credential("openai")), "id", "{}");
      front.manage = ({ pathname }) => (pathname.endsWith("/permissions") ? { value: [] } : undefined);
      const { stdout, status } = await drill();
      expect(stdout).toContain(`✗ AWS alarm rule: there is no rule ${prefix}-watch-denied`);
      expect(stdout).toContain(`✗ AWS denied read: you may read ${prefix}/llm/openai; the value was not looked at`);
      expect(stdout).toContain("✗ Azure alarm mail: there is no action group test-vault-alarms");
      expect(stdout).toContain("✗ Azure denied read: you may read llm-openai-api-key; the value was not looked at");
      expect(status).toBe(1);
    });
  });
});
