import { FederatedIdentityCredential, UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/index.js";
import * as pulumi from "@pulumi/pulumi";
import {
  type Category,
  type Credential,
  initialVaultValue,
  OPERATOR_TAGS,
  readerName,
  readerSubject,
  stackTags,
  tags,
  type VaultSecret,
  vaultSecrets,
} from "../../catalogue/index.ts";
import type { AzureSettings, Environment } from "../../stack-settings.ts";
import { KeyVaultSecret } from "./key-vault.ts";
import { assignmentId, BUILT_IN_ROLES, grantRole, type RoleGrant } from "./roles.ts";
import { vaultPlace } from "./vault.ts";

/** Values that the program generates: credential id -> field -> value. */
export type GeneratedValues = ReadonlyMap<string, Readonly<Record<string, pulumi.Input<string>>>>;

/** The cluster whose service accounts may act as the readers. */
export interface AzureCluster {
  readonly oidcIssuer: string;
  /** The namespace of the service accounts. */
  readonly namespace: string;
}

/** What a workload identity's token is made out to: learn.microsoft.com, "Workload identity federation". */
const FEDERATION_AUDIENCE = "api://AzureADTokenExchange";

/**
 * Any update sends the value again: over an operator's value it would put the placeholder back. The provider adds the
 * last one in Check, and each of its releases may have another.
 * @see https://github.com/pulumi/pulumi-azure-native/pull/4015
 */
const OPERATORS_OWN = ["properties", "tags", "azureApiVersion"];

export interface AzureSecretCategoryArgs {
  readonly settings: AzureSettings;
  readonly environment: Environment;
  readonly category: Category;
  readonly credentials: readonly Credential[];
  readonly generated: GeneratedValues;
  /** Id of the role that sets values and cannot read them. */
  readonly writerRoleId: string;
  /** What the secrets live in and go with. */
  readonly vault: pulumi.Resource;
  /** What the writers' assignments need. */
  readonly writerRole: pulumi.Resource;
  /** @default - the reader can be used by nobody. */
  readonly cluster?: AzureCluster | undefined;
}

/** The secrets of one category, the identity that reads them, and who else may do what with each. */
export class AzureSecretCategory extends pulumi.ComponentResource {
  readonly reader: UserAssignedIdentity;
  /** Credential id -> the vault secrets that hold its generated values. */
  readonly generatedSecrets: ReadonlyMap<string, readonly KeyVaultSecret[]>;
  /** Ids of the assignments by which the break-glass group reads. */
  readonly breakGlassAssignments: readonly string[];
  /** Ids of the assignments by which operators set values. */
  readonly writerAssignments: readonly string[];

  constructor(name: string, args: AzureSecretCategoryArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:azure:SecretCategory", name, {}, opts);
    this.reader = readerIdentity(this, name, args);
    if (args.cluster !== undefined) federate(this, name, args, args.cluster);
    const breakGlass: string[] = [];
    const writers: string[] = [];
    const generated = new Map<string, readonly KeyVaultSecret[]>();
    for (const credential of args.credentials) {
      for (const vaultSecret of writeOrder(credential)) {
        const after = generated.get(credential.id) ?? [];
        const secret = keptSecret(this, name, { ...args, after }, credential, vaultSecret);
        const given = grants(this, name, args, credential, vaultSecret, secret);
        breakGlass.push(...given.breakGlass);
        writers.push(...given.writers);
        if (credential.source === "generated") generated.set(credential.id, [...after, secret]);
      }
    }
    this.generatedSecrets = generated;
    this.breakGlassAssignments = breakGlass;
    this.writerAssignments = writers;
    this.registerOutputs({});
  }
}

function readerIdentity(
  parent: AzureSecretCategory,
  name: string,
  { settings, environment, category, vault }: AzureSecretCategoryArgs,
): UserAssignedIdentity {
  return new UserAssignedIdentity(
    `${name}-reader`,
    {
      resourceGroupName: settings.resourceGroup,
      resourceName: readerName(category),
      location: settings.location,
      tags: { Name: readerName(category), Category: category, ...stackTags(environment) },
    },
    { parent, dependsOn: vault },
  );
}

// One for each identity: Azure refuses two at once on the same.
function federate(
  parent: AzureSecretCategory,
  name: string,
  { settings, category }: AzureSecretCategoryArgs,
  cluster: AzureCluster,
): void {
  new FederatedIdentityCredential(
    `${name}-reader-federation`,
    {
      resourceGroupName: settings.resourceGroup,
      resourceName: readerName(category),
      federatedIdentityCredentialResourceName: "cluster",
      issuer: cluster.oidcIssuer,
      audiences: [FEDERATION_AUDIENCE],
      subject: readerSubject(cluster.namespace, category),
    },
    { parent, dependsOn: parent.reader },
  );
}

/**
 * A vault writes its secrets one by one, and an update can end between two. Of a generated credential the one in service
 * comes last: nothing signs with the next key before the one that signs now is written as accepted.
 */
function writeOrder(credential: Credential): readonly VaultSecret[] {
  const secrets = vaultSecrets(credential);
  return credential.source === "generated" ? [...secrets].reverse() : secrets;
}

function keptSecret(
  parent: AzureSecretCategory,
  name: string,
  args: AzureSecretCategoryArgs & { readonly after: readonly pulumi.Resource[] },
  credential: Credential,
  secret: VaultSecret,
): KeyVaultSecret {
  const { settings, environment, vault } = args;
  const generated = credential.source === "generated";
  return new KeyVaultSecret(
    `${name}-${secret.name}`,
    {
      resourceGroupName: settings.resourceGroup,
      vaultName: settings.vaultName,
      secretName: secret.name,
      properties: {
        value: pulumi.secret(
          generated
            ? generatedValue(credential, secret, args.generated)
            : pulumi.output(initialVaultValue(credential, secret)),
        ),
        contentType: secret.shape === "json" ? "application/json" : "text/plain",
      },
      tags: tags(credential, secret.name, environment),
    },
    {
      parent,
      dependsOn: [vault, ...args.after],
      // Deleting a secret alone takes rights on its value that the deployer has not. With the vault it goes anyway.
      deletedWith: vault,
      protect: environment === "production",
      ignoreChanges: generated ? OPERATOR_TAGS.map((tag) => `tags.${tag}`) : OPERATORS_OWN,
    },
  );
}

function generatedValue(
  credential: Credential,
  secret: VaultSecret,
  generated: GeneratedValues,
): pulumi.Output<string> {
  const values = generated.get(credential.id);
  const fields = secret.fields.map(({ name }) => {
    const value = values?.[name];
    if (value === undefined) {
      throw new Error(
        `The catalogue calls ${credential.id} generated, and no value for its field "${name}" was handed to the store.`,
      );
    }
    return [name, value] as const;
  });
  const [first] = fields;
  if (secret.shape === "text" && first !== undefined) return pulumi.output(first[1]);
  return pulumi.jsonStringify(Object.fromEntries(fields));
}

/** Every role is given on the single secret, never on the vault. Gives the ids of the assignments that alarms know. */
function grants(
  parent: AzureSecretCategory,
  name: string,
  args: AzureSecretCategoryArgs,
  credential: Credential,
  vaultSecret: VaultSecret,
  secret: KeyVaultSecret,
): { breakGlass: string[]; writers: string[] } {
  const { settings, category, writerRoleId, writerRole } = args;
  const scope = `${vaultPlace(settings).id}/secrets/${vaultSecret.name}`;
  const child = `${name}-${vaultSecret.name}`;
  const base = { subscriptionId: settings.subscriptionId, scope };
  grantRole(
    `${child}-reader`,
    {
      ...base,
      roleId: BUILT_IN_ROLES.secretsUser,
      principalId: parent.reader.principalId,
      principalType: "ServicePrincipal",
      principalLabel: readerName(category),
      description: `Workloads of ${category} read ${vaultSecret.name}`,
    },
    { parent, dependsOn: secret },
  );
  // A generated value is Pulumi's to write; operators see its dates and tags.
  const writable = credential.source !== "generated";
  const operators: RoleGrant = {
    ...base,
    roleId: writable ? writerRoleId : BUILT_IN_ROLES.metadataReader,
    principalId: settings.operatorsGroupId,
    principalType: "Group",
    principalLabel: settings.operatorsGroupId,
    description: writable
      ? `Operators set ${vaultSecret.name}, without reading it`
      : `Operators see dates and tags of ${vaultSecret.name}`,
  };
  grantRole(`${child}-operators`, operators, { parent, dependsOn: [secret, writerRole] });
  const writers = writable ? [assignmentId(operators)] : [];
  if (settings.breakGlassGroupId === undefined) return { breakGlass: [], writers };
  const breakGlass: RoleGrant = {
    ...base,
    roleId: BUILT_IN_ROLES.secretsUser,
    principalId: settings.breakGlassGroupId,
    principalType: "Group",
    principalLabel: settings.breakGlassGroupId,
    description: `Break-glass readers of ${vaultSecret.name}`,
  };
  grantRole(`${child}-break-glass`, breakGlass, { parent, dependsOn: secret });
  return { breakGlass: [assignmentId(breakGlass)], writers };
}
