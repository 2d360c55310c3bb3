import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { JWT_KEY_LENGTH } from "../catalogue/credentials/jwt-signing-key.ts";
import { updateCommand } from "../catalogue/names.ts";
import type { JwtSettings } from "../stack-settings.ts";

/** The generations of the signing key that a stack has in service, as its output `jwtGenerations` tells. */
export interface JwtGenerations {
  readonly current: number;
  readonly previous: number;
}

/** The generations that settings ask for: without a previous one, the current one is the only one accepted. */
export function generationsOf(settings: JwtSettings): JwtGenerations {
  return { current: settings.current, previous: settings.previous ?? settings.current };
}

/**
 * Why moving from the deployed generations to the wanted ones would drop a key that tokens in circulation were
 * signed with, or undefined where it does not.
 */
export function droppedKey(deployed: JwtGenerations | undefined, wanted: JwtGenerations): string | undefined {
  if (deployed === undefined) return undefined;
  if (wanted.current === deployed.current) return undefined;
  if (wanted.current === deployed.current + 1 && wanted.previous === deployed.current) return undefined;
  // Asked for in so many words: a leaked key is cut off at once.
  if (wanted.current === deployed.current + 1 && wanted.previous === wanted.current) return undefined;
  const next = `jwt: {current: ${deployed.current + 1}, previous: ${deployed.current}}`;
  return (
    `The stack signs tokens with generation ${deployed.current} of the JWT key. Moving to jwt: {current: ${wanted.current}, previous: ${wanted.previous}} ` +
    `would drop it while its tokens are still in use. Set ${next} first, update the stack (${updateCommand()}), and move on when those tokens have expired.`
  );
}

/**
 * The generated signing keys, the same on every cloud. Each generation is a key of its own, so that moving on makes a
 * new one and leaves the one before as it is.
 */
export class JwtKeys extends pulumi.ComponentResource {
  /** Signs new tokens. */
  readonly secret: pulumi.Output<string>;
  /** Accepted beside it; equal to `secret` where no other is. An empty key would let anybody sign. */
  readonly previousSecret: pulumi.Output<string>;
  /** The generations, known once their keys exist: a plain value would count a failed update as done. */
  readonly generations: pulumi.Output<JwtGenerations>;

  constructor(name: string, generations: JwtGenerations, opts?: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:index:JwtKeys", name, {}, opts);
    const current = generation(this, name, generations.current);
    const previous =
      generations.previous === generations.current ? current : generation(this, name, generations.previous);
    this.secret = current.result;
    this.previousSecret = previous.result;
    this.generations = pulumi.all([current.id, previous.id]).apply(() => generations);
    this.registerOutputs({});
  }
}

// Not protected: a protected resource cannot be removed, and a generation that is no longer accepted must go.
function generation(parent: JwtKeys, name: string, number: number): RandomPassword {
  return new RandomPassword(`${name}-generation-${number}`, { length: JWT_KEY_LENGTH, special: false }, { parent });
}
