import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  type SecretVersionsListEntry,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { awsSecretName, type Credential } from "../../catalogue/index.ts";
import type { AwsSettings } from "../../stack-settings.ts";
import { explain, OperatorError } from "../errors.ts";
import { awsChecks } from "./aws-checks.ts";
import { translateAws } from "./aws-errors.ts";
import type { CloudStore, OperatorTags, Stored, Values, WayBack } from "./store.ts";

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";
const PLACEHOLDER = "PLACEHOLDER";

/** A signed-in caller of AWS. */
export interface AwsIdentity {
  readonly account: string;
  readonly arn: string;
}

/** AWS Secrets Manager, in the account and region of the settings. Endpoint and credentials are the SDK's own affair. */
export class AwsStore implements CloudStore {
  readonly cloud = "aws";
  readonly place: string;
  readonly #settings: AwsSettings;
  readonly #prefix: string;
  readonly #client: SecretsManagerClient;
  readonly #sts: STSClient;

  constructor(settings: AwsSettings, prefix: string) {
    this.#settings = settings;
    this.#prefix = prefix;
    this.place = `AWS account ${settings.accountId}, ${settings.region}`;
    // Adaptive: nine credentials asked at once may be throttled, and the SDK then slows down by itself.
    const config = { region: settings.region, maxAttempts: 5, retryMode: "adaptive" };
    this.#client = new SecretsManagerClient(config);
    this.#sts = new STSClient(config);
  }

