import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { MockCallArgs, MockResourceArgs } from "@pulumi/pulumi/runtime/index.js";

/** Where the made-up resources are. */
export interface Ground {
  readonly account: string;
  readonly region: string;
}

type Inputs = Readonly<Record<string, unknown>>;
type Make = (name: string, ground: Ground, inputs: Inputs) => Record<string, unknown>;

const arn = (service: string, resource: (name: string) => string, regional = true): Make => {
  return (name, { account, region }, inputs) => ({
    arn: `arn:aws:${service}:${regional ? (inputs.region ?? region) : ""}:${account}:${resource(name)}`,
  });
};

/** What the cloud adds to a resource's inputs, for the types whose identifiers other resources take up. */
const CLOUD_ADDS: Readonly<Record<string, Make>> = {
  "aws:cloudtrail/trail:Trail": arn("cloudtrail", (name) => `trail/${name}`),
  "aws:cloudwatch/eventBus:EventBus": arn("events", (name) => `event-bus/${name}`),
  "aws:cloudwatch/eventRule:EventRule": arn("events", (name) => `rule/${name}`),
  "aws:cloudwatch/metricAlarm:MetricAlarm": arn("cloudwatch", (name) => `alarm:${name}`),
  "aws:iam/policy:Policy": arn("iam", (name) => `policy/${name}`, false),
  "aws:iam/role:Role": arn("iam", (name) => `role/${name}`, false),
  "aws:kms/key:Key": (name, ground, inputs) => {
    const keyId = uuid(name);
    return { ...arn("kms", () => `key/${keyId}`)(name, ground, inputs), keyId };
  },
  "aws:lambda/function:Function": arn("lambda", (name) => `function:${name}`),
  "aws:s3/bucket:Bucket": (name) => ({ arn: `arn:aws:s3:::${name}`, bucket: name }),
  // Secrets Manager ends every ARN with a hyphen and six characters of its own.
  "aws:secretsmanager/secret:Secret": arn("secretsmanager", (name) => `secret:${name}-${digest(name).slice(0, 6)}`),
  "aws:secretsmanager/secretVersion:SecretVersion": (name) => ({ versionId: uuid(name) }),
  "aws:serverlessrepository/cloudFormationStack:CloudFormationStack": (name, { account, region }) => ({
    outputs: { RotationLambdaARN: `arn:aws:lambda:${region}:${account}:function:${name}` },
  }),
  "aws:sns/topic:Topic": arn("sns", (name) => name),
  "azure-native:keyvault:Vault": (name) => ({ properties: { vaultUri: `https://${name}.vault.azure.net/` } }),
  "azure-native:managedidentity:UserAssignedIdentity": (name) => ({
    clientId: `<client of ${name}>`,
    principalId: `<principal of ${name}>`,
  }),
  // Never shown: the SDK's mark makes it a secret, and the preview masks secrets.
  "random:index/randomPassword:RandomPassword": (name) => ({ result: pulumi.secret(`made-up-${digest(name)}`) }),
  "pulumi:pulumi:StackReference": () => ({ outputs: {} }),
};

/**
 * What a resource looks like once "created": its inputs and what the cloud would add, so that identifiers in policies
 * and outputs read as they will. What is not made up here stays unknown, as in any preview.
 */
export function madeUpState(args: MockResourceArgs, ground: Ground): { id: string; state: Record<string, unknown> } {
  const inputs = args.inputs as Inputs;
  const name = physicalName(inputs) ?? args.name;
  const added = CLOUD_ADDS[args.type]?.(name, ground, inputs) ?? {};
  // Azure's identifiers are long, and the program composes those that it needs itself.
  const id = args.type.startsWith("azure-native:") ? args.name : String(added.arn ?? name);
  return { id, state: { name, ...inputs, ...added } };
}

/** What a provider's function answers, where another resource takes it up. */
export function madeUpResult({ token, inputs }: MockCallArgs, { account }: Ground): Record<string, unknown> {
  if (token !== "aws:lambda/getFunction:getFunction") return inputs;
  const name = String(inputs.functionName).split(":").at(-1);
  return {
    ...inputs,
    role: `arn:aws:iam::${account}:role/serverlessrepo-${name}-Role-${digest(String(name)).slice(0, 12)}`,
  };
}

function physicalName({ name, bucket }: Inputs): string | undefined {
  return [name, bucket].find((given) => typeof given === "string");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function uuid(text: string): string {
  return digest(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
