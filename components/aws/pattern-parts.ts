import { awsWatchName } from "../../catalogue/index.ts";
import { arn, type Place, regions, type StoredSecret, secretArnPrefix } from "./place.ts";

export const API_CALL = ["AWS API Call via CloudTrail"];
export const SERVICE_EVENT = ["AWS Service Event via CloudTrail"];

/** A call that was not refused: a refused one raises the alarm for those. */
export const NOT_DENIED = [{ exists: false }, { "anything-but": { prefix: "AccessDenied" } }];

/** Calls that take a key out of service or give its use away. */
export const KEY_TAMPERING = ["DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy", "DisableKeyRotation", "CreateGrant"];

/** How a cluster's service accounts become readers. */
export interface WatchedCluster {
  /** ARN of the provider that signs their tokens. */
  readonly provider: string;
  /** `system:serviceaccount:external-secrets:qualisys-secrets-llm` */
  readonly subjects: readonly string[];
}

/** What the alarms watch over. */
export interface Watched {
  readonly place: Place;
  readonly secrets: readonly StoredSecret[];
  /** The keys that the alarm watches: the store's own and its replicas', the alarms' own, or none. */
  readonly keyArns: readonly string[];
  /** Region -> the key of the copies in it; for those who watch a region. */
  readonly copyKeys: Readonly<Record<string, string>>;
  /** ARNs of the roles and users whose reads are in order. */
  readonly knownReaders: readonly string[];
  /** ARN of the role of updates: it reads back what it put, by the versions' ids, and nothing else. */
  readonly deployerRole: string;
  /** The cluster that reads; absent where none does. */
  readonly cluster?: WatchedCluster;
  /** ARN of the role of the rotation function, which writes the secret that it rotates. */
  readonly rotationRoleArn: string | undefined;
  /** Both topics. */
  readonly topicArns: readonly string[];
  /** Absent where the account has a trail of its own: then every trail is watched. */
  readonly trailArn?: string;
}

/** A pattern as EventBridge takes it: field -> the values or matchers that it may have. */
export type EventPattern = Readonly<Record<string, unknown>>;

/** The secrets as callers write them: by name, or by ARN, whole or without its random end. */
export function secretIds(place: Place, secrets: readonly StoredSecret[]): readonly unknown[] {
  const existing = secrets
    .filter((secret) => secret.existing !== undefined)
    .map(({ id }) => id.slice(0, -"-xxxxxx".length));
  return [
    ...ownIds(place, regions(place)),
    ...existing.flatMap((id) => [id.slice(id.lastIndexOf(":") + 1), { prefix: id }]),
  ];
}

/** One wildcard takes the place of a prefix for each region: a pattern is short of characters. */
export function ownIds(place: Place, inRegions: readonly string[]): readonly unknown[] {
  const begin = `${place.prefix}/`;
  const [region = place.region, ...more] = inRegions;
  if (more.length === 0) return [{ prefix: begin }, { prefix: `${secretArnPrefix(place, region)}${begin}` }];
  return [{ prefix: begin }, { wildcard: `${secretArnPrefix(place, "*")}${begin}*` }];
}

/** The keys as CloudTrail tells them: among the resources, or as the caller wrote them. */
export function ofKeys(place: Place, keyArns: readonly string[], alias: string): readonly EventPattern[] {
  const ids = keyArns.map((key) => key.slice(key.lastIndexOf("/") + 1));
  const written = [...keyArns, ...ids, alias, `${arn(place, "kms")}:${alias}`];
  return [{ resources: { ARN: keyArns } }, { requestParameters: { keyId: written } }];
}

/** Everyone but these roles. A user, the root user and another account's principal have no session of a role. */
export function byOthersThan(roles: readonly string[]): EventPattern {
  return {
    userIdentity: { sessionContext: { sessionIssuer: { arn: [{ exists: false }, { "anything-but": roles }] } } },
  };
}

export function watchPrefix(place: Place): string {
  return awsWatchName(place.prefix, "");
}

/** The name of an alarm's rule, and of everything else that belongs to it. */
export function watchName(place: Place, id: string): string {
  return awsWatchName(place.prefix, id);
}
