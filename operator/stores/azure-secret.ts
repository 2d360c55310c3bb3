import type { SecretClient, SecretProperties } from "@azure/keyvault-secrets";
import { PENDING_STATUS, updateCommand } from "../../catalogue/index.ts";
import { DeniedError, OperatorError } from "../errors.ts";
import { translateAzure } from "./azure-errors.ts";
import type { OperatorTags, Stored } from "./store.ts";

/** The tag that tells which value a version holds (see value-id.ts): the first half of the id, as a tag's value. */
export const VALUE_ID_TAG = "ValueId";

/** How long one question is waited for, repetitions included; the SDK itself waits without end. */
const PATIENCE_MS = 60_000;

/** An earlier version to go back to. */
export interface Earlier {
  readonly value: string;
  readonly properties: SecretProperties;
  /** Whether a rollback brought it back already, so that it is what is in service. */
  readonly isBack: boolean;
}

/** What a new version has besides its value. */
export interface Kept {
  readonly tags: OperatorTags;
  readonly contentType?: string;
  readonly expiresOn?: Date;
}

/** What a new value keeps of the version before it: its type, and a lifetime of the same length. */
export function keptOf(before: SecretProperties | undefined): Omit<Kept, "tags"> {
  const { contentType, createdOn, expiresOn } = before ?? {};
  const lifetime = (expiresOn?.getTime() ?? 0) - (createdOn?.getTime() ?? 0);
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(expiresOn === undefined || createdOn === undefined || lifetime <= 0
      ? {}
      : { expiresOn: new Date(Date.now() + lifetime) }),
  };
}

/** What a value that is set again keeps: its type, and its expiry date unless that has passed. */
export function keptAgain(before: SecretProperties): Omit<Kept, "tags"> {
  const { expiresOn } = before;
  return expiresOn !== undefined && expiresOn.getTime() > Date.now()
    ? { ...keptOf(before), expiresOn }
    : keptOf(before);
}

/** One secret of a vault. Every method throws an OperatorError where the vault refuses. */
export class AzureSecret {
  readonly name: string;
  readonly #vault: string;
  readonly #client: SecretClient;
  readonly #patienceMs: number;

  constructor(client: SecretClient, vault: string, name: string, patienceMs = PATIENCE_MS) {
    this.#client = client;
    this.#patienceMs = patienceMs;
    this.#vault = vault;
    this.name = name;
  }

  async inspect(): Promise<Stored> {
    const [current] = await this.versions();
    if (current === undefined) return { status: (await this.#isDeleted()) ? "deleted" : "missing" };
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
  async versions(): Promise<SecretProperties[]> {
    const versions: SecretProperties[] = [];
    try {
      for await (const version of this.#client.listPropertiesOfSecretVersions(this.name, this.#limit))
        versions.push(version);
    } catch (error) {
      if (statusOf(error) === 404) return [];
      throw translateAzure(await this.#whyNot(error), this.name, this.#vault);
    }
    return versions.sort((a, b) => (b.createdOn?.getTime() ?? 0) - (a.createdOn?.getTime() ?? 0));
  }

  /** @throws OperatorError where there is none; DeniedError where finding it needs a read that is denied. */
  async earlier(): Promise<Earlier> {
    const [current, ...older] = await this.versions();
    if (current === undefined) {
      throw new OperatorError(`${this.name} does not exist in the vault.`, `Create it: ${updateCommand()}.`);
    }
    const currentId = current.tags?.[VALUE_ID_TAG];
    const inService = currentId === undefined ? await this.#readEarlier() : undefined;
    for (const [index, properties] of older.entries()) {
      if (properties.enabled === false || properties.tags?.Status === PENDING_STATUS) continue;
      const id = properties.tags?.[VALUE_ID_TAG];
      if (id !== undefined && id === currentId) continue;
      // Only a rollback sets a value again that is older than the one before it; a second one must not undo it.
      const again = older.slice(index + 1).find(({ tags }) => tags?.[VALUE_ID_TAG] === currentId);
      if (currentId !== undefined && again !== undefined) return { value: "", properties: again, isBack: true };
      const value = await this.#readEarlier(properties.version);
      if (value !== inService) return { value, properties, isBack: false };
    }
    throw new OperatorError(`${this.name} holds no earlier value to go back to.`, "Put the right value instead.");
  }

  /** The value in service, or that of a version. */
  async read(version?: string): Promise<string> {
    const { value } = await this.#ask(() =>
      this.#client.getSecret(this.name, { ...this.#limit, ...(version === undefined ? {} : { version }) }),
    );
    return value ?? "";
  }

  /** Adds a version; a vault copies nothing from the version before. */
  async set(value: string, kept: Kept): Promise<void> {
    await this.#ask(() => this.#client.setSecret(this.name, value, { ...this.#limit, ...kept }));
  }

  get #limit() {
    return { abortSignal: AbortSignal.timeout(this.#patienceMs) };
  }

  async #readEarlier(version?: string): Promise<string> {
    return this.read(version).catch((error: unknown) => {
      if (!(error instanceof DeniedError)) throw error;
      throw new DeniedError(
        `Azure denies reading earlier values of ${this.name}: a vault has no label that could be moved back.`,
        "Ask a member of the break-glass group (setting azure.breakGlassGroupId) to run this command, or put the right value.",
      );
    });
  }

  /** A refused list does not say why; another question about the secret, which shows no value, is refused with words. */
  async #whyNot(refusal: unknown): Promise<unknown> {
    if (statusOf(refusal) !== 403) return refusal;
    return this.#client.getDeletedSecret(this.name, this.#limit).then(
      () => refusal,
      (error: unknown) => (statusOf(error) === 403 ? error : refusal),
    );
  }

  async #isDeleted(): Promise<boolean> {
    try {
      await this.#client.getDeletedSecret(this.name, this.#limit);
      return true;
    } catch {
      // Not deleted, or not for this caller to know: either way it is not there.
      return false;
    }
  }

  async #ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw translateAzure(error, this.name, this.#vault);
    }
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}
