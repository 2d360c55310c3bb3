import { BUILT_IN_ROLES } from "../../../../components/azure/roles.ts";
import type { Answer } from "./azure-directory.ts";
import type { AzureGrant, AzureIdentity, AzureSide } from "./program-azure.ts";

/** One attempt to read a secret, for tests to look at. */
export interface VaultRead {
  /** Name of the identity. */
  readonly identity: string;
  readonly secret: string;
  readonly status: number;
}

/** A Key Vault's secrets, read by those to whom the program gives the role. Answers GetSecret and nothing else. */
export class AzureVault {
  readonly reads: VaultRead[] = [];
  /** Secret -> value. */
  readonly values: Map<string, string>;
  readonly #id: string;
  readonly #grants: readonly AzureGrant[];
  readonly #withdrawn = new Set<string>();

  /** @param id the vault's resource id. */
  constructor(id: string, { grants, firstValues }: AzureSide) {
    this.#id = id;
    this.#grants = grants;
    this.values = new Map(firstValues);
  }

  /** Takes an identity's roles, or gives them back. */
  withdraw({ principalId }: AzureIdentity, withdrawn = true): void {
    if (withdrawn) this.#withdrawn.add(principalId);
    else this.#withdrawn.delete(principalId);
  }

  /** @param reader who the access token was given to. */
  answer({ pathname, origin }: URL, reader: AzureIdentity | undefined): Answer {
    const name = /^\/secrets\/([0-9A-Za-z-]+)\/?$/.exec(pathname)?.[1] ?? "";
    const answer = this.#read(name, origin, reader);
    this.reads.push({ identity: reader?.name ?? "nobody", secret: name, status: answer[0] });
    return answer;
  }

  // The errors' texts are the service's: learn.microsoft.com, "REST API error codes" of Key Vault.
  #read(name: string, origin: string, reader: AzureIdentity | undefined): Answer {
    const refuse = (status: number, code: string, message: string): Answer => [status, { error: { code, message } }];
    if (reader === undefined) return refuse(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
    if (!this.#mayRead(name, reader)) {
      const resource = `${this.#id}/secrets/${name}`;
      const action = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
      const message = `Caller is not authorized to perform action on resource. Action: '${action}' Resource: '${resource}'`;
      return refuse(403, "Forbidden", message);
    }
    const value = this.values.get(name);
    if (value === undefined) {
      const message = `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command.`;
      return refuse(404, "SecretNotFound", message);
    }
    return [200, { value, id: `${origin}/secrets/${name}`, attributes: { enabled: true } }];
  }

  // A role on a thing holds for everything below it.
  #mayRead(name: string, { principalId }: AzureIdentity): boolean {
    if (this.#withdrawn.has(principalId)) return false;
    return this.#grants.some(
      (grant) =>
        grant.role === BUILT_IN_ROLES.secretsUser &&
        grant.principalId === principalId &&
        `${this.#id}/secrets/${name}/`.startsWith(`${grant.scope}/`),
    );
  }
}
