import { EventRule, EventTarget, MetricAlarm } from "@pulumi/aws/cloudwatch/index.js";
import * as pulumi from "@pulumi/pulumi";
import { createTopic, type Topics, topicArn, type Way } from "./alarm-topics.ts";
import { AlarmsKey } from "./alarms-key.ts";
import { EventForwarder } from "./event-forwarder.ts";
import {
  ALARMS,
  type AlarmId,
  type EventPattern,
  type KeyRole,
  longestUnknown,
  patternText,
  type Watched,
  type WatchedCluster,
  watchName,
} from "./event-patterns.ts";
import { forwarded } from "./forwarded-patterns.ts";
import { Heartbeat } from "./heartbeat.ts";
import { commonTags, otherRegions, type Place, type StoredSecret } from "./place.ts";
import type { StoreKeys } from "./secrets-key.ts";
import { createUndeliveredAlarms, ONCE_IN_FIVE_MINUTES } from "./undelivered-alarms.ts";

export interface AccessAlarmsArgs {
  /** The secrets' keys, and the policy of the store's own. */
  readonly keys: StoreKeys;
  readonly keyPolicy: pulumi.Resource;
  /** Roles that publish to the topic beside the alarms. */
  readonly publishers: readonly string[];
  readonly secrets: readonly StoredSecret[];
  readonly emails: readonly string[];
  /** ARNs of the roles and users whose reads are in order; the rotation function's role is known once it is made. */
  readonly knownReaders: readonly string[];
  readonly rotationRoleArn: pulumi.Output<string> | undefined;
  readonly deployerRole: string;
  /** @default - no cluster reads from AWS. */
  readonly cluster: WatchedCluster | undefined;
  /** @default - the account has a trail of its own: every trail is watched. */
  readonly trailArn: string | undefined;
}

/** Read-only events, such as reads of secrets, reach a rule in no other state. */
const SEES_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** Who is told, and what of: each alarm is a rule on CloudTrail's events, its delivery, and a CloudWatch alarm on it. */
export class AccessAlarms extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;
  /** The key of the topic. */
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, place: Place, args: AccessAlarmsArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:AccessAlarms", name, {}, opts);
    const key = new AlarmsKey(`${name}-own-key`, place, args, { parent: this });
    const { emails, keyPolicy } = args;
    const told: Topics = {
      main: createTopic(this, name, place, { way: "main", keyArn: key.arn, keyPolicy: key.policy, emails }),
      backup: createTopic(this, name, place, { way: "backup", keyArn: args.keys.home, keyPolicy, emails }),
    };
    this.topicArn = told.main.arn;
    this.keyArn = key.arn;
    const keys = { secrets: args.keys.home, alarms: key.arn };
    for (const id of Object.keys(ALARMS) as AlarmId[]) {
      alarm(this, name, place, id, watchedBy(place, args, keys, watching(id)), told);
    }
    createUndeliveredAlarms(this, name, place, told);
    new Heartbeat(
      `${name}-heartbeat`,
      place,
      { keyArn: key.arn, keyPolicy: key.policy, told, state: SEES_READS },
      { parent: this },
    );
    if (otherRegions(place).length > 0) {
      const watched = watchedBy(place, args, keys, {
        id: "forward",
        copies: true,
        patterns: (all) => otherRegions(place).map((region) => forwarded(all, region)),
      });
      new EventForwarder(`${name}-forwarder`, place, { watched, state: SEES_READS }, { parent: this });
    }
    this.registerOutputs({ topicArn: this.topicArn, keyArn: this.keyArn });
  }
}

/** Patterns that share what they watch. */
interface Watching {
  readonly id: string;
  readonly key?: KeyRole;
  /** Whether they watch the copies' keys. */
  readonly copies: boolean;
  readonly patterns: (watched: Watched) => readonly EventPattern[];
}

function watching(id: AlarmId): Watching {
  const { key, pattern }: { key?: KeyRole; pattern: (watched: Watched) => EventPattern } = ALARMS[id];
  return {
    id,
    ...(key === undefined ? {} : { key }),
    copies: key === "secrets",
    patterns: (watched) => [pattern(watched)],
  };
}

/**
 * What an alarm's pattern is made of, once AWS has told the rest. Its length is checked before. It takes up no key but
 * the one that the alarm watches: policies see by that what an alarm depends on.
 */
function watchedBy(
  place: Place,
  args: AccessAlarmsArgs,
  keys: Readonly<Record<KeyRole, pulumi.Output<string>>>,
  { id, key, copies, patterns }: Watching,
): pulumi.Output<Watched> {
  const copyArns = copies ? args.keys.copies : new Map<string, pulumi.Output<string>>();
  const watched = (
    keyArn: string | undefined,
    rotationRoleArn: string | undefined,
    copyKeys: Readonly<Record<string, string>>,
  ): Watched => ({
    place,
    secrets: args.secrets,
    keyArns: keyArn === undefined ? [] : [keyArn, ...Object.values(copyKeys)],
    copyKeys,
    knownReaders: [...args.knownReaders, ...(rotationRoleArn === undefined ? [] : [rotationRoleArn])],
    deployerRole: args.deployerRole,
    rotationRoleArn,
    ...(args.cluster === undefined ? {} : { cluster: args.cluster }),
    topicArns: [topicArn(place, "main"), topicArn(place, "backup")],
    ...(args.trailArn === undefined ? {} : { trailArn: args.trailArn }),
  });
  const longest = longestUnknown(place);
  const longestCopies = Object.fromEntries(
    [...copyArns.keys()].map((region) => [region, longestUnknown(place, region).keyArn]),
  );
  const longestWatched = watched(key && longest.keyArn, args.rotationRoleArn && longest.roleArn, longestCopies);
  for (const pattern of patterns(longestWatched)) patternText(id, pattern);
  return pulumi
    .all([key && keys[key], args.rotationRoleArn, pulumi.all(Object.fromEntries(copyArns))])
    .apply(([keyArn, rotationRoleArn, copyKeys]) => watched(keyArn, rotationRoleArn, copyKeys));
}

function alarm(
  parent: AccessAlarms,
  name: string,
  place: Place,
  id: AlarmId,
  watched: pulumi.Output<Watched>,
  told: Topics,
): void {
  const { title, pattern, ways } = ALARMS[id];
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
  for (const way of ways as readonly Way[]) {
    new EventTarget(
      `${name}-${id}-tells${way === "main" ? "" : `-${way}`}`,
      {
        rule: rule.name,
        targetId: way === "main" ? "topic" : way,
        arn: told[way].arn,
        inputTransformer: message(place, title),
      },
      { parent },
    );
  }
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
      alarmActions: ways.map((way) => told[way].arn),
      tags: commonTags(place),
    },
    { parent },
  );
}

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
