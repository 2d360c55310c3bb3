import { randomBytes } from "node:crypto";
import type { ClusterApi } from "./cluster-api.ts";
import type { AzureIdentity } from "./program-azure.ts";
import { InvalidToken, identityOf } from "./tokens.ts";

/** What is answered: a status and a document. */
export type Answer = readonly [status: number, body: object];

export const DIRECTORY = "login.microsoftonline.com";

// learn.microsoft.com, "Workload identity federation" and "Microsoft Entra authentication and authorization error codes".
const VAULT_SCOPE = /^https:\/\/vault\.azure\.net\/{1,2}\.default( |$)/;

/** Microsoft Entra ID: gives an access token for a cluster's token to whom the program's federations name. */
export class AzureDirectory {
  readonly #tenant: string;
  readonly #identities: readonly AzureIdentity[];
  readonly #api: ClusterApi;
  readonly #sessions = new Map<string, AzureIdentity>();

  /** @param api the cluster's, whose keys verify its tokens. */
  constructor(tenant: string, identities: readonly AzureIdentity[], api: ClusterApi) {
    this.#tenant = tenant;
    this.#identities = identities;
    this.#api = api;
  }

  /** The identity that an access token was given to. */
  bearer(accessToken: string): AzureIdentity | undefined {
    return this.#sessions.get(accessToken);
  }

  identity(name: string): AzureIdentity {
    const found = this.#identities.find((identity) => identity.name === name);
    if (found === undefined) throw new Error(`The program makes no identity ${name}.`);
    return found;
  }

  async answer(pathname: string, query: URLSearchParams): Promise<Answer> {
    const base = `https://${DIRECTORY}/${this.#tenant}`;
    const openid = `/${this.#tenant}/v2.0/.well-known/openid-configuration`;
    if (pathname === "/common/discovery/instance") {
      const metadata = [{ preferred_network: DIRECTORY, preferred_cache: DIRECTORY, aliases: [DIRECTORY] }];
      return [200, { tenant_discovery_endpoint: `https://${DIRECTORY}${openid}`, metadata }];
    }
    if (pathname === openid) {
      const [authorization_endpoint, token_endpoint] = [`${base}/oauth2/v2.0/authorize`, `${base}/oauth2/v2.0/token`];
      return [200, { authorization_endpoint, token_endpoint, issuer: `${base}/v2.0` }];
    }
    if (pathname === `/${this.#tenant}/oauth2/v2.0/token`) return this.#token(query);
    return [400, { error: "invalid_tenant", error_description: `AADSTS90002: ${pathname}` }];
  }

  async #token(query: URLSearchParams): Promise<Answer> {
    const refuse = (why: string): Answer => [401, { error: "invalid_client", error_description: why }];
    const scope = query.get("scope") ?? "";
    if (!VAULT_SCOPE.test(scope)) return refuse(`AADSTS500011: no such resource: ${scope}`);
    const clientId = query.get("client_id") ?? "";
    const why = await this.refusal(clientId, query.get("client_assertion") ?? "");
    if (why !== undefined) return refuse(why);
    const identity = this.#identities.find((one) => one.clientId === clientId);
    const access_token = randomBytes(32).toString("base64url");
    if (identity !== undefined) this.#sessions.set(access_token, identity);
    return [200, { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599, access_token }];
  }

  /** Why the bearer of a cluster's token may not act as an identity; undefined where it may. */
  async refusal(clientId: string, token: string): Promise<string | undefined> {
    const identity = this.#identities.find((one) => one.clientId === clientId);
    if (identity === undefined) return "AADSTS700016: Application was not found in the directory.";
    for (const { issuer, subject, audiences } of identity.federations) {
      try {
        const bearer = await identityOf(token, issuer, this.#api);
        const isMeant = bearer.audience.some((audience) => audiences.includes(audience));
        if (bearer.subject === subject && isMeant) return undefined;
      } catch (error) {
        if (!(error instanceof InvalidToken)) throw error;
        return `AADSTS700211: the assertion is not valid: ${error.message}`;
      }
    }
    return "AADSTS70021: No matching federated identity record found for presented assertion.";
  }
}
