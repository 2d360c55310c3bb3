// AWS publishes its rotation functions once per partition, and not every version in each. Versions as aws-cdk pins them, where
// they are tried together with the parameters of database-rotation.ts.
// @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-secretsmanager/lib/secret-rotation.ts
// @see https://github.com/aws/aws-cdk/pull/38462 (the American government's)
/** Where AWS's rotation functions are published, and in which version. */
export const PUBLISHED = {
  aws: { region: "us-east-1", account: "297356227824", version: "1.1.671" },
  "aws-cn": { region: "cn-north-1", account: "193023089310", version: "1.1.440" },
  "aws-us-gov": { region: "us-gov-west-1", account: "023102451235", version: "1.1.383" },
} as const;
