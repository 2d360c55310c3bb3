import { awsKeyAlias, awsWatchName, PROGRAM_VERSION_PREFIX } from "../../catalogue/index.ts";
import { arn, type Place, regions, type StoredSecret, secretArnPrefix } from "./place.ts";

// docs.aws.amazon.com, EventBridge quotas: larger only by a raised quota.
const MAX_LENGTH = 2048;

const API_CALL = ["AWS API Call via CloudTrail"];

/** What the alarms watch over. */
export interface Watched {
  readonly place: Place;
  readonly secrets: readonly StoredSecret[];
  /** The customer keys: the store's own and its replicas'. */
  readonly keyArns: readonly string[];
  /** ARNs of the roles and users whose reads are in order. */
  readonly knownReaders: readonly string[];
  /** ARN of the role of updates: it reads back what it put, by the versions' ids, and nothing else. */
  readonly deployerRole: string;
  readonly topicArn: string;
  /** Absent where the account has a trail of its own: then every trail is watched. */
  readonly trailArn?: string;
}

/** A pattern as EventBridge takes it: field -> the values or matchers that it may have. */
export type EventPattern = Readonly<Record<string, unknown>>;

/** The alarms: id -> what raises it, and what the message begins with. Ids are part of resources' names. */
export const ALARMS = {
  denied: { title: "Access to a secret or its key was denied", pattern: deniedAccess },
  stranger: { title: "A secret was read by somebody who is no known reader", pattern: unknownReader },
  secrets: { title: "A secret was deleted, shared, or its rotation or replication changed", pattern: secretTampering },
  key: { title: "The key of the secrets was disabled, scheduled for deletion or given away", pattern: keyTampering },
  rotation: { title: "A rotation has failed", pattern: rotationFailure },
  trail: { title: "The trail that the alarms live on was stopped or changed", pattern: trailTampering },
  alarms: { title: "An alarm was stopped, changed or unsubscribed", pattern: alarmTampering },
} as const satisfies Record<string, { title: string; pattern: (watched: Watched) => EventPattern }>;

export type AlarmId = keyof typeof ALARMS;

/** The name of an alarm's rule, and of everything else that belongs to it. */
export function watchName(place: Place, id: string): string {
  return awsWatchName(place.prefix, id);
}

/**
 * A pattern as text.
 * @throws Error where it is longer than EventBridge allows, naming the cure.
 */
export function patternText(id: string, pattern: EventPattern): string {
  const text = JSON.stringify(pattern);
  if (text.length <= MAX_LENGTH) return text;
  throw new Error(
    `The event pattern of alarm "${id}" has ${text.length} characters; EventBridge allows ${MAX_LENGTH}. ` +
      "Shorten aws.knownReaders (one role that several readers take on counts once) or aws.replicas.",
  );
}

/** Refused calls. A denied call tells the secret as the caller wrote it; a denied use of a key may tell the key alone. */
function deniedAccess({ place, secrets, keyArns }: Watched): EventPattern {
  const ids = secretIds(place, secrets);
  return {
    "detail-type": API_CALL,
    detail: {
      eventSource: ["secretsmanager.amazonaws.com", "kms.amazonaws.com"],
      // Some services write AccessDeniedException.
      errorCode: [{ prefix: "AccessDenied" }],
      $or: [
        { requestParameters: { secretId: ids } },
        { requestParameters: { secretIdList: ids } },
        { requestParameters: { encryptionContext: { SecretARN: ids } } },
        ...ofKeys(place, keyArns),
      ],
    },
  };
}

/**
 * Reads by anybody who is no known reader. A batch read also leaves one GetSecretValue per secret in the trail.
 *
 * A role's session is known by the role that issued it; users, the root user and other accounts' principals have no
 * issuer, and the last of these no ARN either. The deployer is known for reads of what the program put, told by the
 * version's id in the request: a read of whatever is in service names no version.
 */
function unknownReader({ place, secrets, knownReaders, deployerRole }: Watched): EventPattern {
  const ids = secretIds(place, secrets);
  const users = knownReaders.filter((reader) => reader.includes(":user/"));
  const issuedBy = (arn: readonly unknown[]) => ({ sessionContext: { sessionIssuer: { arn } } });
  const noIssuer = issuedBy([{ exists: false }]);
  const strangers = [
    issuedBy([{ "anything-but": [...knownReaders, deployerRole] }]),
    ...(users.length === 0
      ? [noIssuer]
      : [
          { ...noIssuer, arn: [{ "anything-but": users }] },
          { ...noIssuer, arn: [{ exists: false }] },
        ]),
  ];
  const notTheProgram = [{ exists: false }, { "anything-but": { prefix: PROGRAM_VERSION_PREFIX } }];
  return {
    "detail-type": API_CALL,
    detail: {
      eventSource: ["secretsmanager.amazonaws.com"],
      eventName: ["GetSecretValue", "BatchGetSecretValue"],
      // A refused read raises the alarm for those.
      errorCode: [{ exists: false }, { "anything-but": { prefix: "AccessDenied" } }],
      requestParameters: { $or: [{ secretId: ids }, { secretIdList: ids }] },
      $or: [
        ...strangers.map((userIdentity) => ({ userIdentity })),
        { userIdentity: issuedBy([deployerRole]), requestParameters: { versionId: notTheProgram } },
      ],
    },
  };
}

function secretTampering({ place, secrets }: Watched): EventPattern {
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
      ],
      requestParameters: { secretId: secretIds(place, secrets) },
    },
  };
}

const KEY_TAMPERING = ["DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy", "DisableKeyRotation", "CreateGrant"];

