import { RoleDefinition } from "@pulumi/azure-native/authorization/index.js";
import { Provider } from "@pulumi/azure-native/provider.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/index.js";
import * as pulumi from "@pulumi/pulumi";
import { byCategory, type Category, type Credential, stackTags, vaultSecrets } from "../../catalogue/index.ts";
import type { AzureSettings, Environment } from "../../stack-settings.ts";
import { AzureAccessAlarms } from "./access-alarms.ts";
import { roleDefinitionPath, stableGuid } from "./roles.ts";
import { type AzureCluster, AzureSecretCategory, type GeneratedValues } from "./secret-category.ts";
import { AzureVault, vaultPlace } from "./vault.ts";

/** What a role needs to set a secret with its tags, and nothing that shows a value. No built-in role is like it. */
const WRITER_DATA_ACTIONS = [
  "Microsoft.KeyVault/vaults/secrets/setSecret/action",
  "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
];

export interface AzureSecretStoreArgs {
  readonly settings: AzureSettings;
  readonly environment: Environment;
  readonly credentials: readonly Credential[];
  readonly generated: GeneratedValues;
  /** @default - the store feeds no cluster. */
  readonly cluster?: AzureCluster | undefined;
}

/** The credentials on Azure: a vault, its secrets by category, who may do what with each, and who is told of the rest. */
export class AzureSecretStore extends pulumi.ComponentResource {
  readonly vaultUri: string;
  readonly tenantId: string;
  /** Category -> client id of the identity that reads it. */
  readonly readerClientIds: ReadonlyMap<Category, pulumi.Output<string>>;
  /** Credential id -> what writes its generated values. */
  readonly generatedValues: ReadonlyMap<string, readonly pulumi.Resource[]>;
  /** Known once every generated value is in the vault: what tells of them must not be earlier. */
  readonly generatedInService: pulumi.Output<unknown>;
  /** Names and ids, no values: what the stack's outputs show. */
  readonly identifiers: pulumi.Output<object>;

  constructor(name: string, args: AzureSecretStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:azure:SecretStore", name, {}, opts);
    const { settings } = args;
    const provider = azureProvider(this, name, settings);
    const group = resourceGroup(this, name, args, provider);
    const { vault } = new AzureVault(
      `${name}-vault`,
      { settings, environment: args.environment, resourceGroup: group },
      { parent: this, provider },
    );
    const writerRole = writerRoleDefinition(this, name, settings, group, provider);
    const kept = byCategory(args.credentials.filter((credential) => vaultSecrets(credential).length > 0));
    const categories = new Map(
      kept.map(([category, credentials]) => [
        category,
        new AzureSecretCategory(
          `${name}-${category}`,
          { ...args, category, credentials, vault, writerRole, writerRoleId: writerRoleId(settings) },
          { parent: this, provider },
        ),
      ]),
    );
    const readers = [...categories.values()];
    new AzureAccessAlarms(
      `${name}-alarms`,
      {
        settings,
        environment: args.environment,
        vault,
        readerPrincipalIds: readers.map(({ reader }) => reader.principalId),
        readerAssignments: readers.flatMap(({ breakGlassAssignments }) => breakGlassAssignments),
        writerAssignments: readers.flatMap(({ writerAssignments }) => writerAssignments),
      },
      { parent: this, provider },
    );
    this.vaultUri = vaultPlace(settings).uri;
    this.tenantId = settings.tenantId;
    this.readerClientIds = new Map([...categories].map(([category, { reader }]) => [category, reader.clientId]));
    const generated = readers.flatMap(({ generatedSecrets }) => [...generatedSecrets]);
    this.generatedValues = new Map(generated);
    this.generatedInService = pulumi.all(generated.flatMap(([, secrets]) => secrets.map(({ id }) => id)));
    this.identifiers = pulumi.output({
      resourceGroup: settings.resourceGroup,
      vaultName: settings.vaultName,
      vaultUri: this.vaultUri,
      secrets: kept.flatMap(([, credentials]) => credentials.flatMap(vaultSecrets)).map((secret) => secret.name),
      readerClientIds: Object.fromEntries(this.readerClientIds),
      writerRole: roleDefinitionPath(settings.subscriptionId, writerRoleId(settings)),
    });
    this.registerOutputs({ identifiers: this.identifiers });
  }
}

// Of its own, so that no setting of the machine that runs an update can lead it into another subscription.
function azureProvider(parent: AzureSecretStore, name: string, settings: AzureSettings): Provider {
  return new Provider(
    `${name}-provider`,
    { subscriptionId: settings.subscriptionId, tenantId: settings.tenantId },
    { parent },
  );
}

function resourceGroup(
  parent: AzureSecretStore,
  name: string,
  { settings, environment }: AzureSecretStoreArgs,
  provider: Provider,
): ResourceGroup {
  return new ResourceGroup(
    `${name}-group`,
    { resourceGroupName: settings.resourceGroup, location: settings.location, tags: stackTags(environment) },
    { parent, provider, protect: environment === "production" },
  );
}

function writerRoleId(settings: AzureSettings): string {
  return stableGuid(vaultPlace(settings).id.toLowerCase(), "writer");
}

function writerRoleDefinition(
  parent: AzureSecretStore,
  name: string,
  settings: AzureSettings,
  group: ResourceGroup,
  provider: Provider,
): RoleDefinition {
  const scope = vaultPlace(settings).resourceGroupId;
  return new RoleDefinition(
    `${name}-writer-role`,
    {
      roleDefinitionId: writerRoleId(settings),
      // Unique in the whole directory, as vault names are.
      roleName: `Secret writer (${settings.vaultName})`,
      description: "Sets secrets with their tags and sees names and dates. Cannot read a value.",
      roleType: "CustomRole",
      scope,
      assignableScopes: [scope],
      permissions: [{ actions: [], notActions: [], dataActions: WRITER_DATA_ACTIONS, notDataActions: [] }],
    },
    { parent, provider, dependsOn: group },
  );
}
