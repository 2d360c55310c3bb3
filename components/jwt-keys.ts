import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { JWT_KEY_LENGTH } from "../catalogue/credentials/jwt-signing-key.ts";
import { type JwtGenerations, otherAccepted } from "./jwt-generations.ts";

/**
 * The generated signing keys, the same on every cloud. Each generation is a key of its own, so that moving on makes a
 * new one and leaves the one before as it is.
 */
export class JwtKeys extends pulumi.ComponentResource {
  /** Signs new tokens. */
  readonly secret: pulumi.Output<string>;
  /**
   * Accepted beside it: the key that will sign next, or the one that signed before. Equal to `secret` where no other is:
   * an empty key would let anybody sign.
   */
  readonly previousSecret: pulumi.Output<string>;
  /** The generations, known once their keys exist: a plain value would count a failed update as done. */
  readonly generations: pulumi.Output<JwtGenerations>;

  constructor(name: string, generations: JwtGenerations, opts?: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:index:JwtKeys", name, {}, opts);
    const current = generation(this, name, generations.current);
    const number = otherAccepted(generations);
    const other = number === generations.current ? current : generation(this, name, number);
    this.secret = current.result;
    this.previousSecret = other.result;
    this.generations = pulumi.all([current.id, other.id]).apply(() => generations);
    this.registerOutputs({});
  }
}

// Not protected: a protected resource cannot be removed, and a generation that is no longer accepted must go.
function generation(parent: JwtKeys, name: string, number: number): RandomPassword {
  return new RandomPassword(`${name}-generation-${number}`, { length: JWT_KEY_LENGTH, special: false }, { parent });
}
