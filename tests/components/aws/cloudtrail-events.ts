import { PROGRAM_VERSION_PREFIX } from "../../../catalogue/index.ts";
import { ACCOUNT, DEPLOYER, EXISTING, ISSUER, REGION, REPLICA } from "./built.ts";

export type Json = Readonly<Record<string, unknown>>;

/** Who made a call, as CloudTrail tells it: docs.aws.amazon.com, "CloudTrail userIdentity element". */
export const WHO = {
  role: (arn: string, session = "session"): Json => ({
    type: "AssumedRole",
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${arn.slice(arn.lastIndexOf("/") + 1)}/${session}`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: "AROAEXAMPLE",
        arn,
        accountId: ACCOUNT,
        userName: arn.slice(arn.lastIndexOf("/") + 1),
      },
      webIdFederationData: {},
      attributes: { mfaAuthenticated: "false" },
    },
  }),
  /** A session by a service account's token. */
  fromCluster: (arn: string, federatedProvider: string): Json => {
    const session = WHO.role(arn, "external-secrets-provider-aws");
    const webIdFederationData = { federatedProvider, attributes: {} };
    return { ...session, sessionContext: { ...(session.sessionContext as Json), webIdFederationData } };
  },
  user: (name: string): Json => ({
    type: "IAMUser",
    principalId: "AIDAEXAMPLE",
    arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    accountId: ACCOUNT,
    userName: name,
  }),
  /** A user with a session of their own, which no role has issued. */
  userWithMfa: (name: string): Json => ({
    ...WHO.user(name),
    sessionContext: { attributes: { mfaAuthenticated: "true" } },
  }),
  root: (): Json => ({ type: "Root", principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT }),
  federated: (name: string, issuer: string): Json => ({
    type: "FederatedUser",
    principalId: `${ACCOUNT}:${name}`,
    arn: `arn:aws:sts::${ACCOUNT}:federated-user/${name}`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: { type: "IAMUser", principalId: "AIDAEXAMPLE", arn: `arn:aws:iam::${ACCOUNT}:user/${issuer}` },
    },
  }),
  otherAccount: (): Json => ({ type: "AWSAccount", principalId: "AROAOTHER:session", accountId: "999988887777" }),
} as const;

export const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const STRANGER = WHO.role(role("app"));
const WRITER = WHO.role(role("qualisys-secret-writer"));
const READER = WHO.fromCluster(
  role("qualisys-reader-llm"),
  `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER.replace("https://", "")}`,
);

export const KNOWN_USER = "break-glass";
const OPENAI = "qualisys/llm/openai";
const arnOf = (name: string, region = REGION) => `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${name}-aB3dE6`;
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:qualisys-secret-alarms`;
const TRAIL = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/qualisys-secrets`;

/** One call as EventBridge delivers it. */
export function call(service: string, eventName: string, userIdentity: Json, detail: Json): Json {
  return {
    version: "0",
    id: "12345678-1234-1234-1234-123456789012",
    "detail-type": "AWS API Call via CloudTrail",
    source: `aws.${service}`,
    account: ACCOUNT,
    time: "2026-08-01T12:00:00Z",
    region: REGION,
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity,
      eventTime: "2026-08-01T12:00:00Z",
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: REGION,
      sourceIPAddress: "203.0.113.7",
      userAgent: "aws-cli/2",
      responseElements: null,
      requestID: "12345678-1234-1234-1234-123456789012",
      eventID: "12345678-1234-1234-1234-123456789013",
      readOnly: eventName.startsWith("Get"),
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: "Management",
      ...detail,
    },
  };
}

const secrets = (eventName: string, who: Json, requestParameters: Json, detail: Json = {}) =>
  call("secretsmanager", eventName, who, { requestParameters, ...detail });
export const read = (who: Json, secretId: string, detail: Json = {}) =>
  secrets("GetSecretValue", who, { secretId }, detail);
const readVersion = (who: Json, versionId: string) =>
  secrets("GetSecretValue", who, { secretId: arnOf(OPENAI), versionId });
const PUT_BY_PROGRAM = `${PROGRAM_VERSION_PREFIX}20260801120000000000000001`;
const DEPLOYER_SESSION = WHO.role(DEPLOYER, "pulumi");
const DENIED = { errorCode: "AccessDenied", errorMessage: "User is not authorized" };

function serviceEvent(eventName: string, secretId: string): Json {
  const event = call(
    "secretsmanager",
    eventName,
    { accountId: ACCOUNT, invokedBy: "secretsmanager.amazonaws.com" },
    {
      requestParameters: null,
      additionalEventData: { SecretId: secretId },
      eventType: "AwsServiceEvent",
    },
  );
  return { ...event, "detail-type": "AWS Service Event via CloudTrail" };
}

export interface EventCase {
  readonly name: string;
  readonly event: Json;
  /** The alarms that it raises. */
  readonly raises: readonly string[];
  /** Whether a replica's region sends it home. @default false */
  readonly forwarded?: boolean;
}

export const silent = (name: string, event: Json, forwarded?: boolean): EventCase => raises([], name, event, forwarded);
export const raises = (alarms: readonly string[], name: string, event: Json, forwarded = false): EventCase => ({
  name,
  event,
  raises: alarms,
  forwarded,
});

/** What happens in an account, and which alarms it is to raise. */
export function eventCases(keyArn: string, rotationRole: string, alarmsKeyArn: string): readonly EventCase[] {
  const keyId = keyArn.slice(keyArn.lastIndexOf("/") + 1);
  const kms = (eventName: string, requestParameters: Json | null, detail: Json = {}) =>
    call("kms", eventName, STRANGER, { requestParameters, ...detail });
  const ofKey = (arn: string) => ({ resources: [{ ARN: arn, accountId: ACCOUNT, type: "AWS::KMS::Key" }] });
  const otherKey = `${keyArn.slice(0, -4)}0000`;
  const rule = (eventName: string, requestParameters: Json, who: Json = STRANGER) =>
    call("events", eventName, who, { requestParameters });
  const sns = (eventName: string, requestParameters: Json, who: Json = STRANGER) =>
    call("sns", eventName, who, { requestParameters });
  const ofBucket = (name: string) => ({ requestParameters: { bucketName: `${name}-${ACCOUNT}` } });
  const ours = "qualisys-watch-denied";

  return [
    raises(["denied"], "a read by name is denied", read(STRANGER, OPENAI, DENIED), true),
    raises(["denied"], "a read by ARN is denied", read(STRANGER, arnOf(OPENAI), DENIED)),
    raises(
      ["denied"],
      "a read is denied in the other spelling",
      read(STRANGER, OPENAI, { errorCode: "AccessDeniedException" }),
      true,
    ),
    raises(
      ["denied"],
      "a known reader is denied another category",
      read(READER, "qualisys/oauth/google", DENIED),
      true,
    ),
    raises(
      ["denied"],
      "a batch read is denied",
      secrets("BatchGetSecretValue", STRANGER, { secretIdList: ["payroll/openai", arnOf(OPENAI)] }, DENIED),
    ),
    raises(["denied"], "a put is denied", secrets("PutSecretValue", STRANGER, { secretId: OPENAI }, DENIED), true),
    silent("somebody else's secret is denied", read(STRANGER, "payroll/openai", DENIED)),
    silent("staging's secret is denied", read(STRANGER, "qualisys-staging/llm/openai", DENIED)),
    raises(
      ["denied"],
      "the key is denied, told among the resources",
      kms("Decrypt", null, { ...DENIED, ...ofKey(keyArn) }),
    ),
    raises(["denied"], "the key is denied, told by its id", kms("Decrypt", { keyId }, DENIED)),
    raises(
      ["denied"],
      "the key is denied, told by its alias",
      kms("Encrypt", { keyId: "alias/qualisys-secrets" }, DENIED),
    ),
    raises(
      ["denied"],
      "a decryption of a secret is denied",
      kms("Decrypt", { encryptionContext: { SecretARN: arnOf(OPENAI) } }, DENIED),
    ),
    raises(
      ["denied"],
      "a replica's key is denied",
      kms("Decrypt", null, { ...DENIED, ...ofKey(REPLICA.kmsKeyArn) }),
      true,
    ),
    silent("another key is denied", kms("Decrypt", { keyId: otherKey }, { ...DENIED, ...ofKey(otherKey) })),
    silent("the key is used", kms("Decrypt", null, ofKey(keyArn))),

    silent("a known reader reads", read(READER, OPENAI), true),
    silent("the deployer's refresh reads what the program put", readVersion(DEPLOYER_SESSION, PUT_BY_PROGRAM)),
    raises(["stranger"], "the deployer reads what is in service", read(DEPLOYER_SESSION, OPENAI), true),
    raises(
      ["stranger"],
      "the deployer reads what is in service by its label",
      secrets("GetSecretValue", DEPLOYER_SESSION, { secretId: OPENAI, versionStage: "AWSCURRENT" }),
      true,
    ),
    raises(
      ["stranger"],
      "the deployer reads what an operator put",
      readVersion(DEPLOYER_SESSION, "0123456789abcdef".repeat(4)),
    ),
    raises(
      ["stranger"],
      "the deployer reads in a batch",
      secrets("BatchGetSecretValue", DEPLOYER_SESSION, { secretIdList: [OPENAI] }),
      true,
    ),
    raises(["stranger"], "a stranger reads what the program put", readVersion(STRANGER, PUT_BY_PROGRAM)),
    silent("a known reader reads by a version's id", readVersion(READER, "0123456789abcdef".repeat(4))),
    silent("the rotation function reads", read(WHO.role(rotationRole), arnOf("qualisys/database/connection"))),
    silent("a known user reads", read(WHO.user(KNOWN_USER), OPENAI), true),
    silent("a known user reads with a second factor", read(WHO.userWithMfa(KNOWN_USER), OPENAI), true),
    raises(["stranger"], "a stranger reads by name", read(STRANGER, OPENAI), true),
    raises(["stranger"], "a stranger reads by ARN", read(STRANGER, arnOf(OPENAI))),
    raises(["stranger"], "a stranger reads by an ARN without its end", read(STRANGER, arnOf(OPENAI).slice(0, -7))),
    raises(
      ["stranger"],
      "a stranger tries a secret that is being deleted",
      read(STRANGER, OPENAI, { errorCode: "InvalidRequestException" }),
      true,
    ),
    raises(
      ["stranger"],
      "a stranger reads in a batch",
      secrets("BatchGetSecretValue", STRANGER, { secretIdList: [OPENAI, "payroll/openai"] }),
      true,
    ),
    raises(
      ["assumed", "stranger"],
      "a role whose name begins like a reader's reads",
      read(WHO.role(role("qualisys-reader-llm2")), OPENAI),
      true,
    ),
    raises(["stranger"], "a user reads", read(WHO.user("mallory"), OPENAI), true),
    raises(["stranger"], "a user with a second factor reads", read(WHO.userWithMfa("mallory"), OPENAI), true),
    raises(["stranger"], "the root user reads", read(WHO.root(), OPENAI), true),
    raises(["stranger"], "a federated user reads", read(WHO.federated("eve", "mallory"), OPENAI), true),
    raises(["stranger"], "another account reads", read(WHO.otherAccount(), arnOf(OPENAI))),
    raises(
      ["stranger"],
      "a stranger reads a copy in another region",
      read(STRANGER, arnOf(OPENAI, REPLICA.region)),
      true,
    ),
    raises(["stranger"], "a stranger reads the login that exists, by ARN", read(STRANGER, EXISTING.secretArn)),
    raises(["stranger"], "a stranger reads the login that exists, by name", read(STRANGER, "shop/postgres")),
    silent("a stranger reads somebody else's secret", read(STRANGER, "payroll/openai")),
    silent("a stranger reads staging's secret", read(STRANGER, arnOf("qualisys-staging/llm/openai"))),
    // Where there are copies, one wildcard stands for every region.
    raises(["stranger"], "a stranger reads in a region without a copy", read(STRANGER, arnOf(OPENAI, "us-east-1"))),
    silent("a stranger describes a secret", secrets("DescribeSecret", STRANGER, { secretId: OPENAI }), true),
    silent(
      "an operator puts",
      secrets("PutSecretValue", WHO.role(role("qualisys-secret-writer")), { secretId: OPENAI }),
      true,
    ),

    ...[
      "DeleteSecret",
      "PutResourcePolicy",
      "DeleteResourcePolicy",
      "CancelRotateSecret",
      "ReplicateSecretToRegions",
      "RemoveRegionsFromReplication",
      "StopReplicationToReplica",
      "AssociateCrossAccountReplica",
      "DisassociateCrossAccountReplica",
    ].flatMap((name) => [
      raises(["secrets"], `${name} of a secret`, secrets(name, STRANGER, { secretId: arnOf(OPENAI) })),
      raises(["secrets"], `${name} by the deployer`, secrets(name, WHO.role(DEPLOYER), { secretId: OPENAI }), true),
      silent(`${name} of somebody else's secret`, secrets(name, STRANGER, { secretId: arnOf("payroll/openai") })),
    ]),

    ...[
      "PutSecretValue",
      "UpdateSecret",
      "UpdateSecretVersionStage",
      "RotateSecret",
      "RestoreSecret",
      "TagResource",
      "UntagResource",
    ].flatMap((name) => [
      raises(["written"], `${name} by a stranger`, secrets(name, STRANGER, { secretId: arnOf(OPENAI) })),
      raises(["written"], `${name} by the root user`, secrets(name, WHO.root(), { secretId: OPENAI }), true),
      raises(["written"], `${name} by a reader`, secrets(name, READER, { secretId: OPENAI }), true),
      raises(["denied"], `${name} is denied`, secrets(name, STRANGER, { secretId: OPENAI }, DENIED), true),
      silent(`${name} by the writer`, secrets(name, WRITER, { secretId: OPENAI }), true),
      silent(`${name} by the deployer`, secrets(name, DEPLOYER_SESSION, { secretId: arnOf(OPENAI) })),
      silent(
        `${name} by the rotation function`,
        secrets(name, WHO.role(rotationRole), { secretId: arnOf("qualisys/database/connection") }),
      ),
      silent(`${name} elsewhere`, secrets(name, STRANGER, { secretId: "payroll/openai" })),
    ]),

    raises(["written"], "a secret is made under a name of ours", secrets("CreateSecret", STRANGER, { name: OPENAI })),
    silent("a secret is made by the deployer", secrets("CreateSecret", DEPLOYER_SESSION, { name: OPENAI })),
    silent("a secret is made elsewhere", secrets("CreateSecret", STRANGER, { name: "payroll/openai" })),

    ...["UpdateAlias", "DeleteAlias"].flatMap((name) => [
      raises(["key"], `${name} of the key`, kms(name, { aliasName: "alias/qualisys-secrets", targetKeyId: otherKey })),
      raises(["guard"], `${name} of the alarms' key`, kms(name, { aliasName: "alias/qualisys-alarms" })),
      silent(`${name} of another key`, kms(name, { aliasName: "alias/payroll" })),
    ]),
    ...["DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy", "DisableKeyRotation", "CreateGrant"].flatMap((name) => [
      raises(["guard"], `${name} of the alarms' key by ARN`, kms(name, { keyId: alarmsKeyArn }, ofKey(alarmsKeyArn))),
      raises(
        ["guard"],
        `${name} of the alarms' key by id`,
        kms(name, { keyId: alarmsKeyArn.slice(alarmsKeyArn.lastIndexOf("/") + 1) }),
      ),
    ]),

    ...["DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy", "DisableKeyRotation", "CreateGrant"].flatMap((name) => [
      raises(["key"], `${name} of the key by id`, kms(name, { keyId })),
      raises(["key"], `${name} of the key by ARN`, kms(name, { keyId: keyArn }, ofKey(keyArn))),
      raises(
        ["key"],
        `${name} of a replica's key`,
        kms(name, { keyId: REPLICA.kmsKeyArn }, ofKey(REPLICA.kmsKeyArn)),
        true,
      ),
      silent(`${name} of another key`, kms(name, { keyId: otherKey }, ofKey(otherKey))),
    ]),
    silent("the key is described", kms("DescribeKey", { keyId }, ofKey(keyArn))),

    raises(
      ["rotation"],
      "a copy fails, told where it should be",
      serviceEvent("ReplicationFailed", arnOf(OPENAI, REPLICA.region)),
      true,
    ),
    raises(
      ["rotation"],
      "a copy fails, told among the resources",
      {
        ...serviceEvent("ReplicationFailed", ""),
        detail: {
          ...(serviceEvent("ReplicationFailed", "").detail as Json),
          additionalEventData: null,
          resources: [{ ARN: arnOf(OPENAI) }],
        },
      },
      true,
    ),
    silent("a copy succeeds", serviceEvent("ReplicationSucceeded", arnOf(OPENAI))),
    ...["RotationFailed", "RotationAbandoned", "TestRotationFailed"].flatMap((name) => [
      raises(["rotation"], name, serviceEvent(name, arnOf("qualisys/database/connection"))),
      silent(`${name} elsewhere`, serviceEvent(name, arnOf("payroll/login"))),
    ]),
    raises(
      ["rotation"],
      "the rotation of the login that exists fails",
      serviceEvent("RotationFailed", EXISTING.secretArn),
    ),
    silent("a rotation succeeds", serviceEvent("RotationSucceeded", arnOf("qualisys/database/connection"))),

    ...["StopLogging", "DeleteTrail", "UpdateTrail"].flatMap((name) => [
      raises(
        ["trail"],
        `${name} by name`,
        call("cloudtrail", name, STRANGER, { requestParameters: { name: "qualisys-secrets" } }),
      ),
      raises(["trail"], `${name} by ARN`, call("cloudtrail", name, STRANGER, { requestParameters: { name: TRAIL } })),
      silent(`${name} of another trail`, call("cloudtrail", name, STRANGER, { requestParameters: { name: "others" } })),
    ]),
    ...["PutEventSelectors", "PutEventConfiguration"].map((name) =>
      raises(
        ["trail"],
        `${name} of the trail`,
        call("cloudtrail", name, STRANGER, { requestParameters: { trailName: "qualisys-secrets" } }),
      ),
    ),
    silent("logging is started", call("cloudtrail", "StartLogging", STRANGER, { requestParameters: { name: TRAIL } })),

    ...[
      "PutBucketPolicy",
      "PutBucketLifecycle",
      "DeleteBucket",
      "DeleteBucketPolicy",
      "PutBucketPublicAccessBlock",
    ].flatMap((name) => [
      raises(["trail"], `${name} of the trail's bucket`, call("s3", name, STRANGER, ofBucket("qualisys-trail"))),
      silent(`${name} of it by the deployer`, call("s3", name, DEPLOYER_SESSION, ofBucket("qualisys-trail"))),
      silent(`${name} of another bucket`, call("s3", name, STRANGER, ofBucket("payroll"))),
    ]),

    ...["DisableRule", "DeleteRule", "EnableRule", "PutRule"].map((name) =>
      raises(
        ["alarms", "guard"],
        `${name} of the watch over the alarms`,
        rule(name, { name: "qualisys-watch-alarms" }),
        true,
      ),
    ),
    ...["RemoveTargets", "PutTargets"].map((name) =>
      raises(
        ["alarms", "guard"],
        `${name} of the watch over the alarms`,
        rule(name, { rule: "qualisys-watch-alarms" }),
        true,
      ),
    ),
    raises(
      ["alarms"],
      "the watch over that watch is disabled",
      rule("DisableRule", { name: "qualisys-watch-guard" }),
      true,
    ),
    raises(["alarms"], "a rule is enabled, which takes its sight of reads", rule("EnableRule", { name: ours }), true),
    raises(["alarms"], "the bus gets another key", rule("UpdateEventBus", { name: "default", kmsKeyIdentifier: "k" })),
    raises(["alarms"], "a rule is disabled", rule("DisableRule", { name: ours }), true),
    raises(
      ["alarms"],
      "a rule is disabled by the deployer",
      rule("DisableRule", { name: ours }, WHO.role(DEPLOYER)),
      true,
    ),
    raises(["alarms"], "a rule is deleted", rule("DeleteRule", { name: ours }), true),
    raises(["alarms"], "a rule's targets are removed", rule("RemoveTargets", { rule: ours, ids: ["topic"] }), true),
    raises(["alarms"], "a rule is changed by a stranger", rule("PutRule", { name: ours, state: "DISABLED" }), true),
    raises(["alarms"], "a rule is changed by the root user", rule("PutRule", { name: ours }, WHO.root()), true),
    raises(["alarms"], "a rule's targets are changed by a stranger", rule("PutTargets", { rule: ours }), true),
    silent("a rule is changed by an update", rule("PutRule", { name: ours }, WHO.role(DEPLOYER)), true),
    silent("somebody else's rule is disabled", rule("DisableRule", { name: "payroll" })),
    silent("staging's rule is disabled", rule("DisableRule", { name: "qualisys-staging-watch-denied" })),
    raises(
      ["topics"],
      "a subscription is removed",
      call("sns", "Unsubscribe", STRANGER, { requestParameters: { subscriptionArn: `${TOPIC}:1234` } }),
    ),
    ...[TOPIC, `${TOPIC}-backup`].flatMap((topicArn) => [
      raises(
        ["topics"],
        `a subscription of ${topicArn} gets a filter`,
        sns("SetSubscriptionAttributes", { subscriptionArn: `${topicArn}:1234`, attributeName: "FilterPolicy" }),
      ),
      ...["AddPermission", "RemovePermission", "SetTopicAttributes", "Subscribe", "DeleteTopic"].map((name) =>
        raises(["topics"], `${name} of ${topicArn}`, sns(name, { topicArn })),
      ),
      raises(
        ["topics"],
        `messages of ${topicArn} are blocked`,
        sns("PutDataProtectionPolicy", { resourceArn: topicArn }),
      ),
      silent(`${topicArn} gets a subscriber by an update`, sns("Subscribe", { topicArn }, DEPLOYER_SESSION)),
    ]),
    silent("another topic gets a subscriber", sns("Subscribe", { topicArn: `${TOPIC}-others` })),
    silent(
      "another topic's subscription is removed",
      call("sns", "Unsubscribe", STRANGER, { requestParameters: { subscriptionArn: `${TOPIC}-others:1234` } }),
    ),
    raises(
      ["topics"],
      "the topic is deleted",
      call("sns", "DeleteTopic", STRANGER, { requestParameters: { topicArn: TOPIC } }),
    ),
    raises(
      ["topics"],
      "the topic is changed by a stranger",
      call("sns", "SetTopicAttributes", STRANGER, { requestParameters: { topicArn: TOPIC, attributeName: "Policy" } }),
    ),
    silent(
      "the topic is changed by an update",
      call("sns", "SetTopicAttributes", WHO.role(DEPLOYER), { requestParameters: { topicArn: TOPIC } }),
    ),
    ...["DisableAlarmActions", "DeleteAlarms"].flatMap((name) => [
      raises(["alarms"], name, call("monitoring", name, STRANGER, { requestParameters: { alarmNames: ["x", ours] } })),
      silent(`${name} elsewhere`, call("monitoring", name, STRANGER, { requestParameters: { alarmNames: ["x"] } })),
    ]),
    raises(
      ["alarms"],
      "an alarm's state is set",
      call("monitoring", "SetAlarmState", STRANGER, { requestParameters: { alarmName: ours, stateValue: "OK" } }),
    ),
    raises(
      ["alarms"],
      "an alarm is muted",
      call("monitoring", "PutAlarmMuteRule", STRANGER, {
        requestParameters: { name: "quiet", muteTargets: { alarmNames: [ours] } },
      }),
    ),
    ...["PutMetricAlarm", "PutCompositeAlarm", "PutLogAlarm"].map((name) =>
      raises(
        ["alarms"],
        `${name} by a stranger`,
        call("monitoring", name, STRANGER, { requestParameters: { alarmName: ours } }),
      ),
    ),
  ];
}
