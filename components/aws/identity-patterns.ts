import {
  awsGlobalRegion,
  awsReaderPrefix,
  awsReaderRole,
  awsRotationFunction,
  awsSpendFunction,
  awsWriterRole,
} from "../../catalogue/index.ts";
import { API_CALL, byOthersThan, type EventPattern, NOT_DENIED, type Watched } from "./pattern-parts.ts";
import { arn, type Place, roleArn } from "./place.ts";

/**
 * Ways to become someone who reads or writes without an alarm. Operations are named by what they do not change, so that
 * one that AWS adds is watched from its first day.
 */

/** Sees, or labels: no policy of the stack looks at the tags of a role or a function. */
const CHANGES_NOTHING = ["Get", "List", "Tag", "Untag"];
const CHANGE = [{ "anything-but": { prefix: CHANGES_NOTHING } }];

/** Changes of the roles that read, write or deploy, of their policies and of who signs the cluster's tokens. */
export function roleTampering(watched: Watched): EventPattern {
  const deployer = [inAnyCase(nameOf(watched.deployerRole))];
  return {
    "detail-type": API_CALL,
    detail: {
      eventSource: ["iam.amazonaws.com"],
      eventName: CHANGE,
      errorCode: NOT_DENIED,
      $or: [
        { requestParameters: { $or: identities(watched) }, ...byOthersThan([watched.deployerRole]) },
        // No update of this stack changes the deployer's own role.
        { requestParameters: { roleName: deployer } },
      ],
    },
  };
}

/** Code and configuration of the functions that read, and functions that are given one of their roles. */
export function functionTampering({ place, deployerRole, rotationRoleArn }: Watched): EventPattern {
  const role = [roleArn(place, awsReaderRole(place.prefix, "spend"))];
  return {
    "detail-type": API_CALL,
    detail: {
      eventSource: ["lambda.amazonaws.com"],
      // CloudTrail adds a version: UpdateFunctionCode20150331v2. Calling a function changes none.
      eventName: [{ "anything-but": { prefix: [...CHANGES_NOTHING, "Invoke"] } }],
      errorCode: NOT_DENIED,
      requestParameters: {
        $or: [
          { functionName: functionNames(place) },
          { resourceArn: functionNames(place) },
          { role: rotationRoleArn === undefined ? role : [...role, rotationRoleArn] },
        ],
      },
      ...byOthersThan([deployerRole]),
    },
  };
}

/**
 * A reader's role that anyone but a service account of the cluster or a function assumes, or reads by. STS tells only the
 * region that was called; the read is told where the secret is, with the provider that vouched for the session.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function assumedReader(watched: Watched): EventPattern {
  const { place, cluster, rotationRoleArn } = watched;
  const assumed = {
    eventSource: ["sts.amazonaws.com"],
    requestParameters: { roleArn: readers(place, rotationRoleArn) },
  };
  return {
    "detail-type": API_CALL,
    detail: {
      errorCode: NOT_DENIED,
      $or: [
        { ...assumed, userIdentity: { $or: outsiders(cluster) } },
        ...(cluster === undefined ? [] : [readPastTheCluster(place, cluster.provider)]),
      ],
    },
  };
}

/** Callers of STS that are no function and no service account of the cluster. */
function outsiders(cluster: Watched["cluster"]): readonly EventPattern[] {
  const notLambda = { type: ["AWSService"], invokedBy: [{ "anything-but": ["lambda.amazonaws.com"] }] };
  if (cluster === undefined) return [{ type: [{ "anything-but": ["AWSService"] }] }, notLambda];
  return [
    { type: [{ "anything-but": ["AWSService", "WebIdentityUser"] }] },
    notLambda,
    { type: ["WebIdentityUser"], identityProvider: [{ "anything-but": [cluster.provider] }] },
    { type: ["WebIdentityUser"], userName: [{ "anything-but": [...cluster.subjects] }] },
  ];
}

function readPastTheCluster(place: Place, provider: string): EventPattern {
  return {
    eventSource: ["secretsmanager.amazonaws.com"],
    eventName: ["GetSecretValue", "BatchGetSecretValue"],
    userIdentity: {
      sessionContext: {
        sessionIssuer: {
          arn: [{ prefix: roleArn(place, awsReaderPrefix(place.prefix)) }],
          // A function's: its policy lets that function alone read.
          userName: [{ "anything-but": [awsReaderRole(place.prefix, "spend")] }],
        },
        webIdFederationData: { federatedProvider: [{ exists: false }, { "anything-but": [provider] }] },
      },
    },
  };
}

/**
 * What a region sends home of these: IAM's events are in one region of each partition, and those of STS where it was called.
 */
export function identityEvents(watched: Watched, region: string): readonly EventPattern[] {
  const { place, rotationRoleArn, deployerRole } = watched;
  const $or = identities(watched, { wide: true, more: [nameOf(deployerRole)] });
  return [
    ...(region === awsGlobalRegion(place.region)
      ? [{ eventSource: ["iam.amazonaws.com"], requestParameters: { $or } }]
      : []),
    { eventSource: ["sts.amazonaws.com"], requestParameters: { roleArn: readers(place, rotationRoleArn) } },
  ];
}

/**
 * The identities of the stack as requests of IAM name them: in any case, because IAM does not tell names apart by it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
function identities(
  { place, cluster, knownReaders, rotationRoleArn }: Watched,
  { wide = false, more = [] }: { readonly wide?: boolean; readonly more?: readonly string[] } = {},
): readonly EventPattern[] {
  const { prefix } = place;
  const known = (kind: string) => knownReaders.filter((reader) => reader.includes(`:${kind}/`)).map(nameOf);
  const reader = awsReaderPrefix(prefix);
  // Where the home region decides, one prefix is enough: a pattern is short of characters.
  const begin = wide ? `${prefix}-` : reader;
  const writer = wide ? [] : [awsWriterRole(prefix)];
  const roles = [
    ...writer,
    ...known("role"),
    ...(rotationRoleArn === undefined ? [] : [nameOf(rotationRoleArn)]),
    ...more,
  ].filter((name) => !name.startsWith(begin));
  const policies = `${arn(place, "iam", "")}:policy/`;
  const users = known("user");
  return [
    { roleName: [{ prefix: { "equals-ignore-case": begin } }, ...new Set(roles)].map(inAnyCase) },
    { policyArn: [{ prefix: `${policies}${begin}` }, ...writer.map((name) => `${policies}${name}`)] },
    ...(users.length === 0 ? [] : [{ userName: users.map(inAnyCase) }]),
    ...(cluster === undefined ? [] : [{ openIDConnectProviderArn: [cluster.provider] }]),
  ];
}

function readers(place: Place, rotationRoleArn: string | undefined): readonly unknown[] {
  const begin = roleArn(place, awsReaderPrefix(place.prefix));
  return [
    { prefix: { "equals-ignore-case": begin } },
    ...(rotationRoleArn === undefined ? [] : [inAnyCase(rotationRoleArn)]),
  ];
}

function inAnyCase(name: unknown): unknown {
  return typeof name === "string" ? { "equals-ignore-case": name } : name;
}

/** A function as callers write it: by name, or by ARN, whole or without its account, with or without a qualifier. */
function functionNames({ prefix }: Place): readonly unknown[] {
  return [awsSpendFunction(prefix), awsRotationFunction(prefix)].flatMap((name) => [
    name,
    { prefix: `${name}:` },
    { suffix: `:function:${name}` },
    { wildcard: `*:function:${name}:*` },
  ]);
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
