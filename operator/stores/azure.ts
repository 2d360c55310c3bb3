import type { TokenCredential } from "@azure/identity";
import { SecretClient, type SecretClientOptions, type SecretProperties } from "@azure/keyvault-secrets";
import { type Credential, PENDING_STATUS, type VaultSecret, vaultSecrets } from "../../catalogue/index.ts";
import type { AzureSettings } from "../../stack-settings.ts";
import { DeniedError, OperatorError } from "../errors.ts";
import { azureChecks } from "./azure-checks.ts";
import { translateAzure } from "./azure-errors.ts";
import type { CloudStore, OperatorTags, Stored, Values, WayBack } from "./store.ts";

/** The tag that tells which value a version holds (see value-id.ts): the first half of the id, as a tag's value. */
const VALUE_ID_TAG = "ValueId";
const TAG_LENGTH = 32;

const VAULT_SCOPE = "https://vault.azure.net/.default";

/** What tests put in place of a real vault. */
export interface VaultAccess {
  readonly url?: string;
  readonly options?: SecretClientOptions;
}

/** One Azure Key Vault. */
export class AzureStore implements CloudStore {
  readonly cloud = "azure";
  readonly place: string;
  readonly #settings: AzureSettings;
  readonly #credential: TokenCredential;
  readonly #client: SecretClient;
  readonly #fetch: typeof fetch;

