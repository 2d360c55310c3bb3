import { awsKeyAlias, PROGRAM_VERSION_PREFIX } from "../../catalogue/index.ts";
import type { Way } from "./alarm-topics.ts";
import { assumedReader, functionTampering, roleTampering } from "./identity-patterns.ts";
import {
  API_CALL,
  type EventPattern,
  NOT_DENIED,
  ofKeys,
  SERVICE_EVENT,
  secretIds,
  type Watched,
} from "./pattern-parts.ts";
import { arn, type Place } from "./place.ts";
import {
  alarmTampering,
  guardTampering,
  keyTampering,
  secretTampering,
  topicTampering,
  trailTampering,
  writing,
} from "./tampering-patterns.ts";

export { type EventPattern, type Watched, type WatchedCluster, watchName } from "./pattern-parts.ts";

// docs.aws.amazon.com, EventBridge quotas: larger only by a raised quota.
const MAX_LENGTH = 2048;

/** What a key encrypts: the secrets, or the alarms' topic. */
export type KeyRole = "secrets" | "alarms";

/**
 * The alarms: id -> what raises it, what the message begins with, and the ways that it takes. Ids are part of resources'
 * names. `key` is the one whose use or change it watches. No alarm takes only a way that it watches: a policy, alarms-stand-apart, refuses that.
 */
export const ALARMS = {
  denied: { title: "Access to a secret or its key was denied", ways: ["main"], key: "secrets", pattern: deniedAccess },
  stranger: {
    title: "A secret was read by somebody who is no known reader",
    ways: ["main"],
    pattern: unknownReader,
  },
  written: { title: "A secret's value was changed by someone who is not its writer", ways: ["main"], pattern: writing },
  secrets: {
    title: "A secret was deleted, shared, or its rotation or replication changed",
    ways: ["main"],
    pattern: secretTampering,
  },
  key: {
    title: "The key of the secrets was disabled, scheduled for deletion or given away",
    ways: ["main"],
    key: "secrets",
    pattern: keyTampering,
  },
  rotation: {
    title: "A rotation, or a copy to another region, has failed",
    ways: ["main"],
    pattern: rotationFailure,
  },
  trail: { title: "The trail that the alarms live on was stopped or changed", ways: ["main"], pattern: trailTampering },
  alarms: { title: "An alarm was stopped, changed or muted", ways: ["main", "backup"], pattern: alarmTampering },
  topics: {
    title: "A topic of the alarms was changed, or an address unsubscribed or added",
    ways: ["main", "backup"],
    pattern: topicTampering,
  },
  guard: {
    title: "The alarms' key or the watch over the alarms was changed",
    ways: ["backup"],
    key: "alarms",
    pattern: guardTampering,
  },
  roles: {
    title: "A role that reads, writes or deploys, or its policy, was changed by someone else",
    ways: ["main"],
    pattern: roleTampering,
  },
  functions: {
    title: "A function that reads secrets was changed, or another was given its role",
    ways: ["main"],
    pattern: functionTampering,
  },
  assumed: {
    title: "A reader's role was assumed or used from outside the cluster",
    ways: ["main"],
    pattern: assumedReader,
  },
} as const satisfies Record<
  string,
  { title: string; ways: readonly Way[]; key?: KeyRole; pattern: (watched: Watched) => EventPattern }
>;

export type AlarmId = keyof typeof ALARMS;

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
        ...ofKeys(place, keyArns, awsKeyAlias(place.prefix)),
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
      errorCode: NOT_DENIED,
      requestParameters: { $or: [{ secretId: ids }, { secretIdList: ids }] },
      $or: [
        ...strangers.map((userIdentity) => ({ userIdentity })),
        { userIdentity: issuedBy([deployerRole]), requestParameters: { versionId: notTheProgram } },
      ],
    },
  };
}

/**
 * Secrets Manager's own events: they have no request, and the secret is named elsewhere. For a failed copy AWS documents the
 * event and not its members, so both places of a secret's ARN are looked at.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html#cloudtrail_log_entries_replication
 */
function rotationFailure({ place, secrets }: Watched): EventPattern {
  return {
    "detail-type": SERVICE_EVENT,
    detail: {
      eventSource: ["secretsmanager.amazonaws.com"],
      eventName: ["RotationFailed", "RotationAbandoned", "TestRotationFailed", "ReplicationFailed"],
      $or: [
        { additionalEventData: { SecretId: secretIds(place, secrets) } },
        { resources: { ARN: secretIds(place, secrets) } },
      ],
    },
  };
}

/** The longest ARNs that are unknown before an update: patterns are measured with them. */
export function longestUnknown(
  place: Place,
  region: string = place.region,
): { readonly keyArn: string; readonly roleArn: string } {
  return {
    keyArn: `${arn(place, "kms", region)}:key/${"0".repeat(36)}`,
    roleArn: `${arn(place, "iam", "")}:role/${"0".repeat(64)}`,
  };
}
