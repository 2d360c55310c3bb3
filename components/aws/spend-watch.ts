import path from "node:path";
import { LogGroup, MetricAlarm } from "@pulumi/aws/cloudwatch/index.js";
import { Role, RolePolicy, RolePolicyAttachment } from "@pulumi/aws/iam/index.js";
import { Function as LambdaFunction } from "@pulumi/aws/lambda/index.js";
import { Schedule } from "@pulumi/aws/scheduler/index.js";
import * as pulumi from "@pulumi/pulumi";
import { awsReaderRole, awsSpendFunction, type SpendAccount } from "../../catalogue/index.ts";
import type { SpendSettings } from "../../stack-settings.ts";
import { watchName } from "./event-patterns.ts";
import { arn, bounded, commonTags, type Place } from "./place.ts";
import { invokerPolicy, lambdaTrust, schedulerTrust, spendFunctionPolicy } from "./policies.ts";

export interface SpendWatchArgs {
  readonly settings: SpendSettings;
  readonly accounts: readonly SpendAccount[];
  /** Credential id -> how a reader asks for its secret. */
  readonly secretNames: ReadonlyMap<string, string>;
  /** The policy that reads the admin keys, and nothing else. */
  readonly readerPolicyArn: pulumi.Output<string>;
  readonly topicArn: pulumi.Output<string>;
}

const CODE = path.join(import.meta.dirname, "spend-watch-function");
const FILES = ["index.mjs", "watch.mjs", "month-to-date.mjs", "vendors.mjs"];

const METRIC = "MonthToDateUsd";
const LOG_DAYS = 90;

/** Reads what accounts have cost this month, and tells when that passes a limit or when nobody could read it. */
export class SpendWatch extends pulumi.ComponentResource {
  constructor(name: string, place: Place, args: SpendWatchArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:SpendWatch", name, {}, opts);
    const reader = spendFunction(this, name, place, args);
    schedule(this, name, place, args.settings.everyHours, reader);
    for (const account of args.accounts) {
      for (const usd of account.thresholds) overLimit(this, name, place, args.topicArn, account, usd);
      unread(this, name, place, args.topicArn, account);
    }
    this.registerOutputs({});
  }
}

/** The namespace of the figures in CloudWatch: `qualisys/spend`. */
export function spendNamespace(place: Place): string {
  return `${place.prefix}/spend`;
}

function spendFunction(parent: SpendWatch, name: string, place: Place, args: SpendWatchArgs): LambdaFunction {
  const functionNamed = awsSpendFunction(place.prefix);
  const logs = new LogGroup(
    `${name}-logs`,
    { name: `/aws/lambda/${functionNamed}`, retentionInDays: LOG_DAYS, tags: commonTags(place) },
    { parent },
  );
  // The only reader of the admin keys: it bears the name of its category's reader.
  const role = new Role(
    `${name}-role`,
    {
      ...bounded(place),
      name: awsReaderRole(place.prefix, "spend"),
      description: `Reads the admin keys under ${place.prefix}/spend/ and publishes what accounts cost`,
      assumeRolePolicy: JSON.stringify(lambdaTrust()),
      tags: commonTags(place),
    },
    { parent },
  );
  const reads = new RolePolicyAttachment(
    `${name}-reads`,
    { role: role.name, policyArn: args.readerPolicyArn },
    { parent },
  );
  const publishes = new RolePolicy(
    `${name}-role-policy`,
    {
      role: role.name,
      policy: JSON.stringify(
        spendFunctionPolicy(`${arn(place, "logs")}:log-group:/aws/lambda/${functionNamed}`, spendNamespace(place)),
      ),
    },
    { parent },
  );
  return new LambdaFunction(
    `${name}-function`,
    {
      name: functionNamed,
      description: `Publishes what the accounts under ${place.prefix}/spend/ have cost this month`,
      runtime: "nodejs24.x",
      handler: "index.handler",
      architectures: ["arm64"],
      memorySize: 256,
      timeout: 300,
      role: role.arn,
      code: new pulumi.asset.AssetArchive(
        // Relative, so that the state says the same on every machine.
        Object.fromEntries(
          FILES.map((file) => [file, new pulumi.asset.FileAsset(path.relative(process.cwd(), path.join(CODE, file)))]),
        ),
      ),
      environment: {
        variables: {
          ACCOUNTS: JSON.stringify(
            Object.fromEntries(args.accounts.map(({ id, admin }) => [id, args.secretNames.get(admin.id)])),
          ),
          NAMESPACE: spendNamespace(place),
          METRIC,
        },
      },
      tags: commonTags(place),
    },
    // A first call before its permissions would fail; before its log group it would log nowhere.
    { parent, dependsOn: [logs, reads, publishes] },
  );
}

function schedule(parent: SpendWatch, name: string, place: Place, everyHours: number, reader: LambdaFunction): void {
  const role = new Role(
    `${name}-schedule-role`,
    {
      ...bounded(place),
      name: `${awsSpendFunction(place.prefix)}-schedule`,
      description: `Calls ${awsSpendFunction(place.prefix)}`,
      assumeRolePolicy: JSON.stringify(schedulerTrust(place)),
      tags: commonTags(place),
    },
    { parent },
  );
  const invokes = new RolePolicy(
    `${name}-schedule-role-policy`,
    { role: role.name, policy: reader.arn.apply((functionArn) => JSON.stringify(invokerPolicy(functionArn))) },
    { parent },
  );
  new Schedule(
    `${name}-schedule`,
    {
      name: awsSpendFunction(place.prefix),
      description: "Reads what accounts have cost this month",
      scheduleExpression: `rate(${everyHours} ${everyHours === 1 ? "hour" : "hours"})`,
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: reader.arn, roleArn: role.arn },
    },
    { parent, dependsOn: invokes },
  );
}

function overLimit(
  parent: SpendWatch,
  name: string,
  place: Place,
  topicArn: pulumi.Output<string>,
  account: SpendAccount,
  usd: number,
): void {
  new MetricAlarm(
    `${name}-${account.id}-${usd}-alarm`,
    {
      // Named as the other alarms are, so that whoever stops one raises another.
      name: watchName(place, `spend-${account.id}-${usd}`),
      alarmDescription: `${account.service} has cost $${usd} or more this month (${place.prefix}/)`,
      ...figure(place, account),
      statistic: "Maximum",
      period: 3600,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: usd,
      // Between two readings, and while nobody can read, the last figure holds.
      treatMissingData: "ignore",
      alarmActions: [topicArn],
      tags: commonTags(place),
    },
    { parent },
  );
}

/** A figure that nobody reads any more looks like spending that stays under every limit. */
function unread(
  parent: SpendWatch,
  name: string,
  place: Place,
  topicArn: pulumi.Output<string>,
  account: SpendAccount,
): void {
  new MetricAlarm(
    `${name}-${account.id}-unread-alarm`,
    {
      name: watchName(place, `spend-${account.id}-unread`),
      alarmDescription: `What ${account.service} costs has not been read for a day (${place.prefix}/)`,
      ...figure(place, account),
      statistic: "SampleCount",
      period: 3600,
      evaluationPeriods: 24,
      datapointsToAlarm: 24,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
      tags: commonTags(place),
    },
    { parent },
  );
}

function figure(place: Place, account: SpendAccount) {
  return { namespace: spendNamespace(place), metricName: METRIC, dimensions: { Account: account.id } };
}
