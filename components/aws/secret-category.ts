import { Policy, Role, RolePolicyAttachment } from "@pulumi/aws/iam/index.js";
import { Secret, SecretVersion } from "@pulumi/aws/secretsmanager/index.js";
import * as pulumi from "@pulumi/pulumi";
import {
  awsReaderRole,
  CATEGORIES,
  type Category,
  type Credential,
  initialDocument,
  OPERATOR_TAGS,
  PLACEHOLDER_LABEL,
  readerSubject,
  tags,
} from "../../catalogue/index.ts";
import { bounded, commonTags, isProtected, type Place, RECOVERY_DAYS, type StoredSecret } from "./place.ts";
import { readerPolicy, webIdentityTrust } from "./policies.ts";
import { allArns, type StoreKeys } from "./secrets-key.ts";

/** The cluster whose service accounts read the secrets. */
export interface Cluster {
  readonly oidcIssuer: string;
  /** The namespace of the service accounts. */
  readonly namespace: string;
}

export interface SecretCategoryArgs {
  readonly category: Category;
  readonly secrets: readonly StoredSecret[];
  readonly keys: StoreKeys;
  /** Values of generated credentials: id -> field -> value. */
  readonly generated: ReadonlyMap<string, Readonly<Record<string, pulumi.Output<string>>>>;
  /** @default - no cluster reads from AWS: the category has a policy to attach and no role. */
  readonly cluster: Cluster | undefined;
  /** ARN of the login by which alternating users are changed. @default - a single user. */
  readonly superuserSecretArn: string | undefined;
}

/** The secrets of one category, and the one identity that reads exactly them. */
export class SecretCategory extends pulumi.ComponentResource {
  readonly secretArns: ReadonlyMap<string, pulumi.Output<string>>;
  /** Credential id -> the version that holds its generated value. */
  readonly generatedVersions: ReadonlyMap<string, SecretVersion>;
  readonly readerPolicyArn: pulumi.Output<string>;
  /** Absent where no cluster reads from AWS. */
  readonly readerRoleArn: pulumi.Output<string> | undefined;

  constructor(name: string, place: Place, args: SecretCategoryArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:SecretCategory", name, {}, opts);
    const kept = args.secrets.map((secret) => [secret.credential.id, keep(this, name, place, args, secret)] as const);
    this.secretArns = new Map(kept.map(([id, { arn }]) => [id, arn]));
    this.generatedVersions = new Map(
      kept.flatMap(([id, { generatedVersion }]) => (generatedVersion ? [[id, generatedVersion] as const] : [])),
    );
    const reading = readingPolicy(this, name, place, args);
    this.readerPolicyArn = reading.arn;
    this.readerRoleArn =
      args.cluster === undefined ? undefined : reader(this, name, place, args.category, args.cluster, reading);
    this.registerOutputs({ readerPolicyArn: this.readerPolicyArn, readerRoleArn: this.readerRoleArn });
  }
}

/** Makes a secret and its first value, or takes the one that another program made. */
function keep(
  parent: SecretCategory,
  category: string,
  place: Place,
  args: SecretCategoryArgs,
  stored: StoredSecret,
): { readonly arn: pulumi.Output<string>; readonly generatedVersion?: SecretVersion } {
  if (stored.existing !== undefined) return { arn: pulumi.output(stored.id) };
  const { credential } = stored;
  const name = `${category}-${credential.id}`;
  const secret = new Secret(
    name,
    {
      name: stored.id,
      description: `${credential.service}: ${credential.fields.map((field) => field.label).join(", ")}`,
      kmsKeyId: args.keys.home,
      recoveryWindowInDays: RECOVERY_DAYS,
      replicas: [...args.keys.copies].map(([region, kmsKeyId]) => ({ region, kmsKeyId })),
      tags: tags(credential, stored.id, place.environment),
    },
    {
      parent,
      protect: isProtected(place),
      // Operators' commands write these; the next update would take them back. tagsAll is the provider's copy of them.
      ignoreChanges: OPERATOR_TAGS.flatMap((tag) => [`tags.${tag}`, `tagsAll.${tag}`]),
    },
  );
  if (credential.source === "generated") {
    return { arn: secret.arn, generatedVersion: generatedValue(parent, name, secret, credential, args.generated) };
  }
  placeholderValue(parent, name, secret, credential, args.superuserSecretArn);
  return { arn: secret.arn };
}

function placeholderValue(
  parent: SecretCategory,
  name: string,
  secret: Secret,
  credential: Credential,
  superuserSecretArn: string | undefined,
): void {
  const extra = credential.source === "rotated" && superuserSecretArn !== undefined;
  new SecretVersion(
    `${name}-placeholder`,
    {
      secretId: secret.id,
      secretString: initialDocument(credential, credential.fields, extra ? { masterarn: superuserSecretArn } : {}),
      versionStages: [PLACEHOLDER_LABEL],
    },
    {
      parent,
      // The provider reads the labels back with AWSCURRENT among them; and a placeholder is never worth another version.
      ignoreChanges: ["secretString", "versionStages"],
      // Deleting a version takes its labels away, AWSPREVIOUS too. There is nothing to gain by it.
      retainOnDelete: true,
    },
  );
}

/** A generated value follows its generations: what is put here is meant to become current. */
function generatedValue(
  parent: SecretCategory,
  name: string,
  secret: Secret,
  credential: Credential,
  generated: SecretCategoryArgs["generated"],
): SecretVersion {
  const values = generated.get(credential.id);
  const missing = credential.fields.filter((field) => values?.[field.name] === undefined);
  if (values === undefined || missing.length > 0) {
    const fields = missing.map((field) => field.name).join(", ");
    throw new Error(`Credential ${credential.id} is generated, and nobody has generated its fields: ${fields}.`);
  }
  const document = Object.fromEntries(credential.fields.map((field) => [field.name, values[field.name]]));
  return new SecretVersion(
    `${name}-value`,
    { secretId: secret.id, secretString: pulumi.secret(pulumi.jsonStringify(document)) },
    { parent },
  );
}

function readingPolicy(parent: SecretCategory, name: string, place: Place, args: SecretCategoryArgs): Policy {
  return new Policy(
    `${name}-reader-policy`,
    {
      name: awsReaderRole(place.prefix, args.category),
      description: `Reads the secrets of category ${args.category} under ${place.prefix}/, and nothing else`,
      policy: allArns(args.keys).apply((arns) => JSON.stringify(readerPolicy(place, arns, args.secrets))),
      tags: commonTags(place),
    },
    { parent },
  );
}

function reader(
  parent: SecretCategory,
  name: string,
  place: Place,
  category: Category,
  cluster: Cluster,
  reading: Policy,
): pulumi.Output<string> {
  const subject = readerSubject(cluster.namespace, category);
  const role = new Role(
    `${name}-reader`,
    {
      ...bounded(place),
      name: awsReaderRole(place.prefix, category),
      description: `${CATEGORIES[category]}: ${subject} reads the secrets of this category`,
      assumeRolePolicy: JSON.stringify(webIdentityTrust(place, cluster.oidcIssuer, subject)),
      tags: commonTags(place),
    },
    { parent },
  );
  new RolePolicyAttachment(`${name}-reader-reads`, { role: role.name, policyArn: reading.arn }, { parent });
  return role.arn;
}
