import { EventRule, EventTarget, MetricAlarm } from "@pulumi/aws/cloudwatch/index.js";
import { Topic, TopicPolicy, TopicSubscription } from "@pulumi/aws/sns/index.js";
import * as pulumi from "@pulumi/pulumi";
import { awsAlarmTopic } from "../../catalogue/index.ts";
import { EventForwarder } from "./event-forwarder.ts";
import { ALARMS, type AlarmId, longestUnknown, patternText, type Watched, watchName } from "./event-patterns.ts";
import { arn, commonTags, type Place, type StoredSecret } from "./place.ts";
import { topicPolicy } from "./policies.ts";

export interface AccessAlarmsArgs {
  readonly keyArn: pulumi.Output<string>;
  readonly secrets: readonly StoredSecret[];
  readonly emails: readonly string[];
  /** ARNs of the roles and users whose reads are in order; the rotation function's role is known once it is made. */
  readonly knownReaders: readonly string[];
  readonly rotationRoleArn: pulumi.Output<string> | undefined;
  readonly deployerRole: string;
  /** @default - the account has a trail of its own: every trail is watched. */
  readonly trailArn: string | undefined;
}

/** Read-only events, such as reads of secrets, reach a rule in no other state. */
const SEES_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** Who is told, and what of: each alarm is a rule on CloudTrail's events, its delivery, and a CloudWatch alarm on it. */
export class AccessAlarms extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, place: Place, args: AccessAlarmsArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:AccessAlarms", name, {}, opts);
    const told = topic(this, name, place, args);
    this.topicArn = told.arn;
    const watched = watchedBy(place, args);
    for (const id of Object.keys(ALARMS) as AlarmId[]) alarm(this, name, place, id, watched, told);
    undelivered(this, name, place, told);
    if (place.replicas.length > 0) {
      new EventForwarder(`${name}-forwarder`, place, SEES_READS, { parent: this });
    }
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

/** The topic's name, under which its ARN is known before it is made. */
export function topicArn(place: Place): string {
  return `${arn(place, "sns")}:${topicName(place)}`;
}

function topicName(place: Place): string {
  return awsAlarmTopic(place.prefix);
}

function topic(parent: AccessAlarms, name: string, place: Place, args: AccessAlarmsArgs): Topic {
  const made = new Topic(
    `${name}-topic`,
    { name: topicName(place), kmsMasterKeyId: args.keyArn, tags: commonTags(place) },
    { parent },
  );
  new TopicPolicy(
    `${name}-topic-policy`,
    { arn: made.arn, policy: JSON.stringify(topicPolicy(place, topicArn(place))) },
    { parent },
  );
  for (const email of args.emails) {
    new TopicSubscription(`${name}-to-${email}`, { topic: made.arn, protocol: "email", endpoint: email }, { parent });
  }
  return made;
}

/** What the patterns are made of, once AWS has told the rest. Their length is checked before. */
function watchedBy(place: Place, args: AccessAlarmsArgs): pulumi.Output<Watched> {
  const watched = (keyArn: string, rotationRoleArn: string | undefined): Watched => ({
    place,
    secrets: args.secrets,
    keyArns: [keyArn, ...place.replicas.map((replica) => replica.kmsKeyArn)],
    knownReaders: [...args.knownReaders, ...(rotationRoleArn === undefined ? [] : [rotationRoleArn])],
    deployerRole: args.deployerRole,
    topicArn: topicArn(place),
    ...(args.trailArn === undefined ? {} : { trailArn: args.trailArn }),
  });
  const longest = longestUnknown(place);
  for (const [id, { pattern }] of Object.entries(ALARMS)) {
    patternText(id, pattern(watched(longest.keyArn, args.rotationRoleArn && longest.roleArn)));
  }
  return pulumi
    .all([args.keyArn, args.rotationRoleArn])
    .apply(([keyArn, rotationRoleArn]) => watched(keyArn, rotationRoleArn));
}

function alarm(
  parent: AccessAlarms,
  name: string,
  place: Place,
  id: AlarmId,
  watched: pulumi.Output<Watched>,
  told: Topic,
): void {
  const { title, pattern } = ALARMS[id];
  const rule = new EventRule(
    `${name}-${id}`,
    {
      name: watchName(place, id),
      description: title,
      eventPattern: watched.apply((all) => patternText(id, pattern(all))),
      state: SEES_READS,
      tags: commonTags(place),
    },
    { parent },
  );
  new EventTarget(
    `${name}-${id}-tells`,
    { rule: rule.name, targetId: "topic", arn: told.arn, inputTransformer: message(place, title) },
    { parent },
  );
  new MetricAlarm(
    `${name}-${id}-alarm`,
    {
      name: watchName(place, id),
      alarmDescription: `${title} (${place.prefix}/)`,
      namespace: "AWS/Events",
      metricName: "TriggeredRules",
      dimensions: { RuleName: rule.name },
      ...ONCE_IN_FIVE_MINUTES,
      statistic: "Sum",
      period: 300,
      alarmActions: [told.arn],
      tags: commonTags(place),
    },
    { parent },
  );
}

const ONCE_IN_FIVE_MINUTES = {
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  evaluationPeriods: 1,
  // EventBridge sends no metric while there is nothing to count.
  treatMissingData: "notBreaching",
} as const;

/**
 * The mail. Every part is text of AWS's own or of a narrow alphabet: what a caller can write freely, such as the name
 * of a secret that does not exist, could break the message and with it the delivery.
 */
function message(place: Place, title: string) {
  return {
    inputPaths: {
      event: "$.detail.eventName",
      error: "$.detail.errorCode",
      who: "$.detail.userIdentity.arn",
      from: "$.detail.sourceIPAddress",
      time: "$.detail.eventTime",
      region: "$.detail.awsRegion",
      id: "$.detail.eventID",
    },
    inputTemplate: JSON.stringify(
      `${place.prefix}: ${title}. Event: <event> <error> by <who> from <from>, <time>, <region>. All of it: ` +
        "aws cloudtrail lookup-events --region <region> --lookup-attributes AttributeKey=EventId,AttributeValue=<id>",
    ),
  };
}

/** Rules whose events do not reach the topic; CloudWatch reaches it by a way of its own. */
function undelivered(parent: AccessAlarms, name: string, place: Place, told: Topic): void {
  const ids = Object.keys(ALARMS) as AlarmId[];
  new MetricAlarm(
    `${name}-undelivered-alarm`,
    {
      name: watchName(place, "undelivered"),
      alarmDescription: `Events of the alarms under ${place.prefix}/ could not be delivered to their topic`,
      metricQueries: [
        { id: "failed", expression: "SUM(METRICS())", label: "Undelivered events", returnData: true },
        ...ids.map((id) => ({
          id,
          metric: {
            namespace: "AWS/Events",
            metricName: "FailedInvocations",
            dimensions: { RuleName: watchName(place, id) },
            stat: "Sum",
            period: 300,
          },
        })),
      ],
      ...ONCE_IN_FIVE_MINUTES,
      alarmActions: [told.arn],
      tags: commonTags(place),
    },
    { parent },
  );
}
