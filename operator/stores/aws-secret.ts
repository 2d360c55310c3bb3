import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  type SecretVersionsListEntry,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { OperatorError } from "../errors.ts";
import { translateAws } from "./aws-errors.ts";
import { CURRENT, PREVIOUS, SecretVersions } from "./aws-versions.ts";
import type { OperatorTags, Values } from "./store.ts";

/** A copy of a secret in another region. */
export interface Copy {
  readonly region: string;
  /** `InSync`, `InProgress` or `Failed`. */
  readonly status: string;
  /** AWS's reason, where it failed. */
  readonly reason: string;
}

/** What AWS tells of a secret without reading it. */
export interface Described {
  readonly arn: string | undefined;
  readonly deleted: boolean;
  readonly tags: OperatorTags;
  readonly copies: readonly Copy[];
  /** The day on which AWS rotates it by itself (ISO date). */
  readonly rotatesOn: string | undefined;
  /** The key that new values are encrypted under, by id, ARN or alias; undefined for AWS's own. */
  readonly key: string | undefined;
}

/** One secret of Secrets Manager. Every method throws an OperatorError where AWS refuses. */
export class AwsSecret {
  readonly name: string;
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient, name: string) {
    this.#client = client;
    this.name = name;
  }

  /** @returns undefined where there is no such secret. */
  async describe(): Promise<Described | undefined> {
    let answer: DescribeSecretCommandOutput;
    try {
      answer = await this.#client.send(new DescribeSecretCommand({ SecretId: this.name }));
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      throw translateAws(error, this.name);
    }
    return {
      arn: answer.ARN,
      deleted: answer.DeletedDate !== undefined,
      tags: Object.fromEntries((answer.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
      copies: (answer.ReplicationStatus ?? []).map(({ Region = "", Status = "", StatusMessage = "" }) => ({
        region: Region,
        status: Status,
        reason: StatusMessage,
      })),
      rotatesOn: answer.NextRotationDate?.toISOString().slice(0, 10),
      key: answer.KmsKeyId,
    };
  }

  /** @param awaitsValue see SecretVersions. */
  async versions(awaitsValue: boolean): Promise<SecretVersions> {
    const entries: SecretVersionsListEntry[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.#ask(() =>
        this.#client.send(
          new ListSecretVersionIdsCommand({
            SecretId: this.name,
            IncludeDeprecated: true,
            ...(NextToken && { NextToken }),
          }),
        ),
      );
      entries.push(...(page.Versions ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return new SecretVersions(entries, awaitsValue);
  }

  /** The document in service. */
  async read(): Promise<Values> {
    const { SecretString } = await this.#ask(() =>
      this.#client.send(new GetSecretValueCommand({ SecretId: this.name, VersionStage: CURRENT })),
    );
    return valuesOf(SecretString, this.name);
  }

  /** Puts a new version into service; the one before becomes the previous. */
  async put(values: Values, id: string): Promise<void> {
    await this.#ask(() =>
      this.#client.send(
        new PutSecretValueCommand({
          SecretId: this.name,
          SecretString: JSON.stringify(values),
          ClientRequestToken: id,
        }),
      ),
    );
  }

  /** Puts a version that exists into service; the one before becomes the previous. */
  async makeCurrent(id: string, from: SecretVersions): Promise<void> {
    if (from.current?.id !== id) await this.#move(CURRENT, from.current?.id, id);
  }

  /** Takes the label of the previous value from a version. */
  async forgetPrevious(id: string): Promise<void> {
    await this.#move(PREVIOUS, id);
  }

  async tag(tags: OperatorTags): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    if (Tags.length === 0) return;
    await this.#ask(
      () => this.#client.send(new TagResourceCommand({ SecretId: this.name, Tags })),
      `the tags of ${this.name}`,
    );
  }

  /**
   * Asks to move a label to a version that does not exist, which changes nothing: who may do it is told that there is no
   * such version, who may not is denied. Throws the SDK's error.
   */
  async probeWrite(): Promise<void> {
    await this.#client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: this.name,
        VersionStage: "DOCTOR",
        MoveToVersionId: "00000000-0000-0000-0000-000000000000",
      }),
    );
  }

  async #move(label: string, from: string | undefined, to?: string): Promise<void> {
    await this.#ask(() =>
      this.#client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: this.name,
          VersionStage: label,
          ...(to === undefined ? {} : { MoveToVersionId: to }),
          ...(from === undefined ? {} : { RemoveFromVersionId: from }),
        }),
      ),
    );
  }

  async #ask<T>(request: () => Promise<T>, thing = this.name): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw translateAws(error, thing);
    }
  }
}

function valuesOf(text: string | undefined, name: string): Values {
  try {
    const document: unknown = JSON.parse(text ?? "");
    if (typeof document === "object" && document !== null && !Array.isArray(document)) {
      return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, String(value)]));
    }
  } catch {
    // Told below: the parser's own message quotes the text.
  }
  throw new OperatorError(`${name} holds no JSON document.`, "Put the value again.");
}
