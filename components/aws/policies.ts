import { awsRotationFunction, awsSpendFunction, OPERATOR_TAGS } from "../../catalogue/index.ts";
import { arn, oidcProviderArn, type Place, regions, type StoredSecret, secretArnPrefix, serviceHost } from "./place.ts";

type OneOrMany = string | readonly string[];

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, OneOrMany>>;
  readonly Action: OneOrMany;
  /** Absent in a trust policy. */
  readonly Resource?: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** A document of these statements. */
export function policy(...statements: readonly Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/**
 * Use of a key as Secrets Manager makes it. A put decrypts the data key. Without `kms:Encrypt`, copies under a customer key fail,
 * and a secret that moves to another key keeps its versions under the old one.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
 */
export const KEY_USE = {
  read: ["kms:Decrypt"],
  write: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
} as const;

type Condition = Record<string, Record<string, OneOrMany>>;

/** Use of a key by Secrets Manager alone, and for these secrets alone. */
export function forSecrets(place: Place, secrets: readonly StoredSecret[], more: readonly string[] = []): Condition {
  return throughSecretsManager(place, [...secrets.flatMap((secret) => secret.arns), ...more]);
}

/**
 * The same in a role's own policy, which AWS allows 6,144 characters: for any secret of the stack. Secrets Manager uses a key
 * only for a call on a secret that the same policy names, and the key's policy names each once more.
 */
function forOwnSecrets(place: Place, secrets: readonly StoredSecret[]): Condition {
  const own = secrets.some(({ existing }) => existing === undefined);
  return throughSecretsManager(place, [
    ...(own ? regions(place).map((region) => `${secretArnPrefix(place, region)}${place.prefix}/*`) : []),
    ...secrets.flatMap(({ existing, arns }) => (existing === undefined ? [] : arns)),
  ]);
}

function throughSecretsManager(place: Place, secretArns: readonly string[]): Condition {
  return {
    StringEquals: { "kms:ViaService": regions(place).map((region) => serviceHost(place, "secretsmanager", region)) },
    StringLike: { "kms:EncryptionContext:SecretARN": secretArns },
  };
}

/** The keys that the secrets are encrypted with: the store's own, its copies', and those of secrets made elsewhere. */
function keysOf(keyArns: readonly string[], secrets: readonly StoredSecret[]): readonly string[] {
  const elsewhere = secrets.flatMap(({ existing }) => existing?.kmsKeyArn ?? []);
  const own = secrets.some(({ existing }) => existing === undefined);
  return [...(own ? keyArns : []), ...elsewhere];
}

/** A look at a secret's dates, labels and tags. */
const SEE = ["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"];

/**
 * What a category's reader may do: read exactly these secrets, and decrypt nothing but them.
 *
 * The spend watch's function reads, and no other with its role, nor anyone who assumes it: Lambda tells the function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
export function readerPolicy(
  place: Place,
  keyArns: readonly string[],
  secrets: readonly StoredSecret[],
): PolicyDocument {
  const byFunction = secrets.some(({ credential }) => credential.category === "spend");
  const keys = keysOf(keyArns, secrets);
  return policy(
    {
      Sid: "ReadSecrets",
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
      Resource: secrets.flatMap((secret) => secret.arns),
      ...(byFunction ? { Condition: { ArnEquals: { "lambda:SourceFunctionArn": spendFunctionArn(place) } } } : {}),
    },
    // A secret made elsewhere under the account's default key needs no statement: that key allows it by itself.
    ...(keys.length === 0
      ? []
      : [
          {
            Sid: "DecryptSecrets",
            Effect: "Allow" as const,
            Action: KEY_USE.read,
            Resource: keys,
            Condition: forOwnSecrets(place, secrets),
          },
        ]),
  );
}

/**
 * What operators may do: put values, move staging labels (to go back), write the tags that their commands own. They
 * cannot read, delete or share a secret. A rotated one they may have rotated at once, by its own function only.
 * @param secrets those that they put.
 * @param seen those whose dates, labels and tags they see: a look at the inventory must not raise the alarm.
 */
export function writerPolicy(
  place: Place,
  keyArns: readonly string[],
  secrets: readonly StoredSecret[],
  seen: readonly StoredSecret[],
): PolicyDocument {
  // A copy in another region cannot be written; and a policy that names them all is longer than AWS allows.
  const home = (some: readonly StoredSecret[]) => some.flatMap(({ arns }) => arns.slice(0, 1));
  const arns = home(secrets);
  const onlySeen = home(seen.filter((secret) => !secrets.includes(secret)));
  const rotated = home(secrets.filter(({ credential }) => credential.source === "rotated"));
  return policy(
    {
      Sid: "PutAndLabel",
      Effect: "Allow",
      Action: ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage", ...SEE],
      Resource: arns,
    },
    ...(onlySeen.length === 0 ? [] : [{ Sid: "See", Effect: "Allow" as const, Action: SEE, Resource: onlySeen }]),
    {
      Sid: "Tag",
      Effect: "Allow",
      Action: "secretsmanager:TagResource",
      Resource: arns,
      Condition: {
        "ForAllValues:StringEquals": { "aws:TagKeys": OPERATOR_TAGS },
        // ForAllValues alone also holds where the request names no tag at all.
        Null: { "aws:TagKeys": "false" },
      },
    },
    ...(rotated.length === 0
      ? []
      : [
          {
            Sid: "RotateNow",
            Effect: "Allow" as const,
            Action: "secretsmanager:RotateSecret",
            Resource: rotated,
            // Naming a function or a role in the request would put one's own in place of the program's, and hand it the login.
            Condition: {
              Null: {
                "secretsmanager:RotationLambdaARN": "true",
                "secretsmanager:ExternalSecretRotationRoleArn": "true",
              },
              BoolIfExists: { "secretsmanager:ModifyRotationRules": "false" },
            },
          },
          // RotateSecret calls the function in the caller's name. Called directly, it refuses a token that is not AWSPENDING.
          // @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
          {
            Sid: "CallRotation",
            Effect: "Allow" as const,
            Action: "lambda:InvokeFunction",
            Resource: rotationFunctionArn(place),
          },
        ]),
    {
      Sid: "EncryptSecrets",
      Effect: "Allow",
      Action: KEY_USE.write,
      Resource: keysOf(keyArns, secrets),
      Condition: forOwnSecrets(place, secrets),
    },
  );
}

/** The function that rotates the database's login, by the name that the program gives it. */
export function rotationFunctionArn(place: Place): string {
  return `${arn(place, "lambda")}:function:${awsRotationFunction(place.prefix)}`;
}

function spendFunctionArn(place: Place): string {
  return `${arn(place, "lambda")}:function:${awsSpendFunction(place.prefix)}`;
}

/** What AWS's rotation application does not give its role: encryption of the copies, each under its region's key. */
export function copyingPolicy(place: Place, copyKeyArns: readonly string[], secret: StoredSecret): PolicyDocument {
  return policy({
    Sid: "EncryptCopies",
    Effect: "Allow",
    Action: KEY_USE.write,
    Resource: copyKeyArns,
    Condition: forOwnSecrets(place, [secret]),
  });
}

/** Who may become a reader: the cluster's service account, by the token that its issuer signs. */
export function webIdentityTrust(place: Place, oidcIssuer: string, subject: string): PolicyDocument {
  const provider = oidcProviderArn(place, oidcIssuer);
  const issuer = provider.slice(provider.indexOf("/") + 1);
  return policy({
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: "sts.amazonaws.com" } },
  });
}

