import { Provider } from "@pulumi/aws/provider.js";
import * as pulumi from "@pulumi/pulumi";
import {
  awsReaderRole,
  awsWriterRole,
  byCategory,
  type Category,
  type Credential,
  readerSubject,
  spendAccounts,
} from "../../catalogue/index.ts";
import type { AwsSettings, Environment } from "../../stack-settings.ts";
import { AccessAlarms, type AccessAlarmsArgs } from "./access-alarms.ts";
import { AuditTrail, trailArn } from "./audit-trail.ts";
import { DatabaseRotation } from "./database-rotation.ts";
import type { WatchedCluster } from "./event-patterns.ts";
import type { KeyPolicyArgs, KeyUser } from "./key-policy.ts";
import { oidcProviderArn, type Place, roleArn, type StoredSecret, storedSecrets } from "./place.ts";
import { RotationReminders, reminderRoleArn } from "./rotation-reminders.ts";
import { type Cluster, SecretCategory, type SecretCategoryArgs } from "./secret-category.ts";
import { SecretWriter } from "./secret-writer.ts";
import { createCopyKeys, SecretsKey, type StoreKeys } from "./secrets-key.ts";
import { SpendWatch } from "./spend-watch.ts";

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
  /** Credential id -> what writes its generated value. */
  readonly generatedValues: ReadonlyMap<string, readonly pulumi.Resource[]>;
  /** Known once every generated value is in the store: what tells of them must not be earlier. */
  readonly generatedInService: pulumi.Output<unknown>;
  readonly keyArn: pulumi.Output<string>;
  readonly topicArn: pulumi.Output<string>;
  /** ARNs and names, no values: what the stack's outputs show. */
  readonly identifiers: Readonly<Record<string, unknown>>;

  constructor(name: string, args: AwsSecretStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:SecretStore", name, {}, opts);
    const { settings } = args;
    const place = placeOf(args);
    const secrets = storedSecrets(place, args.credentials, settings.database);
    const inside = { parent: this, providers: { aws: provider(this, name, settings) } };

    const key = new SecretsKey(`${name}-key`, place, place.region, inside);
    const copies = createCopyKeys(`${name}-key`, place, inside);
    const keys: StoreKeys = { home: key.arn, copies: new Map([...copies].map(([region, { arn }]) => [region, arn])) };
    const categories = keepCategories(name, place, args, secrets, keys, inside);
    const writer = new SecretWriter(
      `${name}-writer`,
      place,
      { keys, secrets: secrets.filter(isPut), seen: secrets.filter(isOwn), operators: settings.operators },
      inside,
    );
    const rotation = rotateDatabase(name, place, args, secrets, categories, keys, inside);
    const granted = keyPolicyArgs(place, args, secrets, rotation);
    const keyPolicy = key.restrictTo(granted);
    for (const { made } of copies.values()) made?.restrictTo(granted);
    rotation?.begin(keyPolicy);
    const trail =
      settings.trail === "managed"
        ? new AuditTrail(
            `${name}-trail`,
            place,
            { keyArn: key.arn, keyPolicy, keepDays: settings.trailKeepDays },
            inside,
          )
        : undefined;
    const alarms = new AccessAlarms(
      `${name}-alarms`,
      place,
      { ...alarmArgs(place, args, secrets, keys, rotation), keyPolicy },
      inside,
    );
    new RotationReminders(
      `${name}-reminders`,
      place,
      { credentials: args.credentials, topicArn: alarms.topicArn, keyArn: alarms.keyArn },
      inside,
    );

    watchSpending(name, place, args, secrets, categories, alarms, inside);

    this.region = place.region;
    this.secretNames = new Map(secrets.map((secret) => [secret.credential.id, secret.id]));
    this.readerRoles = new Map(
      [...categories].flatMap(([category, { readerRoleArn }]) =>
        readerRoleArn === undefined ? [] : [[category, readerRoleArn] as const],
      ),
    );
    const versions = [...categories.values()].flatMap(({ generatedVersions }) => [...generatedVersions]);
    this.generatedValues = new Map(versions.map(([id, version]) => [id, [version]]));
    this.generatedInService = pulumi.all(versions.map(([, { versionId }]) => versionId));
    this.keyArn = key.arn;
    this.topicArn = alarms.topicArn;
    this.identifiers = {
      region: place.region,
      keyArn: key.arn,
      secretArns: Object.fromEntries([...categories.values()].flatMap(({ secretArns }) => [...secretArns])),
      readerPolicies: Object.fromEntries([...categories].map(([id, category]) => [id, category.readerPolicyArn])),
      readerRoles: Object.fromEntries(this.readerRoles),
      writerPolicy: writer.policyArn,
      writerRole: writer.roleArn,
      topicArn: alarms.topicArn,
      trailArn: trail?.arn,
      rotationRole: rotation?.roleArn,
    };
    this.registerOutputs(this.identifiers);
  }
}

function placeOf({ settings, environment, secretPrefix }: AwsSecretStoreArgs): Place {
  const { region, accountId, replicas, permissionsBoundary } = settings;
  return { environment, prefix: secretPrefix, region, accountId, replicas, permissionsBoundary };
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
  keys: StoreKeys,
  inside: pulumi.ComponentResourceOptions,
): ReadonlyMap<Category, SecretCategory> {
  return new Map(
    byCategory(args.credentials).map(([category, members]) => [
      category,
      new SecretCategory(
        `${name}-${category}`,
        place,
        {
          category,
          secrets: secrets.filter(({ credential }) => credential.category === category),
          keys,
          generated: args.generated,
          cluster: members.some(isDelivered) ? args.cluster : undefined,
          superuserSecretArn: args.settings.database.superuserSecretArn,
        },
        inside,
      ),
    ]),
  );
}

