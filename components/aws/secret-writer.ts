import { Policy, Role, RolePolicy, RolePolicyAttachment } from "@pulumi/aws/iam/index.js";
import * as pulumi from "@pulumi/pulumi";
import { awsWriterRole } from "../../catalogue/index.ts";
import { drillPolicy } from "./drill-policy.ts";
import { bounded, commonTags, type Place, type StoredSecret } from "./place.ts";
import { principalsTrust, writerPolicy } from "./policies.ts";
import { allArns, type StoreKeys } from "./secrets-key.ts";

export interface SecretWriterArgs {
  readonly keys: StoreKeys;
  /** What operators put. */
  readonly secrets: readonly StoredSecret[];
  /** What they see the dates, labels and tags of. */
  readonly seen: readonly StoredSecret[];
  /** Roles and users that may become the writer; empty: a policy to attach, and no role. */
  readonly operators: readonly string[];
}

/** What operators work with: it puts, labels and tags, looks at the alarms, and reads no secret. */
export class SecretWriter extends pulumi.ComponentResource {
  readonly policyArn: pulumi.Output<string>;
  /** Absent where the settings name no operators. */
  readonly roleArn: pulumi.Output<string> | undefined;

  constructor(name: string, place: Place, args: SecretWriterArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:SecretWriter", name, {}, opts);
    const policy = new Policy(
      `${name}-policy`,
      {
        name: awsWriterRole(place.prefix),
        description: `Puts, labels and tags the secrets under ${place.prefix}/, and reads none`,
        policy: allArns(args.keys).apply((arns) => JSON.stringify(writerPolicy(place, arns, args.secrets, args.seen))),
        tags: commonTags(place),
      },
      { parent: this },
    );
    this.policyArn = policy.arn;
    this.roleArn = args.operators.length === 0 ? undefined : role(this, name, place, args.operators, policy);
    this.registerOutputs({ policyArn: this.policyArn, roleArn: this.roleArn });
  }
}

function role(
  parent: SecretWriter,
  name: string,
  place: Place,
  operators: readonly string[],
  policy: Policy,
): pulumi.Output<string> {
  const writer = new Role(
    `${name}-role`,
    {
      ...bounded(place),
      name: awsWriterRole(place.prefix),
      description: `Operators become this role to put, label and tag secrets under ${place.prefix}/`,
      assumeRolePolicy: JSON.stringify(principalsTrust(operators)),
      tags: commonTags(place),
    },
    { parent },
  );
  new RolePolicyAttachment(`${name}-writes`, { role: writer.name, policyArn: policy.arn }, { parent });
  new RolePolicy(`${name}-drills`, { role: writer.name, policy: JSON.stringify(drillPolicy(place)) }, { parent });
  return writer.arn;
}