/** Lambda becomes a function's role. It names no source account when it does. */
export function lambdaTrust(): PolicyDocument {
  return policy({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
}

/** What the spend watch's function may do beside reading its keys: write its log, publish into one namespace. */
export function spendFunctionPolicy(logGroupArn: string, namespace: string): PolicyDocument {
  return policy(
    {
      Sid: "Log",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${logGroupArn}:*`,
    },
    {
      Sid: "PublishFigures",
      Effect: "Allow",
      // The action has no resource; the namespace is all that narrows it.
      Action: "cloudwatch:PutMetricData",
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": namespace } },
    },
  );
}

/** Calls one function. */
export function invokerPolicy(functionArn: string): PolicyDocument {
  return policy({ Sid: "Invoke", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn });
}

/** Who may become the writer. */
export function principalsTrust(principalArns: readonly string[]): PolicyDocument {
  return policy({ Effect: "Allow", Principal: { AWS: principalArns }, Action: "sts:AssumeRole" });
}

/** EventBridge Scheduler, acting for this account only. */
export function schedulerTrust(place: Place): PolicyDocument {
  return policy({
    Effect: "Allow",
    Principal: { Service: "scheduler.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": place.accountId } },
  });
}

/** What a publisher to the encrypted topic may do. */
export function publisherPolicy(place: Place, topicArn: string, keyArn: string): PolicyDocument {
  return policy(
    { Effect: "Allow", Action: "sns:Publish", Resource: topicArn },
    {
      Effect: "Allow",
      Action: ["kms:GenerateDataKey", "kms:Decrypt"],
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": serviceHost(place, "sns") } },
    },
  );
}

/** EventBridge, sending events from one bus to another. */
export function forwarderTrust(): PolicyDocument {
  return policy({ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sts:AssumeRole" });
}

/**
 * Principals that may publish to a topic of alarms.
 *
 * EventBridge takes no condition in a topic's policy: with one, each delivery fails silently.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.md#eb-sns-permissions
 */
export function topicPolicy(place: Place, topicArn: string): PolicyDocument {
  const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topicArn } as const;
  return policy(
    { ...publish, Principal: { Service: "events.amazonaws.com" } },
    {
      ...publish,
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": place.accountId } },
    },
  );
}

/** Only this trail writes to its bucket, and nobody reaches it unencrypted. */
export function trailBucketPolicy(place: Place, bucketArn: string, trailArn: string): PolicyDocument {
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  return policy(
    {
      Sid: "CheckAcl",
      Effect: "Allow",
      Principal,
      Action: "s3:GetBucketAcl",
      Resource: bucketArn,
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Principal,
      Action: "s3:PutObject",
      Resource: `${bucketArn}/AWSLogs/${place.accountId}/*`,
      Condition: { StringEquals: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" } },
    },
    {
      Sid: "OnlyEncrypted",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  );
}
