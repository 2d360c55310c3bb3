import { Alias, Key, KeyPolicy } from "@pulumi/aws/kms/index.js";
import * as pulumi from "@pulumi/pulumi";
import { awsKeyAlias } from "../../catalogue/index.ts";
import { type KeyPolicyArgs, keyPolicy } from "./key-policy.ts";
import { commonTags, isProtected, type Place, RECOVERY_DAYS } from "./place.ts";

/** The customer key of the secrets and the trail, and of the backup topic, which tells of the alarms' own key. */
export class SecretsKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly #name: string;
  readonly #place: Place;
  readonly #keyId: pulumi.Output<string>;

  constructor(name: string, place: Place, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:SecretsKey", name, {}, opts);
    const key = new Key(
      name,
      {
        description: `Encrypts the secrets under ${place.prefix}/, their alarms and their trail`,
        enableKeyRotation: true,
        rotationPeriodInDays: 365,
        // A key gone before its secrets would leave those that are recovered unreadable.
        deletionWindowInDays: RECOVERY_DAYS,
        tags: { Name: `${place.prefix}-secrets`, ...commonTags(place) },
      },
      { parent: this, protect: isProtected(place) },
    );
    new Alias(`${name}-alias`, { name: awsKeyAlias(place.prefix), targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.#name = name;
    this.#place = place;
    this.#keyId = key.keyId;
    this.registerOutputs({ arn: this.arn });
  }

  /**
   * Gives the key its policy: nobody else may use it.
   *
   * Apart from the constructor, because the policy names the rotation function's role and that function is given the
   * key. What AWS refuses to make before the policy holds depends on the resource that this returns.
   */
  restrictTo(args: pulumi.Input<KeyPolicyArgs>): KeyPolicy {
    return new KeyPolicy(
      `${this.#name}-policy`,
      {
        keyId: this.#keyId,
        policy: pulumi.output(args).apply((granted) => JSON.stringify(keyPolicy(this.#place, granted))),
      },
      { parent: this },
    );
  }
}
