import type { TokenCredential } from "@azure/identity";
import { SecretClient, type SecretClientOptions } from "@azure/keyvault-secrets";
import { type Credential, type VaultSecret, vaultSecrets } from "../../catalogue/index.ts";
import type { AzureSettings } from "../../stack-settings.ts";
import { OperatorError } from "../errors.ts";
import { azureChecks } from "./azure-checks.ts";
import { translateAzure } from "./azure-errors.ts";
import { AzureSecret, keptAgain, keptOf, VALUE_ID_TAG } from "./azure-secret.ts";
import type { CloudStore, OperatorTags, Stored, Values, WayBack } from "./store.ts";

/** How much of a value's id its tag holds (see value-id.ts). */
const TAG_LENGTH = 32;

const VAULT_SCOPE = "https://vault.azure.net/.default";

/** What tests put in place of a real vault. */
export interface VaultAccess {
  readonly url?: string;
  readonly options?: SecretClientOptions;
  readonly patienceMs?: number;
}

/** One Azure Key Vault. */
export class AzureStore implements CloudStore {
  readonly cloud = "azure";
  readonly place: string;
  readonly #settings: AzureSettings;
  readonly #credential: TokenCredential;
  readonly #client: SecretClient;
  readonly #fetch: typeof fetch;
  readonly #patienceMs: number | undefined;

  constructor(settings: AzureSettings, credential: TokenCredential, fetcher: typeof fetch, access: VaultAccess = {}) {
    this.#settings = settings;
    this.#credential = credential;
    this.#fetch = fetcher;
    this.#patienceMs = access.patienceMs;
    this.place = `Azure vault ${settings.vaultName}`;
    const url = access.url ?? `https://${settings.vaultName}.vault.azure.net`;
    this.#client = new SecretClient(url, credential, { retryOptions: { maxRetries: 4 }, ...access.options });
  }

  async identity(): Promise<string> {
    const { tenant, who } = await this.#caller();
    if (tenant !== this.#settings.tenantId) {
      throw new OperatorError(
        `You are signed in to Azure tenant ${tenant} (${who}), and this stack is of tenant ${this.#settings.tenantId}.`,
        `Sign in there: az login --tenant ${this.#settings.tenantId}`,
      );
    }
    return who;
  }

  keeps(credential: Credential): boolean {
    return credential.azure !== null;
  }

  async inspect(credential: Credential): Promise<Stored> {
    const secrets = await Promise.all(
      this.#secrets(credential).map(async ({ secret }) => ({ name: secret.name, ...(await secret.inspect()) })),
    );
    const nextRotation = secrets.map((secret) => secret.nextRotation).sort()[0];
    const due = nextRotation === undefined ? {} : { nextRotation };
    const worst = (["deleted", "missing", "placeholder"] as const).find((status) =>
      secrets.some((secret) => secret.status === status),
    );
    if (worst !== undefined) {
      const names = secrets.filter(({ status }) => status === worst).map(({ name }) => name);
      return { status: worst, ...due, ...(names.length < secrets.length ? { note: names.join(", ") } : {}) };
    }
    const since = secrets.map((secret) => secret.since).sort()[0];
    const ids = new Set(secrets.map((secret) => secret.valueId));
    const [id] = ids;
    return {
      status: "provided",
      ...(since === undefined ? {} : { since }),
      ...(ids.size === 1 && id !== undefined ? { valueId: id } : {}),
      ...due,
    };
  }

  async put(credential: Credential, values: Values, valueId: string, tags: OperatorTags): Promise<void> {
    for (const { secret, holds } of this.#secrets(credential)) {
      const [current] = await secret.versions();
      const wanted = { ...tags, [VALUE_ID_TAG]: valueId.slice(0, TAG_LENGTH) };
      const same = Object.entries(wanted).every(([name, value]) => current?.tags?.[name] === value);
      // The writer role cannot change tags alone, so a value is set again when any of them differs.
      if (!same) await secret.set(textOf(holds, values), { ...keptOf(current), tags: { ...current?.tags, ...wanted } });
    }
  }

