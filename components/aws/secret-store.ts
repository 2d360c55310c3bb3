import { Provider } from "@pulumi/aws/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { awsReaderRole, awsWriterRole, byCategory, type Category, type Credential } from "../../catalogue/index.ts";
import type { AwsSettings, Environment } from "../../stack-settings.ts";
import type { KeyUser } from "./key-policy.ts";
import { type Place, roleArn, type StoredSecret, storedSecrets } from "./place.ts";
import { type Cluster, SecretCategory, type SecretCategoryArgs } from "./secret-category.ts";
import { SecretWriter } from "./secret-writer.ts";
import { SecretsKey } from "./secrets-key.ts";

export interface AwsSecretStoreArgs {
  readonly settings: AwsSettings;
  readonly environment: Environment;
  readonly secretPrefix: string;
  readonly credentials: readonly Credential[];
  /** Values of generated credentials: id -> field -> value. */
  readonly generated: SecretCategoryArgs["generated"];
  /** @default - no cluster reads from this store: there are policies to attach, and no reader roles. */
  readonly cluster?: Cluster | undefined;
}

/** Everything on AWS: the secrets with their key, who may read and write them, and who is told when others try. */
export class AwsSecretStore extends pulumi.ComponentResource {
  readonly region: string;
  /** Credential id -> how a reader asks for it: its name, or its whole ARN where another program made it. */
  readonly secretNames: ReadonlyMap<string, string>;
  /** Category -> ARN of the role that reads it; empty without a cluster. */
  readonly readerRoles: ReadonlyMap<Category, pulumi.Output<string>>;
  /** ARNs and names, no values: what the stack's outputs show. */
  readonly identifiers: pulumi.Output<object>;

  constructor(name: string, args: AwsSecretStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:SecretStore", name, {}, opts);
    const { settings } = args;
    const place = placeOf(args);
    const secrets = storedSecrets(place, args.credentials, settings.database);
    const inside = { parent: this, providers: { aws: provider(this, name, settings) } };

    const key = new SecretsKey(`${name}-key`, place, inside);
    const categories = keepCategories(name, place, args, secrets, key, inside);
    const writer = new SecretWriter(
      `${name}-writer`,
      place,
      { keyArn: key.arn, secrets: secrets.filter(isPut), operators: settings.operators },
      inside,
    );
    key.restrictTo({ users: keyUsers(place, args, secrets), publishers: [] });

    this.region = place.region;
    this.secretNames = new Map(secrets.map((secret) => [secret.credential.id, secret.id]));
    this.readerRoles = new Map(
      [...categories].flatMap(([category, { readerRoleArn }]) =>
        readerRoleArn === undefined ? [] : [[category, readerRoleArn] as const],
      ),
    );
    this.identifiers = pulumi.output({
      region: place.region,
      keyArn: key.arn,
      secretArns: Object.assign(
        {},
        ...[...categories.values()].map((category) => Object.fromEntries(category.secretArns)),
      ),
      readerPolicies: Object.fromEntries([...categories].map(([id, category]) => [id, category.readerPolicyArn])),
      readerRoles: Object.fromEntries(this.readerRoles),
      writerPolicy: writer.policyArn,
      writerRole: writer.roleArn,
    });
    this.registerOutputs({ identifiers: this.identifiers });
  }
}

function placeOf({ settings, environment, secretPrefix }: AwsSecretStoreArgs): Place {
  const { region, accountId, replicas } = settings;
  return { environment, prefix: secretPrefix, region, accountId, replicas };
}

/** A provider of the stack's own: credentials of another account are refused before anything changes. */
function provider(parent: AwsSecretStore, name: string, { region, accountId }: AwsSettings): Provider {
  return new Provider(`${name}-provider`, { region, allowedAccountIds: [accountId] }, { parent });
}

function keepCategories(
  name: string,
  place: Place,
  args: AwsSecretStoreArgs,
  secrets: readonly StoredSecret[],
  key: SecretsKey,
  inside: pulumi.ComponentResourceOptions,
): ReadonlyMap<Category, SecretCategory> {
  return new Map(
    byCategory(args.credentials).map(([category]) => [
      category,
      new SecretCategory(
        `${name}-${category}`,
        place,
        {
          category,
          secrets: secrets.filter(({ credential }) => credential.category === category),
          keyArn: key.arn,
          generated: args.generated,
          cluster: args.cluster,
          superuserSecretArn: args.settings.database.superuserSecretArn,
        },
        inside,
      ),
    ]),
  );
}

/** Whether operators put its value: not what Pulumi generates, nor what another program keeps. */
function isPut({ credential, existing }: StoredSecret): boolean {
  return credential.source !== "generated" && existing === undefined;
}

/** Who may use the key, each for no secrets but its own. */
function keyUsers(place: Place, args: AwsSecretStoreArgs, all: readonly StoredSecret[]): KeyUser[] {
  const { settings, cluster } = args;
  const own = all.filter(({ existing }) => existing === undefined);
  const readers = cluster === undefined ? [] : byCategory(own.map(({ credential }) => credential));
  return [
    { sid: "Deploy", principals: [settings.deployerRole], secrets: own, use: "write" },
    {
      sid: "Put",
      principals: settings.operators.length === 0 ? [] : [roleArn(place, awsWriterRole(place.prefix))],
      secrets: own.filter(isPut),
      use: "write",
    },
    ...readers.map(
      ([category]): KeyUser => ({
        sid: `Read${category}`,
        principals: [roleArn(place, awsReaderRole(place.prefix, category))],
        secrets: own.filter(({ credential }) => credential.category === category),
        use: "read",
      }),
    ),
    { sid: "ReadKnown", principals: settings.knownReaders, secrets: own, use: "read" },
  ];
}
