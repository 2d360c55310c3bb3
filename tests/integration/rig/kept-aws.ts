import { keptKind } from "./kept.ts";
import type { Handled, Kind } from "./kinds.ts";
import type { Properties } from "./values.ts";

// Types of AWS that no emulator has here: ids and ARNs are made as AWS makes them.

const text = (value: unknown) => String(value);

function arn({ cloud, region }: Handled, service: string, rest: string, inputs: Properties = {}): string {
  return `arn:aws:${service}:${inputs.region ?? region}:${cloud.account}:${rest}`;
}

const iamArn = ({ cloud }: Handled, rest: string) => `arn:aws:iam::${cloud.account}:${rest}`;

/** Named things whose id is their name. */
const named = (service: string, prefix: string) =>
  keptKind({
    name: "name",
    id: ({ name }) => text(name),
    computed: (inputs, _id, resource) => ({ arn: arn(resource, service, `${prefix}${inputs.name}`, inputs) }),
  });

/** Settings of a bucket, one of a kind for each. */
const ofBucket = keptKind({ id: ({ bucket }) => text(bucket), fixed: ["bucket"] });

export const keptAws: Readonly<Record<string, Kind>> = {
  "aws:cloudtrail/trail:Trail": keptKind({
    name: "name",
    id: ({ name }, resource) => arn(resource, "cloudtrail", `trail/${name}`),
    computed: (_inputs, id) => ({ arn: id }),
  }),
  "aws:cloudwatch/eventRule:EventRule": named("events", "rule/"),
  "aws:cloudwatch/eventTarget:EventTarget": keptKind({
    name: "targetId",
    id: ({ rule, targetId }) => `${rule}-${targetId}`,
    fixed: ["rule"],
  }),
  "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group:"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm:"),
  "aws:iam/policy:Policy": keptKind({
    name: "name",
    fixed: ["description", "path"],
    id: ({ name }, resource) => iamArn(resource, `policy/${name}`),
    computed: (_inputs, id) => ({ arn: id }),
  }),
  "aws:iam/role:Role": keptKind({
    name: "name",
    id: ({ name }) => text(name),
    computed: (_inputs, id, resource) => ({ arn: iamArn(resource, `role/${id}`) }),
  }),
  "aws:iam/rolePolicy:RolePolicy": keptKind({
    name: "name",
    fixed: ["role"],
    id: ({ role, name }) => `${role}:${name}`,
  }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": keptKind({
    fixed: ["role", "policyArn"],
    id: ({ role, policyArn }) => `${role}/${policyArn}`,
  }),
  "aws:kms/keyPolicy:KeyPolicy": keptKind({ fixed: ["keyId"], id: ({ keyId }) => text(keyId) }),
  "aws:lambda/function:Function": named("lambda", "function:"),
  "aws:s3/bucket:Bucket": keptKind({
    name: "bucket",
    id: ({ bucket }) => text(bucket),
    computed: ({ bucket }) => ({ arn: `arn:aws:s3:::${bucket}` }),
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket,
  "aws:s3/bucketPolicy:BucketPolicy": ofBucket,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ofBucket,
  "aws:s3/bucketVersioning:BucketVersioning": ofBucket,
  "aws:scheduler/schedule:Schedule": keptKind({
    name: "name",
    id: ({ name }) => `default/${name}`,
    computed: ({ name }, _id, resource) => ({ arn: arn(resource, "scheduler", `schedule/default/${name}`) }),
  }),
  "aws:secretsmanager/secretRotation:SecretRotation": keptKind({
    fixed: ["secretId"],
    id: ({ secretId }) => text(secretId),
  }),
  "aws:serverlessrepository/cloudFormationStack:CloudFormationStack": keptKind({
    name: "name",
    id: ({ name }, resource) => arn(resource, "cloudformation", `stack/serverlessrepo-${name}`),
    computed: ({ name }, _id, resource) => ({
      outputs: { RotationLambdaARN: arn(resource, "lambda", `function:${name}`) },
    }),
  }),
  "aws:sns/topic:Topic": keptKind({
    name: "name",
    id: ({ name }, resource) => arn(resource, "sns", text(name)),
    computed: (_inputs, id) => ({ arn: id }),
  }),
  "aws:sns/topicPolicy:TopicPolicy": keptKind({ fixed: ["arn"], id: (inputs) => text(inputs.arn) }),
  "aws:sns/topicSubscription:TopicSubscription": keptKind({
    fixed: ["topic", "protocol", "endpoint"],
    id: ({ topic, protocol, endpoint }) => `${topic}:${protocol}:${endpoint}`,
    computed: (_inputs, id) => ({ arn: id }),
  }),
};
