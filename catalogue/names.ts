import type { Category, Credential, Detail, Field, Step } from "./types.ts";

/** Every placeholder begins so; no vendor's key does. */
export const PLACEHOLDER_PREFIX = "REPLACE_WITH_";

/** The status that a secret's `Status` tag tells until an operator has provided the value. */
export const PENDING_STATUS = "pending-provisioning";

/** The status that `put` writes. */
export const PROVIDED_STATUS = "provided";

/** Tags that operators' commands write; the program must not take them back. */
export const OPERATOR_TAGS = ["NextRotation", "Status"] as const;

/**
 * The label on AWS under which a placeholder is put. PutSecretValue moves only the labels it names, and gives AWSCURRENT
 * by itself to a secret's first version alone: a placeholder put again can never displace what an operator has put.
 */
export const PLACEHOLDER_LABEL = "PLACEHOLDER";

/**
 * How the ids of versions begin that the program puts on AWS: its provider sends Terraform's unique id (this, the time
 * and a counter) as the request's token. The AWS CLI, the console and the SDKs send a UUID, `put` an id of the value.
 * @see hashicorp/terraform-provider-aws, internal/service/secretsmanager/secret_version.go
 */
export const PROGRAM_VERSION_PREFIX = "terraform-";

/** The label by which an order for a Secret tells which environment's stack made it, so that clusters are not mixed up. */
export const STACK_LABEL = "app.kubernetes.io/instance";

/** The path of the credential's secret on AWS: `qualisys/llm/openai`. */
export function awsSecretName(prefix: string, credential: Credential): string {
  return `${prefix}/${credential.category}/${credential.aws.name}`;
}

/** The role that reads a category's secrets on AWS: `qualisys-reader-llm`. */
export function awsReaderRole(prefix: string, category: Category): string {
  return `${prefix}-reader-${category}`;
}

/** The role by which operators put, label and tag secrets on AWS: `qualisys-secret-writer`. */
export function awsWriterRole(prefix: string): string {
  return `${prefix}-secret-writer`;
}

/** The alias of the customer key on AWS: `alias/qualisys-secrets`. */
export function awsKeyAlias(prefix: string): string {
  return `alias/${prefix}-secrets`;
}

/** An alarm on AWS, and the rule behind it: `qualisys-watch-denied`. No other stack's names begin as one's own do. */
export function awsWatchName(prefix: string, id: string): string {
  return `${prefix}-watch-${id}`;
}