  async read(credential: Credential): Promise<Values> {
    const parts = await Promise.all(
      this.#secrets(credential).map(async ({ secret, holds }) => valuesOf(holds, await secret.read())),
    );
    return Object.assign({}, ...parts);
  }

  async valueIds(credential: Credential): Promise<readonly string[]> {
    const versions = await Promise.all(this.#secrets(credential).map(({ secret }) => secret.versions()));
    return versions.flat().flatMap(({ tags }) => tags?.[VALUE_ID_TAG] ?? []);
  }

  async wayBack(credential: Credential): Promise<WayBack> {
    const ways = await Promise.all(
      this.#secrets(credential).map(async ({ secret }) => ({ secret, earlier: await secret.earlier() })),
    );
    const since = ways.map(({ earlier }) => earlier.properties.createdOn?.toISOString() ?? "").sort()[0] ?? "";
    const ids = new Set(ways.map(({ earlier }) => earlier.properties.tags?.[VALUE_ID_TAG]));
    if (ids.size > 1) {
      throw new OperatorError(
        `The vault's secrets of ${credential.id} would go back to values that do not belong together.`,
        `Put the right value: npm run secrets -- put ${credential.id}.`,
      );
    }
    const [targetId] = ids;
    return {
      ...(targetId === undefined ? {} : { targetId }),
      since,
      apply: async (tags) => {
        for (const { secret, earlier } of ways) {
          const { isBack, value, properties } = earlier;
          if (!isBack) await secret.set(value, { ...keptAgain(properties), tags: { ...properties.tags, ...tags } });
        }
        return undefined;
      },
    };
  }

  checks(credentials: readonly Credential[]) {
    return azureChecks({
      caller: () => this.#caller(),
      settings: this.#settings,
      inspect: (credential) => this.inspect(credential),
      token: (scope) => this.#token(scope),
      fetch: this.#fetch,
      credentials: credentials.filter((credential) => this.keeps(credential)),
    });
  }

  async #caller(): Promise<{ tenant: string; who: string }> {
    const token = await this.#token(VAULT_SCOPE);
    const claims = claimsOf(token);
    return {
      tenant: claims.tid ?? "(unknown)",
      who: claims.upn ?? claims.unique_name ?? claims.appid ?? claims.oid ?? "(unnamed)",
    };
  }

  async #token(scope: string): Promise<string> {
    const token = await this.#credential.getToken(scope).catch((error: unknown) => {
      throw translateAzure(error, "the sign-in", this.#settings.vaultName);
    });
    if (token === null) throw new OperatorError("Nobody is signed in to Azure.", "Sign in: az login");
    return token.token;
  }

  #secrets(credential: Credential): readonly { readonly secret: AzureSecret; readonly holds: VaultSecret }[] {
    return vaultSecrets(credential).map((holds) => ({
      secret: new AzureSecret(this.#client, this.#settings.vaultName, holds.name, this.#patienceMs),
      holds,
    }));
  }
}

function textOf(secret: VaultSecret, values: Values): string {
  const [first] = secret.fields;
  if (secret.shape === "text" && first !== undefined) return values[first.name] ?? "";
  return JSON.stringify(Object.fromEntries(secret.fields.map(({ name }) => [name, values[name] ?? ""])));
}

function valuesOf(secret: VaultSecret, text: string): Values {
  const [first] = secret.fields;
  if (secret.shape === "text" && first !== undefined) return { [first.name]: text };
  try {
    const document = Object(JSON.parse(text)) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, String(value)]));
  } catch {
    // The parser's own message quotes the text.
    throw new OperatorError(`${secret.name} holds no JSON document.`, "Put the value again.");
  }
}

/** What a token says of its bearer; the token itself is never shown. */
function claimsOf(token: string): Record<string, string | undefined> {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return {};
  }
}
