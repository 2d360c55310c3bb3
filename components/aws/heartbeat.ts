import { EventRule, EventTarget, MetricAlarm } from "@pulumi/aws/cloudwatch/index.js";
import { Role, RolePolicy } from "@pulumi/aws/iam/index.js";
import { Schedule } from "@pulumi/aws/scheduler/index.js";
import { Topic, TopicPolicy } from "@pulumi/aws/sns/index.js";
import * as pulumi from "@pulumi/pulumi";
import { awsHeartbeat, awsHeartbeatId } from "../../catalogue/index.ts";
import type { Topics } from "./alarm-topics.ts";
import { patternText, watchName } from "./event-patterns.ts";
import { heartbeat } from "./forwarded-patterns.ts";
import { arn, bounded, commonTags, otherRegions, type Place, partition } from "./place.ts";
import { policy, schedulerTrust, topicPolicy } from "./policies.ts";

export interface HeartbeatArgs {
  /** The key of the alarms' topic, and its policy. */
  readonly keyArn: pulumi.Output<string>;
  readonly keyPolicy: pulumi.Resource;
  /** Who is told when it stops. */
  readonly told: Topics;
  /** The state in which a rule sees read-only events. */
  readonly state: string;
}

/** Several beats may be late or lost: CloudTrail hands events to EventBridge as best it can. */
const EVERY = "rate(10 minutes)";
const SILENCE_SECONDS = 3600;

/**
 * Shows that the alarms hear: in each region a schedule makes a call that changes nothing and that takes the way of a read:
 * trail, EventBridge, the forwarder, a rule, a topic on the alarms' key. CloudWatch, which needs none of them, tells both
 * topics when it hears no more of it.
 */
export class Heartbeat extends pulumi.ComponentResource {
  constructor(name: string, place: Place, args: HeartbeatArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:Heartbeat", name, {}, opts);
    const { role, allowed } = caller(this, name, place);
    const topic = deadEnd(this, name, place, args);
    for (const region of [place.region, ...otherRegions(place)]) {
      const begin = region === place.region ? name : `${name}-${region}`;
      beat(this, begin, place, { region, role, allowed });
      listen(this, begin, place, { region, topic, ...args });
    }
    this.registerOutputs({});
  }
}

function caller(parent: Heartbeat, name: string, place: Place): { role: Role; allowed: pulumi.Resource } {
  const role = new Role(
    `${name}-role`,
    {
      ...bounded(place),
      name: awsHeartbeat(place.prefix),
      description: `Makes the call by which the alarms under ${place.prefix}/ are seen to work`,
      assumeRolePolicy: JSON.stringify(schedulerTrust(place)),
      tags: commonTags(place),
    },
    { parent },
  );
  const allowed = new RolePolicy(
    `${name}-role-policy`,
    {
      role: role.name,
      // It uses no key, so it has no resource.
      policy: JSON.stringify(policy({ Effect: "Allow", Action: "kms:GenerateRandom", Resource: "*" })),
    },
    { parent },
  );
  return { role, allowed };
}

/** A topic that nobody has subscribed to: with it, EventBridge is seen to be allowed to use the alarms' key. */
function deadEnd(parent: Heartbeat, name: string, place: Place, { keyArn, keyPolicy }: HeartbeatArgs): Topic {
  const topicName = awsHeartbeat(place.prefix);
  const topic = new Topic(
    `${name}-topic`,
    { name: topicName, kmsMasterKeyId: keyArn, tags: commonTags(place) },
    { parent, dependsOn: keyPolicy },
  );
  new TopicPolicy(
    `${name}-topic-policy`,
    { arn: topic.arn, policy: JSON.stringify(topicPolicy(place, `${arn(place, "sns")}:${topicName}`)) },
    { parent },
  );
  return topic;
}

interface Beat {
  readonly region: string;
  readonly role: Role;
  readonly allowed: pulumi.Resource;
}

/**
 * GenerateRandom is read-only, as a read of a secret is, and Scheduler refuses operations that begin with get or describe.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/ct-generaterandom.html
 */
function beat(parent: Heartbeat, name: string, place: Place, { region, role, allowed }: Beat): void {
  new Schedule(
    `${name}-schedule`,
    {
      region,
      ...bounded(place),
      name: awsHeartbeat(place.prefix),
      description: "Makes a call that the alarms must hear",
      scheduleExpression: EVERY,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:${partition(place)}:scheduler:::aws-sdk:kms:generateRandom`,
        roleArn: role.arn,
        input: JSON.stringify({ NumberOfBytes: 1 }),
        retryPolicy: { maximumRetryAttempts: 0 },
      },
    },
    { parent, dependsOn: allowed },
  );
}

function listen(
  parent: Heartbeat,
  name: string,
  place: Place,
  { region, topic, told, state }: HeartbeatArgs & { readonly region: string; readonly topic: Topic },
): void {
  const id = awsHeartbeatId(place.region, region);
  const rule = new EventRule(
    `${name}-rule`,
    {
      name: watchName(place, id),
      description: `The heartbeat of the alarms from ${region}`,
      eventPattern: patternText(id, heartbeat(place, region)),
      state,
      tags: commonTags(place),
    },
    { parent },
  );
  new EventTarget(`${name}-arrives`, { rule: rule.name, targetId: "heartbeat", arn: topic.arn }, { parent });
  new MetricAlarm(
    `${name}-alarm`,
    {
      name: watchName(place, id),
      alarmDescription: `No event from ${region} has arrived for an hour: the alarms under ${place.prefix}/ may be deaf`,
      namespace: "AWS/Events",
      metricName: "Invocations",
      dimensions: { RuleName: rule.name },
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: 1,
      statistic: "Sum",
      period: SILENCE_SECONDS,
      treatMissingData: "breaching",
      alarmActions: [told.main.arn, told.backup.arn],
      okActions: [told.main.arn, told.backup.arn],
      tags: commonTags(place),
    },
    { parent },
  );
}