/** The partition of a region of AWS: China's and the American government's are apart from all others. */
export function awsPartition(region: string): "aws" | "aws-cn" | "aws-us-gov" {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/**
 * The region that has the events of IAM.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
 */
export function awsGlobalRegion(region: string): string {
  return { aws: "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" }[awsPartition(region)];
}

/** The regions whose events the alarms hear: the secrets' own first, then their copies', and the one that has IAM's. */
export function awsHeardRegions(home: string, copies: readonly string[]): readonly string[] {
  return [...new Set([home, ...copies, awsGlobalRegion(home)])];
}

/** The id of the alarm on a region's heartbeat; a rule's name has room for a region and no more. */
export function awsHeartbeatId(home: string, from: string): string {
  return from === home ? "heartbeat" : from;
}

/** The function on AWS that rotates the database's login: `qualisys-database-rotation`. */
export function awsRotationFunction(prefix: string): string {
  return `${prefix}-database-rotation`;
}

/** The function on AWS that reads what accounts cost: `qualisys-spend-watch`. */
export function awsSpendFunction(prefix: string): string {
  return `${prefix}-spend-watch`;
}

/** What the names of all readers on AWS begin with: `qualisys-reader-`. */
export function awsReaderPrefix(prefix: string): string {
  return `${prefix}-reader-`;
}

/** The calls on AWS by which the alarms are seen to work, their role and their topic: `qualisys-heartbeat`. */
export function awsHeartbeat(prefix: string): string {
  return `${prefix}-heartbeat`;
}

/** The topic on AWS that tells people of alarms: `qualisys-secret-alarms`. */
export function awsAlarmTopic(prefix: string): string {
  return `${prefix}-secret-alarms`;
}

/** The topic on AWS for what could silence the first one: `qualisys-secret-alarms-backup`. */
export function awsBackupTopic(prefix: string): string {
  return `${awsAlarmTopic(prefix)}-backup`;
}

/** The alias of the key that encrypts the alarms' topic: `alias/qualisys-alarms`. */
export function awsAlarmsKeyAlias(prefix: string): string {
  return `alias/${prefix}-alarms`;
}

/** The action group on Azure that tells people of alarms. */
export function azureAlarmPeople(vaultName: string): string {
  return `${vaultName}-alarms`;
}

/** A second action group for the same people: what tells of changes to the first may not depend on it. */
export function azureBackupPeople(vaultName: string): string {
  return `${vaultName}-alarms-backup`;
}

/** Alarms on Azure that ask the vault's audit log. */
export const AZURE_LOG_ALARMS = ["denied-access", "stranger-read", "stranger-write"] as const;
export type AzureLogAlarm = (typeof AZURE_LOG_ALARMS)[number];

/** An alarm on Azure: `qualisys-secrets-denied-access`. */
export function azureAlarm(vaultName: string, kind: string): string {
  return `${vaultName}-${kind}`;
}

/** The diagnostic setting that sends a vault's audit log to the alarms' workspace. */
export const AZURE_AUDIT_SETTING = "secrets-audit";

/** What stands in a field until an operator provides it: `REPLACE_WITH_OPENAI_API_KEY`. */
export function placeholder(credential: Credential, field: Field): string {
  return `${PLACEHOLDER_PREFIX}${credential.id}_${field.name}`.toUpperCase().replaceAll("-", "_");
}

/** Whether a value is one that still has to be provided. */
export function isPlaceholder(value: string): boolean {
  return value.startsWith(PLACEHOLDER_PREFIX);
}

/** The value a field is created with: its default or its placeholder. */
export function initialValue(credential: Credential, field: Field): string {
  return field.default ?? placeholder(credential, field);
}

/** The fields of a credential that an operator has to provide before it can be used. */
export function requiredFields(credential: Credential): readonly Field[] {
  return credential.fields.filter((field) => field.default === undefined);
}

/** Whether an operator fills in and rotates the credential, rather than a machine. */
export function isOperatorProvided(credential: Credential): boolean {
  return credential.source === "operator" || credential.source === "operator-later";
}

/** One secret of a vault: all fields of a credential as JSON, or one field as text. */
export interface VaultSecret {
  readonly name: string;
  readonly shape: "text" | "json";
  readonly fields: readonly Field[];
}

/** The secrets that keep a credential on Azure; none where it is not kept there. */
export function vaultSecrets(credential: Credential): readonly VaultSecret[] {
  const place = credential.azure;
  if (place === null) return [];
  if (place.shape === "json") return [{ name: place.name, shape: "json", fields: credential.fields }];
  return credential.fields.flatMap((field) => {
    const name = place.names[field.name];
    return name === undefined ? [] : [{ name, shape: "text" as const, fields: [field] }];
  });
}

/** What one vault secret holds when it is created. */
export function initialVaultValue(credential: Credential, secret: VaultSecret): string {
  const [first] = secret.fields;
  if (secret.shape === "text" && first !== undefined) return initialValue(credential, first);
  return initialDocument(credential, secret.fields);
}

/** The JSON document that a secret is created with; `more` are keys that belong to the place and not the credential. */
export function initialDocument(
  credential: Credential,
  fields: readonly Field[] = credential.fields,
  more: Readonly<Record<string, string>> = {},
): string {
  const values = Object.fromEntries(fields.map((field) => [field.name, initialValue(credential, field)]));
  return JSON.stringify({ ...values, ...more });
}

/** The tags that every secret of a credential carries on both clouds (10 at most; a vault allows 15). */
export function tags(credential: Credential, name: string, environment: string): Record<string, string> {
  const { rotation, limits } = credential;
  return {
    Name: name,
    Category: credential.category,
    Epic: String(credential.epic),
    RotationSchedule: rotation.cadence,
    ...(rotation.firstDue === undefined ? {} : { NextRotation: rotation.firstDue }),
    ...(limits?.billingAlert === undefined ? {} : { BillingAlert: limits.billingAlert }),
    ...(isOperatorProvided(credential) ? { Status: PENDING_STATUS } : {}),
    Owner: rotation.owner,
    ...stackTags(environment),
  };
}

/** The tags of everything that a stack makes, secrets or not. */
export function stackTags(environment: string): Record<string, string> {
  return { Environment: environment, ManagedBy: "pulumi" };
}

/** The command that updates a stack, for messages. @param stack left out where the message cannot know it. */
export function updateCommand(stack = "<stack>"): string {
  return `npm run up -- --stack ${stack}`;
}

/** The steps of the provisioning guide for a stack of that environment: what is made at a vendor is named after it. */
export function stepsFor(credential: Credential, environment: string): readonly Step[] {
  const named = (detail: Detail): Detail =>
    detail.kind === "setting" ? { ...detail, value: detail.value.replaceAll("{environment}", environment) } : detail;
  return credential.provisioning.map((step) =>
    step.details === undefined ? step : { ...step, details: step.details.map(named) },
  );
}

/** The command that provides a credential, for messages. */
export function provideCommand(credential: Credential, stack: string): string {
  if (credential.source === "generated") return updateCommand(stack);
  return `npm run secrets -- put ${credential.id} --stack ${stack}`;
}

/** The service account (and the store) by which a cluster reads a category: `qualisys-secrets-llm`. */
export function readerName(category: Category): string {
  return `qualisys-secrets-${category}`;
}

/** How a cluster's token names the service account that reads a category. */
export function readerSubject(namespace: string, category: Category): string {
  return `system:serviceaccount:${namespace}:${readerName(category)}`;
}
