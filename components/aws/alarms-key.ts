import { Alias, Key, KeyPolicy } from "@pulumi/aws/kms/index.js";
import * as pulumi from "@pulumi/pulumi";
import { awsAlarmsKeyAlias } from "../../catalogue/index.ts";
import { type AlarmsKeyPolicyArgs, alarmsKeyPolicy } from "./alarms-key-policy.ts";
import { commonTags, isProtected, type Place, RECOVERY_DAYS } from "./place.ts";

/** The key of the alarms' topic. It is not the secrets' key: whoever breaks that one would silence its alarm. */
export class AlarmsKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Without it nothing can be published: what needs the key depends on it. */
  readonly policy: pulumi.Resource;

  constructor(name: string, place: Place, args: AlarmsKeyPolicyArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:AlarmsKey", name, {}, opts);
    const key = new Key(
      name,
      {
        description: `Encrypts the alarms of the secrets under ${place.prefix}/`,
        enableKeyRotation: true,
        rotationPeriodInDays: 365,
        deletionWindowInDays: RECOVERY_DAYS,
        tags: { Name: `${place.prefix}-alarms`, ...commonTags(place) },
      },
      { parent: this, protect: isProtected(place) },
    );
    new Alias(`${name}-alias`, { name: awsAlarmsKeyAlias(place.prefix), targetKeyId: key.keyId }, { parent: this });
    this.policy = new KeyPolicy(
      `${name}-policy`,
      { keyId: key.keyId, policy: JSON.stringify(alarmsKeyPolicy(place, args)) },
      { parent: this },
    );
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