/** Whether operators put its value: not what Pulumi generates, nor what another program keeps. */
function isPut(secret: StoredSecret): boolean {
  return secret.credential.source !== "generated" && isOwn(secret);
}

/** Whether this program makes it. */
function isOwn({ existing }: StoredSecret): boolean {
  return existing === undefined;
}

/** Rotates the login that is rotated, once it is there: a placeholder must not be. */
function rotateDatabase(
  name: string,
  place: Place,
  args: AwsSecretStoreArgs,
  secrets: readonly StoredSecret[],
  categories: ReadonlyMap<Category, SecretCategory>,
  keys: StoreKeys,
  inside: pulumi.ComponentResourceOptions,
): DatabaseRotation | undefined {
  const settings = args.settings.database;
  const secret = secrets.find(isRotated);
  if (!settings.loginProvided || secret === undefined) return undefined;
  const { id, category } = secret.credential;
  const secretArn = categories.get(category)?.secretArns.get(id) ?? pulumi.output(secret.id);
  const elsewhere = secret.existing?.kmsKeyArn;
  const keyArn = secret.existing === undefined ? keys.home : elsewhere && pulumi.output(elsewhere);
  return new DatabaseRotation(
    `${name}-rotation`,
    place,
    { secret, secretArn, keyArn: keyArn || undefined, copyKeyArns: [...keys.copies.values()], settings },
    inside,
  );
}

function isRotated({ credential }: StoredSecret): boolean {
  return credential.source === "rotated";
}

/** Whether some cluster may ever receive it; what none may, none gets a role for. */
function isDelivered({ kubernetes }: Credential): boolean {
  return kubernetes !== null;
}

/** Watches what accounts cost, where the settings switch it on: their admin keys are among the credentials then. */
function watchSpending(
  name: string,
  place: Place,
  args: AwsSecretStoreArgs,
  secrets: readonly StoredSecret[],
  categories: ReadonlyMap<Category, SecretCategory>,
  { topicArn }: AccessAlarms,
  inside: pulumi.ComponentResourceOptions,
): void {
  const settings = args.settings.spend;
  const readerPolicyArn = categories.get("spend")?.readerPolicyArn;
  if (settings === undefined || readerPolicyArn === undefined) return;
  const accounts = spendAccounts(args.credentials);
  const secretNames = new Map(secrets.map((secret) => [secret.credential.id, secret.id]));
  new SpendWatch(`${name}-spend-watch`, place, { settings, accounts, secretNames, readerPolicyArn, topicArn }, inside);
}

/** The roles that read categories, by the names that those give them: a cluster's, and the spend watch's function. */
function readers(place: Place, args: AwsSecretStoreArgs): readonly (readonly [Category, string])[] {
  return byCategory(args.credentials)
    .filter(([id, members]) => id === "spend" || (args.cluster !== undefined && members.some(isDelivered)))
    .map(([id]) => [id, roleArn(place, awsReaderRole(place.prefix, id))]);
}

/** Who may use the key, each for no secrets but its own. */
function keyPolicyArgs(
  place: Place,
  args: AwsSecretStoreArgs,
  all: readonly StoredSecret[],
  rotation: DatabaseRotation | undefined,
): pulumi.Input<KeyPolicyArgs> {
  const { settings } = args;
  const own = all.filter(({ existing }) => existing === undefined);
  const writer = settings.operators.length === 0 ? [] : [roleArn(place, awsWriterRole(place.prefix))];
  const users: KeyUser[] = [
    { sid: "Deploy", principals: [settings.deployerRole], secrets: own, use: "write", creates: true },
    { sid: "Put", principals: writer, secrets: own.filter(isPut), use: "write" },
    ...readers(place, args).map(
      ([category, arn]): KeyUser => ({
        sid: `Read${category}`,
        principals: [arn],
        secrets: own.filter(({ credential }) => credential.category === category),
        use: "read",
      }),
    ),
    { sid: "ReadKnown", principals: settings.knownReaders, secrets: own, use: "read" },
  ];
  const fixed = settings.trail === "managed" ? { trailArn: trailArn(place) } : {};
  if (rotation === undefined) return { ...fixed, users };
  return rotation.roleArn.apply((role) => ({
    ...fixed,
    users: [...users, { sid: "Rotate", principals: [role], secrets: own.filter(isRotated), use: "write" as const }],
  }));
}

/** The service accounts that become readers, and the provider that signs their tokens. */
function watchedCluster(place: Place, { cluster, credentials }: AwsSecretStoreArgs): WatchedCluster | undefined {
  if (cluster === undefined) return undefined;
  const delivered = byCategory(credentials).filter(([, members]) => members.some(isDelivered));
  return {
    provider: oidcProviderArn(place, cluster.oidcIssuer),
    subjects: delivered.map(([category]) => readerSubject(cluster.namespace, category)),
  };
}

function alarmArgs(
  place: Place,
  args: AwsSecretStoreArgs,
  secrets: readonly StoredSecret[],
  keys: StoreKeys,
  rotation: DatabaseRotation | undefined,
): Omit<AccessAlarmsArgs, "keyPolicy"> {
  const { settings } = args;
  return {
    keys,
    secrets,
    publishers: [reminderRoleArn(place)],
    emails: settings.alarmEmails,
    knownReaders: [...readers(place, args).map(([, arn]) => arn), ...settings.knownReaders],
    rotationRoleArn: rotation?.roleArn,
    deployerRole: settings.deployerRole,
    cluster: watchedCluster(place, args),
    trailArn: settings.trail === "managed" ? trailArn(place) : undefined,
  };
}
