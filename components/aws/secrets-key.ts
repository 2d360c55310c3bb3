import { Alias, Key, KeyPolicy } from "@pulumi/aws/kms/index.js";
import * as pulumi from "@pulumi/pulumi";
import { awsKeyAlias } from "../../catalogue/index.ts";
import { type KeyPolicyArgs, keyPolicy } from "./key-policy.ts";
import { commonTags, isProtected, type Place, RECOVERY_DAYS } from "./place.ts";

/** The keys of a store's secrets, by their ARNs. */
export interface StoreKeys {
  /** The store's own. */
  readonly home: pulumi.Output<string>;
  /** Region -> the key of the copies in it. */
  readonly copies: ReadonlyMap<string, pulumi.Output<string>>;
}

/** All of them, the store's own first. */
export function allArns({ home, copies }: StoreKeys): pulumi.Output<readonly string[]> {
  return pulumi.all([home, ...copies.values()]);
}

/**
 * A customer key of the secrets: the store's own, which is the trail's, too, and the backup topic's, which tells of the
 * alarms' own key; or a region's, for the copies in it.
 */
export class SecretsKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly #name: string;
  readonly #place: Place;
  readonly #keyId: pulumi.Output<string>;
  readonly #region: string;

  constructor(name: string, place: Place, region: string, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:SecretsKey", name, {}, opts);
    const copies = region !== place.region;
    const encrypts = copies
      ? `the copies of the secrets under ${place.prefix}/`
      : `the secrets under ${place.prefix}/, their alarms and their trail`;
    const inRegion = copies ? { region } : {};
    const key = new Key(
      name,
      {
        ...inRegion,
        description: `Encrypts ${encrypts}`,
        enableKeyRotation: true,
        rotationPeriodInDays: 365,
        // A key gone before its secrets would leave those that are recovered unreadable.
        deletionWindowInDays: RECOVERY_DAYS,
        tags: { Name: `${place.prefix}-secrets`, ...commonTags(place) },
      },
      { parent: this, protect: isProtected(place) },
    );
    new Alias(
      `${name}-alias`,
      { ...inRegion, name: awsKeyAlias(place.prefix), targetKeyId: key.keyId },
      { parent: this },
    );
    this.arn = key.arn;
    this.#name = name;
    this.#place = place;
    this.#keyId = key.keyId;
    this.#region = region;
    this.registerOutputs({ arn: this.arn });
  }

  /**
   * Gives the key its policy: nobody else may use it.
   *
   * Apart from the constructor, because the policy names the rotation function's role and that function is given the
   * key. What AWS refuses to make before the policy holds depends on the resource that this returns.
   */
  restrictTo(args: pulumi.Input<KeyPolicyArgs>): KeyPolicy {
    const copies = this.#region !== this.#place.region;
    return new KeyPolicy(
      `${this.#name}-policy`,
      {
        ...(copies ? { region: this.#region } : {}),
        keyId: this.#keyId,
        policy: pulumi.output(args).apply((granted) => JSON.stringify(keyPolicy(this.#place, granted, copies))),
      },
      { parent: this },
    );
  }
}

/** Region -> the key of the copies in it: the one that the settings give, or one that the program makes. */
export function createCopyKeys(
  name: string,
  place: Place,
  inside: pulumi.ComponentResourceOptions,
): ReadonlyMap<string, { readonly arn: pulumi.Output<string>; readonly made?: SecretsKey }> {
  return new Map(
    place.replicas.map(({ region, kmsKeyArn }) => {
      if (kmsKeyArn !== undefined) return [region, { arn: pulumi.output(kmsKeyArn) }];
      const made = new SecretsKey(`${name}-${region}`, place, region, inside);
      return [region, { arn: made.arn, made }];
    }),
  );
}