  constructor(settings: AzureSettings, credential: TokenCredential, fetcher: typeof fetch, access: VaultAccess = {}) {
    this.#settings = settings;
    this.#credential = credential;
    this.#fetch = fetcher;
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
    const secrets = await Promise.all(vaultSecrets(credential).map((secret) => this.#inspectSecret(secret.name)));
    const worst = (["deleted", "missing", "placeholder"] as const).find((status) =>
      secrets.some((secret) => secret.status === status),
    );
    const nextRotation = secrets.map((secret) => secret.nextRotation).sort()[0];
    const due = nextRotation === undefined ? {} : { nextRotation };
    if (worst !== undefined) {
      const names = vaultSecrets(credential)
        .filter((_, index) => secrets[index]?.status === worst)
        .map((secret) => secret.name);
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
    for (const secret of vaultSecrets(credential)) {
      const [current] = await this.#versions(secret.name);
      const wanted = { ...tags, [VALUE_ID_TAG]: valueId.slice(0, TAG_LENGTH) };
      const same = Object.entries(wanted).every(([name, value]) => current?.tags?.[name] === value);
      // The writer role cannot change tags alone, so a value is set again when any of them differs.
      if (!same) await this.#set(secret.name, textOf(secret, values), { ...current?.tags, ...wanted });
    }
  }

  async read(credential: Credential): Promise<Values> {
    const parts = await Promise.all(
      vaultSecrets(credential).map(async (secret) => valuesOf(secret, await this.#get(secret.name))),
    );
    return Object.assign({}, ...parts);
  }

  async valueIds(credential: Credential): Promise<readonly string[]> {
    const versions = await Promise.all(vaultSecrets(credential).map((secret) => this.#versions(secret.name)));
    return versions.flat().flatMap(({ tags }) => tags?.[VALUE_ID_TAG] ?? []);
  }

  async wayBack(credential: Credential): Promise<WayBack> {
    const previous = await Promise.all(vaultSecrets(credential).map((secret) => this.#previous(secret.name)));
    const since = previous.map((version) => version.properties.createdOn?.toISOString() ?? "").sort()[0] ?? "";
    const ids = new Set(previous.map(({ properties }) => properties.tags?.[VALUE_ID_TAG]));
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
        for (const { name, value, properties, isBack } of previous) {
          if (!isBack) await this.#set(name, value, { ...properties.tags, ...tags });
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
    const token = await this.#ask("the sign-in", () => this.#credential.getToken(scope));
    if (token === null) throw new OperatorError("Nobody is signed in to Azure.", "Sign in: az login");
    return token.token;
  }

  async #inspectSecret(name: string): Promise<Stored> {
    const [current] = await this.#versions(name);
    if (current === undefined) return { status: (await this.#isDeleted(name)) ? "deleted" : "missing" };
    const tags = current.tags ?? {};
    const due = tags.NextRotation === undefined ? {} : { nextRotation: tags.NextRotation };
    if (tags.Status === PENDING_STATUS) return { status: "placeholder", ...due };
    return {
      status: "provided",
      ...(current.createdOn === undefined ? {} : { since: current.createdOn.toISOString() }),
      ...(tags[VALUE_ID_TAG] === undefined ? {} : { valueId: tags[VALUE_ID_TAG] }),
      ...due,
    };
  }

  /** Newest first; empty where there is no such secret. */
  async #versions(name: string): Promise<SecretProperties[]> {
    const versions: SecretProperties[] = [];
    try {
      for await (const version of this.#client.listPropertiesOfSecretVersions(name)) versions.push(version);
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return [];
      throw translateAzure(await this.#whyNot(name, error), name, this.#settings.vaultName);
    }
    return versions.sort((a, b) => (b.createdOn?.getTime() ?? 0) - (a.createdOn?.getTime() ?? 0));
  }

  /** A refused list does not say why; another question about the secret, which shows no value, is refused with words. */
  async #whyNot(name: string, refusal: unknown): Promise<unknown> {
    if ((refusal as { statusCode?: number }).statusCode !== 403) return refusal;
    return this.#client.getDeletedSecret(name).then(
      () => refusal,
      (error: unknown) => ((error as { statusCode?: number }).statusCode === 403 ? error : refusal),
    );
  }

  async #isDeleted(name: string): Promise<boolean> {
    try {
      await this.#client.getDeletedSecret(name);
      return true;
    } catch {
      // Not deleted, or not for this caller to know: either way it is not there.
      return false;
    }
  }

  async #previous(name: string) {
    const [current, ...older] = await this.#versions(name);
    if (current === undefined) throw new OperatorError(`${name} does not exist in the vault.`, "Create it: pulumi up.");
    const currentId = current.tags?.[VALUE_ID_TAG];
    const inService = currentId === undefined ? await this.#get(name, undefined, true) : undefined;
    for (const [index, properties] of older.entries()) {
      if (properties.enabled === false || properties.tags?.Status === PENDING_STATUS) continue;
      const id = properties.tags?.[VALUE_ID_TAG];
      if (id !== undefined && id === currentId) continue;
      // Only a rollback sets a value again that is older than the one before it; a second one must not undo it.
      const again = older.slice(index + 1).find(({ tags }) => tags?.[VALUE_ID_TAG] === currentId);
      if (currentId !== undefined && again !== undefined) {
        return { name, value: "", properties: again, isBack: true };
      }
      const value = await this.#get(name, properties.version, true);
      if (value !== inService) return { name, value, properties, isBack: false };
    }
    throw new OperatorError(`${name} holds no earlier value to go back to.`, "Put the right value instead.");
  }

  async #get(name: string, version?: string, breakGlass = false): Promise<string> {
    try {
      const { value } = await this.#client.getSecret(name, version === undefined ? {} : { version });
      return value ?? "";
    } catch (error) {
      const translated = translateAzure(error, name, this.#settings.vaultName);
      if (!breakGlass || !(translated instanceof DeniedError)) throw translated;
      throw new DeniedError(
        `Azure denies reading earlier values of ${name}: a vault has no label that could be moved back.`,
        "Ask a member of the break-glass group (setting azure.breakGlassGroupId) to run this command, or put the right value.",
      );
    }
  }

  async #set(name: string, value: string, tags: Record<string, string>): Promise<void> {
    await this.#ask(name, () => this.#client.setSecret(name, value, { tags }));
  }

  async #ask<T>(thing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw translateAzure(error, thing, this.#settings.vaultName);
    }
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
