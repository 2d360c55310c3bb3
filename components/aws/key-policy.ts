import { publishing } from "./alarms-key-policy.ts";
import { arn, type Place, type StoredSecret } from "./place.ts";
import { forSecrets, KEY_USE, type PolicyDocument, policy, type Statement } from "./policies.ts";

/** Principals, by their ARNs, that may use the key for these secrets and for no others. */
export interface KeyUser {
  readonly sid: string;
  readonly principals: readonly string[];
  readonly secrets: readonly StoredSecret[];
  readonly use: "read" | "write";
  /** Makes secrets: Secrets Manager tries the key for it before the secret has an ARN. */
  readonly creates?: boolean;
}

export interface KeyPolicyArgs {
  readonly users: readonly KeyUser[];
  /** The trail whose log files the key encrypts; absent where the account has a trail of its own. */
  readonly trailArn?: string;
}

// Administration without use: whoever may change the key cannot decrypt with it, unless they rewrite this policy, which
// raises an alarm. No grants either: a grant would let them use it without a trace in the policy.
const ADMINISTRATION = [
  "kms:Describe*",
  "kms:List*",
  "kms:Get*",
  "kms:Enable*",
  "kms:Disable*",
  "kms:Update*",
  "kms:PutKeyPolicy",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:ScheduleKeyDeletion",
  "kms:CancelKeyDeletion",
  "kms:RevokeGrant",
  // An alias takes both on the alias and on its key. The program names the key by its ARN, so an alias gives no use of it.
  // @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
  "kms:CreateAlias",
  "kms:DeleteAlias",
];

/**
 * What Secrets Manager sends as a secret's ARN where it tries a key. Nothing is ever encrypted under it.
 * @see https://github.com/cdklabs/aws-delivlib, lib/pgp-secret.ts: AWS's own key policies admit it
 */
const VALIDATION = "RequestToValidateKeyAccess";

/**
 * Who may do what with the customer key.
 *
 * The account as principal only opens the door to its IAM policies: each use is narrowed to named principals
 * (`aws:PrincipalArn`), so both this policy and theirs must allow it. A role named as principal would have to exist
 * before the key, and a role made anew under the same name would be locked out.
 *
 * @param copies whether it is a key of copies in another region: no topic and no trail is encrypted with it.
 */
export function keyPolicy(place: Place, args: KeyPolicyArgs, copies = false): PolicyDocument {
  const account = { AWS: `${arn(place, "iam", "")}:root` };
  return policy(
    { Sid: "Administer", Effect: "Allow", Principal: account, Action: ADMINISTRATION, Resource: "*" },
    ...args.users
      .filter(({ principals, secrets }) => principals.length > 0 && secrets.length > 0)
      .map(
        ({ sid, principals, secrets, use, creates = false }): Statement => ({
          Sid: sid,
          Effect: "Allow",
          Principal: account,
          Action: KEY_USE[use],
          Resource: "*",
          Condition: {
            ...forSecrets(place, secrets, creates ? [VALIDATION] : []),
            ArnEquals: { "aws:PrincipalArn": principals },
          },
        }),
      ),
    ...(copies ? [] : publishing(place)),
    ...(copies || args.trailArn === undefined ? [] : logging(place, account, args.trailArn)),
  );
}

/** CloudTrail encrypts its log files; those of the account who may read them decrypt them, and nothing else. */
function logging(place: Place, account: Record<string, string>, trailArn: string): Statement[] {
  const cloudtrail = { Service: "cloudtrail.amazonaws.com" };
  const source = { StringEquals: { "aws:SourceArn": trailArn } };
  return [
    {
      Sid: "EncryptTrail",
      Effect: "Allow",
      Principal: cloudtrail,
      Action: "kms:GenerateDataKey*",
      Resource: "*",
      Condition: {
        ...source,
        StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `${arn(place, "cloudtrail", "*")}:trail/*` },
      },
    },
    {
      Sid: "DescribeForTrail",
      Effect: "Allow",
      Principal: cloudtrail,
      Action: "kms:DescribeKey",
      Resource: "*",
      Condition: source,
    },
    {
      Sid: "ReadTrail",
      Effect: "Allow",
      Principal: account,
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { StringEquals: { "kms:EncryptionContext:aws:cloudtrail:arn": trailArn } },
    },
  ];
}
