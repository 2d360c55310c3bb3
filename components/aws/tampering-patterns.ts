import {
  awsAlarmsKeyAlias,
  awsHeartbeat,
  awsKeyAlias,
  awsSpendFunction,
  awsWriterRole,
} from "../../catalogue/index.ts";
import {
  API_CALL,
  byOthersThan,
  type EventPattern,
  KEY_TAMPERING,
  NOT_DENIED,
  ofKeys,
  ownIds,
  secretIds,
  type Watched,
  watchName,
  watchPrefix,
} from "./pattern-parts.ts";
import { type Place, roleArn } from "./place.ts";

/** Changes of a value, of the label that puts it into service, or of what tells people that it is provided. */
export function writing({ place, deployerRole, rotationRoleArn }: Watched): EventPattern {
  const writers = [
    roleArn(place, awsWriterRole(place.prefix)),
    deployerRole,
    ...(rotationRoleArn === undefined ? [] : [rotationRoleArn]),
  ];
  return {
    "detail-type": API_CALL,
    detail: {
      eventSource: ["secretsmanager.amazonaws.com"],
      eventName: [
        "PutSecretValue",
        "UpdateSecret",
        "UpdateSecretVersionStage",
        "RotateSecret",
        "RestoreSecret",
        "TagResource",
        "UntagResource",
        "CreateSecret",
      ],
      errorCode: NOT_DENIED,
      // Those that this program makes, at home: a copy cannot be written, and another program's has its own writers.
      requestParameters: {
        $or: [{ secretId: ownIds(place, [place.region]) }, { name: [{ prefix: `${place.prefix}/` }] }],
      },
      ...byOthersThan(writers),
    },
  };
}

export function secretTampering({ place, secrets }: Watched): EventPattern {
  return {
    "detail-type": API_CALL,
    detail: {
      eventSource: ["secretsmanager.amazonaws.com"],
      eventName: [
        "DeleteSecret",
        "PutResourcePolicy",
        "DeleteResourcePolicy",
        "CancelRotateSecret",
        "ReplicateSecretToRegions",
        "RemoveRegionsFromReplication",
        "StopReplicationToReplica",
        // Copies a value to another account.
        "AssociateCrossAccountReplica",
        "DisassociateCrossAccountReplica",
      ],
      requestParameters: { secretId: secretIds(place, secrets) },
    },
  };
}

export function keyTampering({ place, keyArns }: Watched): EventPattern {
  return { "detail-type": API_CALL, detail: ofKeyAndAlias(place, keyArns, awsKeyAlias(place.prefix)) };
}

function ofKeyAndAlias(place: Place, keyArns: readonly string[], alias: string): EventPattern {
  return {
    eventSource: ["kms.amazonaws.com"],
    $or: [
      ...ofKeys(place, keyArns, alias).map((ofKey) => ({ eventName: KEY_TAMPERING, ...ofKey })),
      // Moves the name by which people and tools find the key.
      { eventName: ["UpdateAlias", "DeleteAlias"], requestParameters: { aliasName: [alias] } },
    ],
  };
}

/** Without its trail no rule sees a read. Where the account has a trail of its own, any of them could be that one. */
export function trailTampering({ place, trailArn, deployerRole }: Watched): EventPattern {
  const change = {
    eventSource: ["cloudtrail.amazonaws.com"],
    eventName: ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors", "PutEventConfiguration"],
  };
  if (trailArn === undefined) return { "detail-type": API_CALL, detail: change };
  const trail = [trailArn, trailArn.slice(trailArn.lastIndexOf("/") + 1)];
  return {
    "detail-type": API_CALL,
    detail: {
      $or: [
        { ...change, requestParameters: { name: trail } },
        { ...change, requestParameters: { trailName: trail } },
        {
          eventSource: ["s3.amazonaws.com"],
          eventName: [{ prefix: "PutBucket" }, { prefix: "DeleteBucket" }],
          requestParameters: { bucketName: [trailBucketName(place)] },
          ...byOthersThan([deployerRole]),
        },
      ],
    },
  };
}