  async caller(): Promise<AwsIdentity> {
    const { Account = "", Arn = "" } = await this.#ask("who am I", () =>
      this.#sts.send(new GetCallerIdentityCommand({})),
    );
    return { account: Account, arn: Arn };
  }

  async identity(): Promise<string> {
    const { account, arn } = await this.caller();
    if (account !== this.#settings.accountId) {
      throw new OperatorError(
        `You are signed in to AWS account ${account} (${arn}), and this stack is of account ${this.#settings.accountId}.`,
        "Sign in to that account (AWS_PROFILE, aws sso login), or name the right stack with --stack.",
      );
    }
    return arn;
  }

  /** A login that another program keeps is that program's affair; operators may not even look at it. */
  keeps(credential: Credential): boolean {
    return credential.source !== "rotated" || this.#settings.database.existing === undefined;
  }

  async inspect(credential: Credential): Promise<Stored> {
    const described = await this.#describe(credential);
    if (described === undefined) return { status: "missing" };
    const tags = Object.fromEntries((described.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
    const nextRotation = described.NextRotationDate?.toISOString().slice(0, 10) ?? tags.NextRotation;
    const known = {
      ...(described.ARN === undefined ? {} : { arn: described.ARN }),
      ...(nextRotation === undefined ? {} : { nextRotation }),
    };
    if (described.DeletedDate !== undefined) return { status: "deleted", ...known };
    const current = (await this.#versions(credential)).find((version) => version.VersionStages?.includes(CURRENT));
    if (current?.VersionId === undefined || current.VersionStages?.includes(PLACEHOLDER)) {
      return { status: "placeholder", ...known };
    }
    const since = current.CreatedDate?.toISOString();
    return { status: "provided", ...(since === undefined ? {} : { since }), valueId: current.VersionId, ...known };
  }

  async put(credential: Credential, values: Values, valueId: string, tags: OperatorTags): Promise<void> {
    const SecretId = this.#name(credential);
    const before = await this.#versions(credential);
    // A version of this id holds this very value. Sending it again would leave the labels where they are, so a
    // value that was in service before the present one is put back by its label.
    if (!before.some((version) => version.VersionId === valueId)) {
      await this.#ask(SecretId, () =>
        this.#client.send(
          new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(values), ClientRequestToken: valueId }),
        ),
      );
    } else {
      await this.#makeCurrent(SecretId, before, valueId);
    }
    await this.#forgetPlaceholder(SecretId, before);
    await this.#tag(SecretId, tags);
  }

  async read(credential: Credential): Promise<Values> {
    const SecretId = this.#name(credential);
    const { SecretString } = await this.#ask(SecretId, () =>
      this.#client.send(new GetSecretValueCommand({ SecretId, VersionStage: CURRENT })),
    );
    return valuesOf(SecretString, SecretId);
  }

  async valueIds(credential: Credential): Promise<readonly string[]> {
    return (await this.#versions(credential)).flatMap(({ VersionId }) => VersionId ?? []);
  }

  async wayBack(credential: Credential): Promise<WayBack> {
    const SecretId = this.#name(credential);
    const versions = await this.#versions(credential);
    const previous = versions.find((version) => version.VersionStages?.includes(PREVIOUS));
    if (previous?.VersionId === undefined) {
      throw new OperatorError(`${SecretId} has no previous value to go back to.`, putInstead(credential));
    }
    if (previous.VersionStages?.includes(PLACEHOLDER)) {
      throw new OperatorError(`What ${SecretId} held before is a placeholder, not a value.`, putInstead(credential));
    }
    const current = versions.find((version) => version.VersionStages?.includes(CURRENT));
    // Only a rollback leaves a newer version behind an older one; a second one must not bring the newer back.
    const isBack = (current?.CreatedDate?.getTime() ?? 0) < (previous.CreatedDate?.getTime() ?? 0);
    const { VersionId: target, CreatedDate } = isBack && current?.VersionId !== undefined ? current : previous;
    if (target === undefined) throw new OperatorError(`${SecretId} has a version without id.`, putInstead(credential));
    return {
      targetId: target,
      since: CreatedDate?.toISOString() ?? "",
      apply: async (tags) => {
        await this.#makeCurrent(SecretId, versions, target);
        return this.#tag(SecretId, tags).then(() => undefined, explain);
      },
    };
  }

  checks(credentials: readonly Credential[]) {
    return awsChecks({
      caller: () => this.caller(),
      settings: this.#settings,
      describe: async (credential) => (await this.#describe(credential)) !== undefined,
      // Moving a label to a version that does not exist changes nothing: who may do it is told that there is no
      // such version, who may not is denied.
      probeWrite: (credential) =>
        this.#client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: this.#name(credential),
            VersionStage: "DOCTOR",
            MoveToVersionId: "00000000-0000-0000-0000-000000000000",
          }),
        ),
      credentials: credentials.filter((credential) => this.keeps(credential)),
    });
  }

  #name(credential: Credential): string {
    return awsSecretName(this.#prefix, credential);
  }

  async #describe(credential: Credential): Promise<DescribeSecretCommandOutput | undefined> {
    const SecretId = this.#name(credential);
    try {
      return await this.#client.send(new DescribeSecretCommand({ SecretId }));
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      throw translateAws(error, SecretId);
    }
  }

  async #versions(credential: Credential): Promise<SecretVersionsListEntry[]> {
    const SecretId = this.#name(credential);
    const versions: SecretVersionsListEntry[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.#ask(SecretId, () =>
        this.#client.send(
          new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true, ...(NextToken && { NextToken }) }),
        ),
      );
      versions.push(...(page.Versions ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return versions;
  }

  async #makeCurrent(SecretId: string, versions: readonly SecretVersionsListEntry[], target: string): Promise<void> {
    const current = versions.find((version) => version.VersionStages?.includes(CURRENT))?.VersionId;
    if (current === target) return;
    await this.#ask(SecretId, () =>
      this.#client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: CURRENT,
          MoveToVersionId: target,
          ...(current === undefined ? {} : { RemoveFromVersionId: current }),
        }),
      ),
    );
  }

  /**
   * The first put makes the placeholder the previous value. Its own label can move on to another version, and a
   * rollback would then not know it for what it is; so it is not kept as a value to go back to.
   */
  async #forgetPlaceholder(SecretId: string, before: readonly SecretVersionsListEntry[]): Promise<void> {
    const isPlaceholder = ({ VersionStages }: SecretVersionsListEntry) =>
      VersionStages?.includes(PLACEHOLDER) && (VersionStages.includes(CURRENT) || VersionStages.includes(PREVIOUS));
    const id = before.find(isPlaceholder)?.VersionId;
    if (id === undefined) return;
    await this.#ask(SecretId, () =>
      this.#client.send(
        new UpdateSecretVersionStageCommand({ SecretId, VersionStage: PREVIOUS, RemoveFromVersionId: id }),
      ),
    );
  }

  async #tag(SecretId: string, tags: OperatorTags): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    if (Tags.length === 0) return;
    await this.#ask(`the tags of ${SecretId}`, () => this.#client.send(new TagResourceCommand({ SecretId, Tags })));
  }

  async #ask<T>(thing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw translateAws(error, thing);
    }
  }
}

function putInstead(credential: Credential): string {
  return `Put the right value: npm run secrets -- put ${credential.id}.`;
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
