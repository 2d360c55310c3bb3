import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { awsSecretName, type Credential, isOperatorProvided, PENDING_STATUS } from "../../catalogue/index.ts";
import type { AwsSettings } from "../../stack-settings.ts";
import { explain, OperatorError } from "../errors.ts";
import { type AwsIdentity, awsChecks } from "./aws-checks.ts";
import { awsClientConfig } from "./aws-client.ts";
import { translateAws } from "./aws-errors.ts";
import { AwsSecret, type Described } from "./aws-secret.ts";
import type { CloudStore, OperatorTags, Stored, Values, WayBack } from "./store.ts";

/** AWS Secrets Manager, in the account and region of the settings. Endpoint and credentials are the SDK's own affair. */
export class AwsStore implements CloudStore {
  readonly cloud = "aws";
  readonly place: string;
  readonly #settings: AwsSettings;
  readonly #prefix: string;
  readonly #client: SecretsManagerClient;
  readonly #sts: STSClient;

  /** @param client what its clients are made with. */
  constructor(settings: AwsSettings, prefix: string, client = awsClientConfig(settings.region)) {
    this.#settings = settings;
    this.#prefix = prefix;
    this.place = `AWS account ${settings.accountId}, ${settings.region}`;
    this.#client = new SecretsManagerClient(client);
    this.#sts = new STSClient(client);
  }

  async caller(): Promise<AwsIdentity> {
    try {
      const { Account = "", Arn = "" } = await this.#sts.send(new GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn };
    } catch (error) {
      throw translateAws(error, "who am I");
    }
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
    const secret = this.#secret(credential);
    const described = await secret.describe();
    if (described === undefined) return { status: "missing" };
    const { arn, tags, deleted, rotatesOn = tags.NextRotation } = described;
    const known = {
      ...(arn === undefined ? {} : { arn }),
      ...(rotatesOn === undefined ? {} : { nextRotation: rotatesOn }),
    };
    if (deleted) return { status: "deleted", ...known };
    const versions = await secret.versions(this.#awaitsValue(credential, described));
    const { current } = versions;
    if (current === undefined || versions.isPlaceholder(current)) return { status: "placeholder", ...known };
    const since = current.created?.toISOString();
    return { status: "provided", ...(since === undefined ? {} : { since }), valueId: current.id, ...known };
  }

  async put(credential: Credential, values: Values, valueId: string, tags: OperatorTags): Promise<void> {
    const { secret, versions } = await this.#look(credential);
    // A version of this id holds this very value. Sending it again would leave the labels where they are, so a
    // value that was in service before the present one is put back by its label.
    if (versions.has(valueId)) await secret.makeCurrent(valueId, versions);
    else await secret.put(values, valueId);
    // The first put makes the placeholder the previous value, which is no value to go back to. Its own label may have
    // gone by now; and whoever else put at the same moment may have made another version the previous one.
    const { previous } = await secret.versions(false);
    const was = versions.all.find(({ id }) => id === previous?.id);
    if (was !== undefined && versions.isPlaceholder(was)) await secret.forgetPrevious(was.id);
    // Last: where this tag tells of a value, no placeholder is left that could be taken for one.
    await secret.tag(tags);
  }

  async read(credential: Credential): Promise<Values> {
    return this.#secret(credential).read();
  }

  async valueIds(credential: Credential): Promise<readonly string[]> {
    const { all } = await this.#secret(credential).versions(false);
    return all.map(({ id }) => id);
  }

  async wayBack(credential: Credential): Promise<WayBack> {
    const { secret, versions } = await this.#look(credential);
    const { previous, wayBack: target } = versions;
    const putInstead = `Put the right value: npm run secrets -- put ${credential.id}.`;
    if (previous === undefined || target === undefined) {
      throw new OperatorError(`${secret.name} has no previous value to go back to.`, putInstead);
    }
    if (versions.isPlaceholder(previous)) {
      throw new OperatorError(`What ${secret.name} held before is a placeholder, not a value.`, putInstead);
    }
    return {
      targetId: target.id,
      since: target.created?.toISOString() ?? "",
      apply: async (tags) => {
        await secret.makeCurrent(target.id, versions);
        return secret.tag(tags).then(() => undefined, explain);
      },
    };
  }

  checks(credentials: readonly Credential[]) {
    return awsChecks({
      caller: () => this.caller(),
      settings: this.#settings,
      otherKeys: (credential) => this.#otherKeys(credential),
      describe: (credential) => this.#secret(credential).describe(),
      probeWrite: (credential) => this.#secret(credential).probeWrite(),
      credentials: credentials.filter((credential) => this.keeps(credential)),
    });
  }

  #secret(credential: Credential): AwsSecret {
    return new AwsSecret(this.#client, awsSecretName(this.#prefix, credential));
  }

  async #otherKeys(credential: Credential): Promise<readonly string[] | undefined> {
    const secret = this.#secret(credential);
    const described = await secret.describe();
    if (described === undefined) return [];
    const own = keyId(described.key);
    const { current } = await secret.versions(false);
    if (current === undefined) return [];
    return current.keys.length === 0 ? undefined : current.keys.filter((key) => keyId(key) !== own);
  }

  async #look(credential: Credential) {
    const secret = this.#secret(credential);
    const described = await secret.describe();
    return { secret, versions: await secret.versions(this.#awaitsValue(credential, described)) };
  }

  /** Whether what the program put is all there is, as far as anybody has told: by the tag, or by the settings. */
  #awaitsValue(credential: Credential, described: Described | undefined): boolean {
    if (credential.source === "rotated") return !this.#settings.database.loginProvided;
    return isOperatorProvided(credential) && described?.tags.Status === PENDING_STATUS;
  }
}

/** arn:aws:kms:eu-central-1:123456789012:key/1234 and 1234 are the same key. */
function keyId(key = "DefaultEncryptionKey"): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