/** The bucket of the trail. Bucket names are shared by all of AWS: the account's number makes it the stack's own. */
export function trailBucketName(place: Place): string {
  return `${place.prefix}-trail-${place.accountId}`;
}

/** Calls that silence a rule or an alarm: by anyone or, where each update makes them too, by anyone but the deployer. */
export function alarmTampering({ place, deployerRole }: Watched): EventPattern {
  const ours = [{ prefix: watchPrefix(place) }];
  return {
    "detail-type": API_CALL,
    detail: {
      $or: [
        ...stopping(ours),
        // The bus itself can be encrypted with a key that lets no event through.
        { eventName: ["UpdateEventBus"], requestParameters: { name: ["default"] } },
        { eventName: ["DisableAlarmActions", "DeleteAlarms"], requestParameters: { alarmNames: ours } },
        { eventName: ["SetAlarmState"], requestParameters: { alarmName: ours } },
        { eventName: ["PutAlarmMuteRule"], requestParameters: { muteTargets: { alarmNames: ours } } },
        {
          $or: [
            ...changing(ours),
            {
              eventName: ["PutMetricAlarm", "PutCompositeAlarm", "PutLogAlarm"],
              requestParameters: { alarmName: ours },
            },
            // Reminders, the spend watch's readings and the heartbeat.
            { eventName: ["UpdateSchedule", "DeleteSchedule"], requestParameters: { name: schedules(place) } },
          ],
          ...byOthersThan([deployerRole]),
        },
      ],
    },
  };
}

function schedules({ prefix }: Place): readonly unknown[] {
  return [{ prefix: `${prefix}-rotation-` }, awsHeartbeat(prefix), awsSpendFunction(prefix)];
}

/** Calls that keep alarms from people, or bring them to others. */
export function topicTampering({ topicArns, deployerRole }: Watched): EventPattern {
  const requestParameters = { topicArn: topicArns };
  return {
    "detail-type": API_CALL,
    detail: {
      eventSource: ["sns.amazonaws.com"],
      $or: [
        {
          // A filter on a subscription mutes it as well as its end.
          eventName: ["Unsubscribe", "SetSubscriptionAttributes"],
          requestParameters: { subscriptionArn: topicArns.map((topic) => ({ prefix: `${topic}:` })) },
        },
        { eventName: ["DeleteTopic", "AddPermission", "RemovePermission"], requestParameters },
        { eventName: ["PutDataProtectionPolicy"], requestParameters: { resourceArn: topicArns } },
        { eventName: ["SetTopicAttributes", "Subscribe"], requestParameters, ...byOthersThan([deployerRole]) },
      ],
    },
  };
}

/** Calls that no update makes of a rule that stays. */
function stopping(rules: readonly unknown[]): readonly EventPattern[] {
  return [
    { eventName: ["DisableRule", "DeleteRule"], requestParameters: { name: rules } },
    { eventName: ["RemoveTargets"], requestParameters: { rule: rules } },
  ];
}

/** Calls that updates make, too. EnableRule is among them: it takes a rule out of the state that sees reads. */
function changing(rules: readonly unknown[]): readonly EventPattern[] {
  return [
    { eventName: ["PutRule", "EnableRule"], requestParameters: { name: rules } },
    { eventName: ["PutTargets"], requestParameters: { rule: rules } },
  ];
}

/** Changes of what the other alarms need: the key of their topic, and the rule that watches over them. */
export function guardTampering({ place, keyArns, deployerRole }: Watched): EventPattern {
  const key = ofKeyAndAlias(place, keyArns, awsAlarmsKeyAlias(place.prefix));
  const watch = [watchName(place, "alarms")];
  const { $or, eventSource } = key as { $or: readonly EventPattern[]; eventSource: readonly string[] };
  return {
    "detail-type": API_CALL,
    detail: {
      $or: [
        ...$or.map((change) => ({ eventSource, ...change })),
        ...stopping(watch),
        { $or: changing(watch), ...byOthersThan([deployerRole]) },
      ],
    },
  };
}
