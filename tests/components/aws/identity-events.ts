import { ACCOUNT, DEPLOYER, ISSUER, REGION, REPLICA } from "./built.ts";
import { call, type EventCase, type Json, KNOWN_USER, raises, read, role, silent, WHO } from "./cloudtrail-events.ts";

const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER.replace("https://", "")}`;
const SUBJECT = "system:serviceaccount:external-secrets:qualisys-secrets-llm";
const READER = role("qualisys-reader-llm");
const SPEND = role("qualisys-reader-spend");
const OTHERS = WHO.role(role("administrator"));
const UPDATE = WHO.role(DEPLOYER, "pulumi");
const DENIED = { errorCode: "AccessDenied" };

const iam = (eventName: string, requestParameters: Json, who: Json = OTHERS, detail: Json = {}) =>
  call("iam", eventName, who, { requestParameters, awsRegion: "us-east-1", ...detail });
// CloudTrail's names of Lambda's operations have a version at their end.
const lambda = (eventName: string, requestParameters: Json, who: Json = OTHERS, detail: Json = {}) =>
  call("lambda", `${eventName}20150331v2`, who, { requestParameters, ...detail });
const assume = (eventName: string, roleArn: string, who: Json, detail: Json = {}) =>
  call("sts", eventName, who, { requestParameters: { roleArn, roleSessionName: "x" }, ...detail });

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
const webIdentity = (userName: string, identityProvider = PROVIDER): Json => ({
  type: "WebIdentityUser",
  principalId: `${identityProvider}:sts.amazonaws.com:${userName}`,
  userName,
  identityProvider,
});
const HEARTBEAT = WHO.role(role("qualisys-heartbeat"));
const beat = (who: Json, awsRegion: string, eventName = "GenerateRandom") =>
  call("kms", eventName, who, { requestParameters: null, awsRegion });
const schedule = (eventName: string, name: string, who: Json = OTHERS) =>
  call("scheduler", eventName, who, { requestParameters: { name, groupName: "default" } });

/** The calls by which the alarms are seen to work: `raises` names the rules that hear them. */
export function heartbeatCases(): readonly EventCase[] {
  return [
    raises(["heartbeat"], "the heartbeat at home", beat(HEARTBEAT, REGION), true),
    raises(["us-east-1"], "the heartbeat of the region that has IAM's events", beat(HEARTBEAT, "us-east-1"), true),
    raises([REPLICA.region], "the heartbeat of a copy's region", beat(HEARTBEAT, REPLICA.region), true),
    silent("somebody else's random bytes", beat(OTHERS, REGION)),
    silent("another call by the heartbeat's role", beat(HEARTBEAT, REGION, "ListKeys")),
    silent("staging's heartbeat", beat(WHO.role(role("qualisys-staging-heartbeat")), REGION)),
    ...["UpdateSchedule", "DeleteSchedule"].flatMap((name) => [
      ...["qualisys-heartbeat", "qualisys-rotation-quarterly", "qualisys-spend-watch"].flatMap((stopped) => [
        raises(["alarms"], `${name} of ${stopped}`, schedule(name, stopped)),
        silent(`${name} of ${stopped} by an update`, schedule(name, stopped, UPDATE)),
      ]),
      silent(`${name} of another schedule`, schedule(name, "qualisys-staging-rotation-quarterly")),
    ]),
  ];
}

const service = (name: string): Json => ({ type: "AWSService", invokedBy: `${name}.amazonaws.com` });

/** Ways to become a reader, a writer or the deployer, and what is in order. */
export function identityCases(rotationRole: string): readonly EventCase[] {
  const rotation = rotationRole.slice(rotationRole.lastIndexOf("/") + 1);
  const changes = [
    "UpdateAssumeRolePolicy",
    "PutRolePolicy",
    "AttachRolePolicy",
    "DeleteRolePermissionsBoundary",
    "AddRoleToInstanceProfile",
    "CreateRole",
    "AnOperationOfNextYear",
  ];
  const functions = [
    "qualisys-spend-watch",
    `arn:aws:lambda:${REGION}:${ACCOUNT}:function:qualisys-database-rotation`,
    `${ACCOUNT}:function:qualisys-spend-watch`,
    `arn:aws:lambda:${REGION}:${ACCOUNT}:function:qualisys-spend-watch:$LATEST`,
    "qualisys-database-rotation:live",
  ];
  return [
    ...changes.flatMap((name) => [
      ...["qualisys-reader-llm", "qualisys-secret-writer", rotation].map((roleName) =>
        raises(["roles"], `${name} of ${roleName}`, iam(name, { roleName }), true),
      ),
      silent(`${name} by an update`, iam(name, { roleName: "qualisys-reader-llm" }, UPDATE), true),
      // Sent home: the pattern there is the narrow one.
      silent(`${name} of staging's reader`, iam(name, { roleName: "qualisys-staging-reader-llm" }), true),
      silent(`${name} is denied`, iam(name, { roleName: "qualisys-reader-llm" }, OTHERS, DENIED), true),
      raises(["roles"], `${name} of the deployer's role`, iam(name, { roleName: "deployer" }, UPDATE), true),
    ]),
    ...["QUALISYS-READER-LLM", "Qualisys-Secret-Writer", "Deployer"].map((roleName) =>
      raises(["roles"], `the trust of ${roleName}`, iam("UpdateAssumeRolePolicy", { roleName }), true),
    ),
    raises(
      ["assumed"],
      "a reader by a name in another case",
      assume("AssumeRole", role("Qualisys-Reader-LLM"), OTHERS),
      true,
    ),
    ...["GetRole", "ListRolePolicies", "TagRole"].map((name) =>
      silent(`${name} of a reader`, iam(name, { roleName: "qualisys-reader-llm" }), true),
    ),
    ...["CreatePolicyVersion", "SetDefaultPolicyVersion", "AttachUserPolicy"].flatMap((name) =>
      ["qualisys-reader-llm", "qualisys-secret-writer"].map((policy) =>
        raises(
          ["roles"],
          `${name} with the policy of ${policy}`,
          iam(name, { policyArn: `arn:aws:iam::${ACCOUNT}:policy/${policy}` }),
          true,
        ),
      ),
    ),
    ...["CreateAccessKey", "UpdateLoginProfile"].map((name) =>
      raises(["roles"], `${name} of a known user`, iam(name, { userName: KNOWN_USER }), true),
    ),
    silent("another user gets a key", iam("CreateAccessKey", { userName: "alice" })),
    raises(
      ["roles"],
      "the cluster's provider gets another certificate",
      iam("UpdateOpenIDConnectProviderThumbprint", { openIDConnectProviderArn: PROVIDER }),
      true,
    ),

    ...functions.flatMap((functionName) => [
      raises(["functions"], `the code of ${functionName} is changed`, lambda("UpdateFunctionCode", { functionName })),
      raises(["functions"], `${functionName} may be called`, lambda("AddPermission", { functionName })),
      silent(`${functionName} is updated`, lambda("UpdateFunctionCode", { functionName }, UPDATE)),
    ]),
    silent("a function is looked at", lambda("GetFunction", { functionName: "qualisys-spend-watch" })),
    silent("another function", lambda("UpdateFunctionCode", { functionName: "qualisys-staging-spend-watch" })),
    silent("a look-alike", lambda("UpdateFunctionCode", { functionName: "my-qualisys-spend-watch" })),
    ...[SPEND, rotationRole].flatMap((taken) => [
      raises(
        ["functions"],
        `a function gets ${taken}`,
        lambda("CreateFunction", { functionName: "mine", role: taken }),
      ),
      raises(
        ["functions"],
        `a function changes to ${taken}`,
        lambda("UpdateFunctionConfiguration", { functionName: "mine", role: taken }),
      ),
    ]),

    raises(["assumed"], "a person assumes a reader", assume("AssumeRole", READER, OTHERS), true),
    raises(["assumed"], "a user assumes a reader", assume("AssumeRole", READER, WHO.user("alice")), true),
    raises(["assumed"], "another account assumes a reader", assume("AssumeRole", READER, WHO.otherAccount()), true),
    raises(
      ["assumed"],
      "a reader is assumed by SAML",
      assume("AssumeRoleWithSAML", READER, { type: "SAMLUser", userName: "alice" }),
      true,
    ),
    raises(["assumed"], "another service assumes a reader", assume("AssumeRole", READER, service("ec2")), true),
    raises(["assumed"], "a person assumes the rotation's role", assume("AssumeRole", rotationRole, OTHERS), true),
    raises(
      ["assumed"],
      "another issuer's account assumes a reader",
      assume("AssumeRoleWithWebIdentity", READER, webIdentity(SUBJECT, `${PROVIDER}X`)),
      true,
    ),
    raises(
      ["assumed"],
      "another service account assumes a reader",
      assume("AssumeRoleWithWebIdentity", READER, webIdentity("system:serviceaccount:default:app")),
      true,
    ),
    silent("the cluster assumes a reader", assume("AssumeRoleWithWebIdentity", READER, webIdentity(SUBJECT)), true),
    silent("Lambda assumes the spend watch's role", assume("AssumeRole", SPEND, service("lambda")), true),
    silent("an attempt to assume a reader is refused", assume("AssumeRole", READER, OTHERS, DENIED), true),
    silent("an operator becomes the writer", assume("AssumeRole", role("qualisys-secret-writer"), OTHERS)),
    silent("staging's reader is assumed", assume("AssumeRole", role("qualisys-staging-reader-llm"), OTHERS)),

    // Wherever the role was assumed: STS tells only the region that was called.
    raises(
      ["assumed"],
      "a reader's role reads without the cluster",
      read(WHO.role(READER), "qualisys/llm/openai"),
      true,
    ),
    raises(
      ["assumed"],
      "a reader's role reads in a batch without the cluster",
      call("secretsmanager", "BatchGetSecretValue", WHO.role(READER), {
        requestParameters: { secretIdList: ["qualisys/llm/openai"] },
      }),
      true,
    ),
    raises(
      ["assumed"],
      "a reader's role reads by another issuer's token",
      read(WHO.fromCluster(READER, `${PROVIDER}X`), "qualisys/llm/openai"),
      true,
    ),
    raises(
      ["stranger"],
      "the spend watch's role reads where it is off",
      read(WHO.role(SPEND, "qualisys-spend-watch"), "qualisys/spend/openai-admin"),
      true,
    ),
  ];
}
