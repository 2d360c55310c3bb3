import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import type { Program, Role } from "./program.ts";

/** What a token says of its bearer, once its signature has been verified. */
export interface Identity {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly subject: string;
}

/** A secret as IAM sees it. */
export interface Target {
  readonly arn: string;
  /** Undefined where there is no such secret, and so nothing to decrypt. */
  readonly kmsKeyId: string | undefined;
}

// The simulator drops context keys that it does not know, and it knows neither those of one's own identity provider nor
// those of the form kms:EncryptionContext:<name>. Each stands for another text key of the same action, in policy and
// context alike; all else is the policy as the program made it.
const TOKEN_KEYS = "accounts.google.com";
const ENCRYPTION_CONTEXT = ["kms:EncryptionContext:SecretARN", "kms:EncryptionAlgorithm"] as const;

// docs.aws.amazon.com, Secrets Manager, "Secret encryption and decryption".
const KEY_USE: Readonly<Record<string, readonly string[]>> = {
  GetSecretValue: ["kms:Decrypt"],
  PutSecretValue: ["kms:GenerateDataKey", "kms:Decrypt"],
};

/** IAM's decisions on the program's own policies. They can be withdrawn, as an administrator could. */
export class Access {
  readonly #account: string;
  readonly #region: string;
  readonly #roles: readonly Role[];
  readonly #keyPolicy: unknown;
  readonly #withdrawn = new Set<string>();
  readonly #distrusted = new Set<string>();

  constructor(program: Program, region: string) {
    this.#account = program.account;
    this.#region = region;
    this.#roles = program.roles;
    this.#keyPolicy = standIn(program.keyPolicy);
  }

  /** Takes all policies from a role, or gives them back. */
  withdraw(role: string, withdrawn = true): void {
    const { arn } = this.#role(role);
    if (withdrawn) this.#withdrawn.add(arn);
    else this.#withdrawn.delete(arn);
  }

  /** Lets nobody take on a role any more, or again those whom the program names. */
  distrust(role: string, distrusted = true): void {
    const { arn } = this.#role(role);
    if (distrusted) this.#distrusted.add(arn);
    else this.#distrusted.delete(arn);
  }

  /** Whether the trust policy of a role lets the bearer of a token take it on. */
  async mayAssume(roleArn: string, { issuer, audience, subject }: Identity): Promise<boolean> {
    const role = this.#roles.find(({ arn }) => arn === roleArn);
    if (role === undefined || this.#distrusted.has(roleArn)) return false;
    const provider = issuer.replace(/^https:\/\//, "");
    return this.#allowed({
      request: {
        principal: `arn:aws:iam::${this.#account}:oidc-provider/${provider}`,
        action: "sts:AssumeRoleWithWebIdentity",
        resource: { resource: roleArn, accountId: this.#account },
        contextVariables: { [`${TOKEN_KEYS}:sub`]: subject, [`${TOKEN_KEYS}:aud`]: audience[0] ?? "" },
      },
      identityPolicies: [],
      resourcePolicy: JSON.parse(JSON.stringify(role.trust).replaceAll(`"${provider}:`, `"${TOKEN_KEYS}:`)),
    });
  }

  /**
   * Whether a role may call Secrets Manager for a secret, and have the secret's key used for it where that is needed.
   * @returns the action that it may not take, or undefined.
   */
  async denied(
    roleArn: string,
    call: string,
    { arn, kmsKeyId }: Target,
    tagKeys?: readonly string[],
  ): Promise<string | undefined> {
    const action = `secretsmanager:${call}`;
    const identityPolicies = this.#withdrawn.has(roleArn) ? [] : this.#role(roleArn).policies;
    const calls = await this.#allowed({
      request: {
        principal: roleArn,
        action,
        resource: { resource: arn, accountId: this.#account },
        contextVariables: {
          "aws:PrincipalArn": roleArn,
          ...(tagKeys === undefined ? {} : { "aws:TagKeys": [...tagKeys] }),
        },
      },
      identityPolicies: [...identityPolicies],
    });
    if (!calls) return action;
    if (kmsKeyId === undefined) return undefined;
    for (const use of KEY_USE[call] ?? []) {
      const request = {
        principal: roleArn,
        action: use,
        resource: { resource: kmsKeyId, accountId: this.#account },
        contextVariables: {
          "aws:PrincipalArn": roleArn,
          "kms:ViaService": `secretsmanager.${this.#region}.amazonaws.com`,
          [ENCRYPTION_CONTEXT[1]]: arn,
        },
      };
      const policies = identityPolicies.map(({ name, policy }) => ({ name, policy: standIn(policy) }));
      const uses = await this.#allowed({ request, identityPolicies: policies, resourcePolicy: this.#keyPolicy });
      if (!uses) return use;
    }
    return undefined;
  }

  /** The ARN of one of the program's roles. */
  roleArn(name: string): string {
    return this.#role(name).arn;
  }

  #role(nameOrArn: string): Role {
    const role = this.#roles.find(({ arn }) => arn === nameOrArn || arn.endsWith(`/${nameOrArn}`));
    if (role === undefined) throw new Error(`The program makes no role ${nameOrArn}.`);
    return role;
  }

  async #allowed(
    simulation: Pick<Simulation, "request" | "identityPolicies"> & { resourcePolicy?: unknown },
  ): Promise<boolean> {
    const result = await runSimulation({ ...simulation, serviceControlPolicies: [], resourceControlPolicies: [] }, {});
    if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
    return result.overallResult === "Allowed";
  }
}

function standIn(policy: unknown): unknown {
  return JSON.parse(JSON.stringify(policy).replaceAll(...ENCRYPTION_CONTEXT));
}
