import { arn, type Place, serviceHost } from "./place.ts";
import { type PolicyDocument, policy, type Statement } from "./policies.ts";

export interface AlarmsKeyPolicyArgs {
  /** The only role that may change the key; beside it, the account's root user can, so that it is never lost. */
  readonly deployerRole: string;
  /** Roles that publish to the topic. */
  readonly publishers: readonly string[];
}

const PUBLISH = ["kms:GenerateDataKey*", "kms:Decrypt"];

/** Looks at the key. */
const LOOK = ["kms:Describe*", "kms:List*", "kms:Get*"];

/** Changes the key. No grants: a grant would let someone use it without a trace in the policy. */
const CHANGE = [
  "kms:Enable*",
  "kms:Disable*",
  "kms:Update*",
  "kms:PutKeyPolicy",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:ScheduleKeyDeletion",
  "kms:CancelKeyDeletion",
];

/** Principals that may use or change the key of the alarms' topic. It encrypts no secret, and few may change it. */
export function alarmsKeyPolicy(place: Place, args: AlarmsKeyPolicyArgs): PolicyDocument {
  const root = `${arn(place, "iam", "")}:root`;
  const account = { Effect: "Allow", Principal: { AWS: root }, Resource: "*" } as const;
  return policy(
    { Sid: "Look", ...account, Action: LOOK },
    {
      Sid: "Administer",
      ...account,
      Action: CHANGE,
      Condition: { ArnEquals: { "aws:PrincipalArn": [args.deployerRole, root] } },
    },
    ...publishing(place),
    {
      Sid: "PublishReminders",
      ...account,
      Action: PUBLISH,
      Condition: {
        StringEquals: { "kms:ViaService": serviceHost(place, "sns") },
        ArnEquals: { "aws:PrincipalArn": args.publishers },
      },
    },
  );
}

/**
 * The services that publish alarms to a topic which this key encrypts.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function publishing(place: Place): Statement[] {
  const use = { Effect: "Allow", Action: PUBLISH, Resource: "*" } as const;
  return [
    // EventBridge sends no source account here; a condition on it would stop every delivery without a word.
    { Sid: "PublishEvents", ...use, Principal: { Service: "events.amazonaws.com" } },
    {
      Sid: "PublishAlarms",
      ...use,
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": place.accountId } },
    },
  ];
}
