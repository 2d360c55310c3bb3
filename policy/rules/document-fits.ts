import { typeName } from "../resource-type.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { holdsUnknown, parsed } from "../values.ts";

interface Limit {
  readonly property: string;
  readonly most: number;
  readonly unit: "characters" | "bytes";
  readonly sizeOf: (text: string) => number;
}

const withoutSpace = (text: string) => text.replace(/\s/g, "").length;

// docs.aws.amazon.com, "IAM and AWS STS quotas": white space does not count. Of a quota that can be raised, the highest.
const ofIam = (property: string, most: number): Limit => ({ property, most, unit: "characters", sizeOf: withoutSpace });
const managed = (property: string) => ofIam(property, 6144);
// Of all inline policies of a role, a group or a user AWS takes the sum; here each counts alone.
const inline = ofIam;
// The same, "AWS KMS quotas" and "AWS Secrets Manager quotas".
const keyPolicy = (property: string): Limit => ({
  property,
  most: 32_768,
  unit: "bytes",
  sizeOf: (text) => Buffer.byteLength(text),
});
const secretPolicy = (property: string): Limit => ({
  property,
  most: 20_480,
  unit: "characters",
  sizeOf: ({ length }) => length,
});

const LIMITS: Readonly<Record<string, Limit>> = {
  "aws:iam:Policy": managed("policy"),
  "aws-native:iam:ManagedPolicy": managed("policyDocument"),
  "aws:iam:RolePolicy": inline("policy", 10_240),
  "aws-native:iam:RolePolicy": inline("policyDocument", 10_240),
  "aws:iam:GroupPolicy": inline("policy", 5120),
  "aws-native:iam:GroupPolicy": inline("policyDocument", 5120),
  "aws:iam:UserPolicy": inline("policy", 2048),
  "aws-native:iam:UserPolicy": inline("policyDocument", 2048),
  "aws:iam:Role": inline("assumeRolePolicy", 8192),
  "aws-native:iam:Role": inline("assumeRolePolicyDocument", 8192),
  "aws:kms:Key": keyPolicy("policy"),
  "aws:kms:KeyPolicy": keyPolicy("policy"),
  "aws:kms:ExternalKey": keyPolicy("policy"),
  "aws:kms:ReplicaKey": keyPolicy("policy"),
  "aws:kms:ReplicaExternalKey": keyPolicy("policy"),
  "aws-native:kms:Key": keyPolicy("keyPolicy"),
  "aws-native:kms:ReplicaKey": keyPolicy("keyPolicy"),
  "aws:secretsmanager:Secret": secretPolicy("policy"),
  "aws:secretsmanager:SecretPolicy": secretPolicy("policy"),
  "aws-native:secretsmanager:ResourcePolicy": secretPolicy("resourcePolicy"),
};

const found = messages({
  tooLong: ({ property, most, unit, size }: Limit & { size: number }) =>
    `${property} has ${size} ${unit}, and AWS takes ${most}`,
});

/** AWS refuses no document for its length when half of an update is done. */
export const documentFits: ResourceRule = {
  id: "document-fits",
  types: new Set(Object.keys(LIMITS)),
  *judge(resource) {
    const limit = LIMITS[typeName(resource.type)];
    const document = limit && parsed(resource.props[limit.property]);
    if (limit === undefined || document === undefined || document === null) return;
    if (holdsUnknown(document)) {
      yield undecided(limit.property);
      return;
    }
    // The provider sends it without the spaces between its parts, however it is written.
    const size = limit.sizeOf(typeof document === "string" ? document : JSON.stringify(document));
    if (size > limit.most) yield found.tooLong({ ...limit, size });
  },
};