function keyTampering({ place, keyArns }: Watched): EventPattern {
  return {
    "detail-type": API_CALL,
    detail: { eventSource: ["kms.amazonaws.com"], eventName: KEY_TAMPERING, $or: ofKeys(place, keyArns) },
  };
}

/** Secrets Manager's own events: they have no request, and the secret stands elsewhere. */
function rotationFailure({ place, secrets }: Watched): EventPattern {
  return {
    "detail-type": ["AWS Service Event via CloudTrail"],
    detail: {
      eventSource: ["secretsmanager.amazonaws.com"],
      eventName: ["RotationFailed", "RotationAbandoned", "TestRotationFailed"],
      additionalEventData: { SecretId: secretIds(place, secrets) },
    },
  };
}

/** Without its trail no rule sees a read. Where the account has a trail of its own, any of them could be that one. */
function trailTampering({ trailArn }: Watched): EventPattern {
  const change = {
    eventSource: ["cloudtrail.amazonaws.com"],
    eventName: ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"],
  };
  if (trailArn === undefined) return { "detail-type": API_CALL, detail: change };
  const trail = [trailArn, trailArn.slice(trailArn.lastIndexOf("/") + 1)];
  return {
    "detail-type": API_CALL,
    detail: { ...change, requestParameters: { $or: [{ name: trail }, { trailName: trail }] } },
  };
}

/** What would silence an alarm: done by anybody, or, where each update does it too, by anybody but the deployer. */
function alarmTampering({ place, topicArn, deployerRole }: Watched): EventPattern {
  const ours = [{ prefix: watchPrefix(place) }];
  const issuer = { arn: [{ exists: false }, { "anything-but": [deployerRole] }] };
  const byOthers = { userIdentity: { sessionContext: { sessionIssuer: issuer } } };
  return {
    "detail-type": API_CALL,
    detail: {
      $or: [
        { eventName: ["DisableRule", "DeleteRule"], requestParameters: { name: ours } },
        { eventName: ["RemoveTargets"], requestParameters: { rule: ours } },
        { eventName: ["Unsubscribe"], requestParameters: { subscriptionArn: [{ prefix: `${topicArn}:` }] } },
        { eventName: ["DeleteTopic"], requestParameters: { topicArn: [topicArn] } },
        { eventName: ["DisableAlarmActions", "DeleteAlarms"], requestParameters: { alarmNames: ours } },
        { eventName: ["PutRule"], requestParameters: { name: ours }, ...byOthers },
        { eventName: ["PutTargets"], requestParameters: { rule: ours }, ...byOthers },
        { eventName: ["SetTopicAttributes"], requestParameters: { topicArn: [topicArn] }, ...byOthers },
        { eventName: ["PutMetricAlarm"], requestParameters: { alarmName: ours }, ...byOthers },
      ],
    },
  };
}

/**
 * What a replica's region sends home: CloudTrail hands events to EventBridge in the region where they happen. The
 * home region's patterns decide; this one is as wide as they are, for what stands there.
 */
export function forwarded(place: Place, replica: Place["replicas"][number]): EventPattern {
  const ids = ownIds(place, [replica.region]);
  const ours = [{ prefix: watchPrefix(place) }];
  const key = { eventSource: ["kms.amazonaws.com"], resources: { ARN: [replica.kmsKeyArn] } };
  return {
    "detail-type": API_CALL,
    detail: {
      $or: [
        { eventSource: ["secretsmanager.amazonaws.com"], requestParameters: { secretId: ids } },
        { eventSource: ["secretsmanager.amazonaws.com"], requestParameters: { secretIdList: ids } },
        { ...key, errorCode: [{ prefix: "AccessDenied" }] },
        { ...key, eventName: KEY_TAMPERING },
        { eventSource: ["events.amazonaws.com"], requestParameters: { name: ours } },
        { eventSource: ["events.amazonaws.com"], requestParameters: { rule: ours } },
      ],
    },
  };
}

/** The secrets as callers write them: by name, or by ARN, whole or without its random end. */
function secretIds(place: Place, secrets: readonly StoredSecret[]): readonly unknown[] {
  const existing = secrets
    .filter((secret) => secret.existing !== undefined)
    .map(({ id }) => id.slice(0, -"-xxxxxx".length));
  return [
    ...ownIds(place, regions(place)),
    ...existing.flatMap((id) => [id.slice(id.lastIndexOf(":") + 1), { prefix: id }]),
  ];
}

function ownIds(place: Place, inRegions: readonly string[]): readonly unknown[] {
  const begin = `${place.prefix}/`;
  return [{ prefix: begin }, ...inRegions.map((region) => ({ prefix: `${secretArnPrefix(place, region)}${begin}` }))];
}

/** The keys as CloudTrail tells them: among the resources, or as the caller wrote them. */
function ofKeys(place: Place, keyArns: readonly string[]): readonly EventPattern[] {
  const ids = keyArns.map((key) => key.slice(key.lastIndexOf("/") + 1));
  const alias = awsKeyAlias(place.prefix);
  const written = [...keyArns, ...ids, alias, `${arn(place, "kms")}:${alias}`];
  return [{ resources: { ARN: keyArns } }, { requestParameters: { keyId: written } }];
}

function watchPrefix(place: Place): string {
  return awsWatchName(place.prefix, "");
}

/** The longest ARNs that are unknown before an update: patterns are measured with them. */
export function longestUnknown(place: Place): { readonly keyArn: string; readonly roleArn: string } {
  return {
    keyArn: `${arn(place, "kms")}:key/${"0".repeat(36)}`,
    roleArn: `${arn(place, "iam", "")}:role/${"0".repeat(64)}`,
  };
}
