import { ResourceGroup } from "@pulumi/azure-native/resources/index.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import {
  byCategory,
  type Category,
  credentials,
  initialVaultValue,
  OPERATOR_TAGS,
  readerName,
  tags,
  VAULT_SECRET_TYPES,
  VAULT_TYPES,
  vaultSecrets,
} from "../../../catalogue/index.ts";
import { AzureSecretStore } from "../../../components/azure/secret-store.ts";
import { AzureVault } from "../../../components/azure/vault.ts";
import { type Changes, IDS, isSecret, plain, type Resources, recorded, settingsWith } from "../recorded.ts";

const SECRET = VAULT_SECRET_TYPES.type;
const VAULT = VAULT_TYPES.type;
const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const VAULT_ID = `/subscriptions/${IDS.subscription}/resourceGroups/secrets-group/providers/Microsoft.KeyVault/vaults/secrets-vault`;
const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";
const KEY_VAULT_READER = "21090545-7ca7-4776-b22c-e363652d74d2";

const generated = new Map([
  ["jwt-signing-key", { secret: pulumi.secret("first"), previous_secret: pulumi.secret("second") }],
]);

const kept = credentials.flatMap((credential) =>
  vaultSecrets(credential).map((secret) => ({ credential, secret, name: secret.name })),
);

function store(changes: Changes & { fed?: boolean; credentials?: typeof credentials } = {}): Promise<Resources> {
  const { azure, environment, kubernetes } = settingsWith(changes);
  const cluster = { oidcIssuer: kubernetes.oidcIssuer, namespace: kubernetes.operator.namespace };
  return recorded(
    () =>
      new AzureSecretStore("azure", {
        settings: azure,
        environment,
        credentials: changes.credentials ?? credentials,
        generated,
        cluster: changes.fed === false ? undefined : cluster,
      }),
  );
}

/** The vault alone, with what leads to it. */
function vault(azure: Changes["azure"] = {}): Promise<Resources> {
  const { azure: settings, environment } = settingsWith({ azure });
  return recorded(
    () => new AzureVault("vault", { settings, environment, resourceGroup: new ResourceGroup("group") }, {}),
  );
}

const production = await store({ azure: { breakGlassGroupId: IDS.breakGlass, knownReaders: [IDS.knownReader] } });
const staging = await store({ environment: "staging", fed: false });

describe("the vault", () => {
  const { properties } = plain(production.only(VAULT).inputs);

  test("is ruled by roles, cannot be emptied, and lets no network in but the configured ones", () => {
    expect(properties).toMatchObject({
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 30,
      enablePurgeProtection: true,
      networkAcls: { defaultAction: "Deny", bypass: "AzureServices", ipRules: [{ value: "203.0.113.7" }] },
    });
  });

  const subnet = `/subscriptions/${IDS.subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/main/subnets/apps`;
  test.each([
    ["an address", "Enabled", { allowedIps: ["203.0.113.7"] }],
    ["a subnet", "Enabled", { allowedIps: [], allowedSubnetIds: [subnet] }],
    ["a private endpoint alone", "Disabled", { allowedIps: [], privateEndpointSubnetId: subnet }],
    ["a private endpoint and an address", "Enabled", { privateEndpointSubnetId: subnet }],
  ])("with %s, the public side is %s", async (_, expected, azure) => {
    const resources = await vault(azure);
    const { properties } = plain(resources.only(VAULT).inputs);
    expect(properties.publicNetworkAccess).toBe(expected);
    expect(resources.ofType("azure-native:network:PrivateEndpoint")).toHaveLength(
      "privateEndpointSubnetId" in azure ? 1 : 0,
    );
  });

  test("its private endpoint is found by name in the subnet's network, or in a zone that the team has", async () => {
    const zoneId = `/subscriptions/${IDS.subscription}/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net`;
    const own = await vault({ privateEndpointSubnetId: subnet });
    expect(plain(own.only("azure-native:network:PrivateEndpoint").inputs)).toMatchObject({
      subnet: { id: subnet },
      privateLinkServiceConnections: [{ privateLinkServiceId: VAULT_ID, groupIds: ["vault"] }],
    });
    expect(plain(own.only("azure-native:privatedns:VirtualNetworkLink").inputs).virtualNetwork.id).toBe(
      subnet.replace("/subnets/apps", ""),
    );
    const given = await vault({ privateEndpointSubnetId: subnet, privateDnsZoneId: zoneId });
    expect(given.ofType("azure-native:privatedns:PrivateZone")).toEqual([]);
    const [config] = plain(given.only("azure-native:network:PrivateDnsZoneGroup").inputs).privateDnsZoneConfigs;
    expect(config.privateDnsZoneId).toBe(zoneId);
  });
});

describe("the secrets", () => {
  test("are those of the catalogue, each once, in the component of their category", () => {
    const found = production
      .ofType(SECRET)
      .map((secret) => [plain(secret.inputs).secretName, production.path(secret).at(-2)]);
    expect(found.sort()).toEqual(kept.map(({ credential, name }) => [name, `azure-${credential.category}`]).sort());
  });

  test.each(kept)(
    "$name begins with its first value, as a secret, with tags that fit",
    ({ credential, secret, name }) => {
      const { inputs } = production.named(`azure-${credential.category}-${name}`);
      const { value } = inputs.properties as { value: unknown };
      expect(isSecret(value)).toBe(true);
      if (credential.source !== "generated") {
        expect(plain(inputs.properties).value).toBe(initialVaultValue(credential, secret));
      }
      expect(plain(inputs.tags)).toEqual(tags(credential, name, "production"));
      expect(Object.keys(plain(inputs.tags)).length).toBeLessThanOrEqual(15);
    },
  );

  test.each(kept)(
    "no update sends $name's placeholder again, nor takes operators' tags back",
    ({ credential, name }) => {
      expect(production.named(`azure-${credential.category}-${name}`).options.ignoreChanges).toEqual(
        credential.source === "generated"
          ? OPERATOR_TAGS.map((tag) => `tags.${tag}`)
          : ["properties", "tags", "azureApiVersion"],
      );
    },
  );

  test("generated ones hold what was generated", () => {
    const value = (name: string) => plain(production.named(`azure-jwt-${name}`).inputs).properties.value;
    expect([value("jwt-signing-key"), value("jwt-signing-key-previous")]).toEqual(["first", "second"]);
  });

  test("the key that signs is written after the one that is accepted beside it", () => {
    const previous = production.named("azure-jwt-jwt-signing-key-previous");
    expect(production.named("azure-jwt-jwt-signing-key").options.dependsOn).toContain(previous.urn);
    expect(previous.options.dependsOn.filter((urn: string) => urn.includes(`${SECRET}::`))).toEqual([]);
  });

  test("a generated one without a value is refused by name", async () => {
    const { azure, environment } = settingsWith();
    const program = () =>
      new AzureSecretStore("azure", { settings: azure, environment, credentials, generated: new Map() });
    await expect(recorded(program)).rejects.toThrow(
      /jwt-signing-key generated, and no value for its field "previous_secret"/,
    );
  });

  test("go with the vault, and only after it", () => {
    const { urn } = production.only(VAULT);
    for (const { options } of production.ofType(SECRET)) {
      expect(options.deletedWith).toBe(urn);
      expect(options.dependsOn).toContain(urn);
    }
  });
});

test("production is protected, staging is not", () => {
  const stateful = [
    VAULT,
    SECRET,
    "azure-native:resources:ResourceGroup",
    "azure-native:operationalinsights:Workspace",
  ];
  const guarded = (resources: Resources) =>
    [...new Set(resources.all.filter(({ options }) => options.protect).map(({ type }) => type))].sort();
  expect(guarded(production)).toEqual(stateful.sort());
  expect(production.ofType(SECRET).every(({ options }) => options.protect)).toBe(true);
  expect(guarded(staging)).toEqual([]);
});

describe("who may do what", () => {
  const writer = plain(production.only("azure-native:authorization:RoleDefinition").inputs);
  const roleNames: Record<string, string> = {
    [SECRETS_USER]: "read",
    [KEY_VAULT_READER]: "metadata",
    [writer.roleDefinitionId]: "write",
  };
  const groups: Record<string, string> = { [IDS.operators]: "operators", [IDS.breakGlass]: "break-glass" };

  // The alarms' own, on the workspace, is in access-alarms.test.ts.
  const onSecrets = (resources: Resources) =>
    resources.ofType(ASSIGNMENT).filter(({ name }) => name !== "azure-alarms-reader-queries");
  const given = onSecrets(production).map((assignment) => {
    const { scope, principalId, roleDefinitionId } = plain(assignment.inputs);
    const [identity] = production.sources(assignment, "principalId");
    const holder = identity === undefined ? groups[principalId] : plain(identity.inputs).resourceName;
    return { scope, holder, role: roleNames[roleDefinitionId.split("/").at(-1)] };
  });
  const roles = (holder: string, secret: string) =>
    given
      .filter((grant) => grant.holder === holder && grant.scope === `${VAULT_ID}/secrets/${secret}`)
      .map((g) => g.role);

  test("every role is known, and given on one secret, never on the vault or above", () => {
    const scopes = kept.map(({ name }) => `${VAULT_ID}/secrets/${name}`);
    for (const grant of given) {
      expect(scopes).toContain(grant.scope);
      expect(grant.role).toBeDefined();
      expect(grant.holder).toBeDefined();
    }
    expect(given).toHaveLength(kept.length * 3);
  });

  const readers = byCategory(kept.map(({ credential }) => credential)).map(([category]) => category);
  const table = readers.flatMap((category) => kept.map(({ credential, name }) => ({ category, credential, name })));
  test.each(table)("the reader of $category and $name", ({ category, credential, name }) => {
    expect(roles(readerName(category), name)).toEqual(credential.category === category ? ["read"] : []);
  });

  test.each(kept)("operators and $name", ({ credential, name }) => {
    expect(roles("operators", name)).toEqual([credential.source === "generated" ? "metadata" : "write"]);
  });

  test.each(kept)("break-glass and $name", ({ name }) => {
    expect(roles("break-glass", name)).toEqual(["read"]);
  });

  test("nobody breaks the glass where no group is set", () => {
    const principals = onSecrets(staging).map(({ inputs }) => plain(inputs).principalId);
    expect(principals).not.toContain(IDS.breakGlass);
    expect(principals).toHaveLength(kept.length * 2);
  });

  test("the writer can set and list, and neither read, delete nor purge", () => {
    expect(writer.permissions).toEqual([
      {
        actions: [],
        notActions: [],
        dataActions: [
          "Microsoft.KeyVault/vaults/secrets/setSecret/action",
          "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
        ],
        notDataActions: [],
      },
    ]);
    expect(writer.assignableScopes).toEqual([writer.scope]);
  });

  test("assignments have names of their own, the same at every run", async () => {
    const names = (resources: Resources) =>
      resources.ofType(ASSIGNMENT).map(({ name, inputs }) => [name, plain(inputs).roleAssignmentName]);
    const again = await store({ azure: { breakGlassGroupId: IDS.breakGlass } });
    expect(Object.fromEntries(names(again))).toEqual(Object.fromEntries(names(production)));
    expect(new Set(names(production).map(([, guid]) => guid)).size).toBe(given.length + 1);
    for (const { options } of production.ofType(ASSIGNMENT)) expect(options.deleteBeforeReplace).toBe(true);
  });
});

describe("the readers", () => {
  const federations = production.ofType("azure-native:managedidentity:FederatedIdentityCredential");
  const subjects: Partial<Record<Category, string>> = {
    llm: "system:serviceaccount:external-secrets:qualisys-secrets-llm",
    jwt: "system:serviceaccount:external-secrets:qualisys-secrets-jwt",
  };

  test("are one identity for each category that Azure keeps secrets of", () => {
    const names = production
      .ofType("azure-native:managedidentity:UserAssignedIdentity")
      .map(({ inputs }) => plain(inputs).resourceName);
    const expected = new Set(kept.map(({ credential }) => readerName(credential.category)));
    expect(names.sort()).toEqual([...expected, "secrets-vault-alarms"].sort());
  });

  test("each trusts one service account of the cluster", () => {
    const found = federations.map(({ inputs }) => plain(inputs));
    expect(found.map(({ resourceName }) => resourceName).sort()).toEqual(
      [...new Set(kept.map(({ credential }) => readerName(credential.category)))].sort(),
    );
    for (const { issuer, audiences } of found) {
      expect([issuer, audiences]).toEqual(["https://issuer.example.com/cluster/", ["api://AzureADTokenExchange"]]);
    }
    for (const [category, subject] of Object.entries(subjects)) {
      expect(plain(production.named(`azure-${category}-reader-federation`).inputs).subject).toBe(subject);
    }
  });

  test("trust nobody where another cloud feeds the cluster", () => {
    expect(staging.ofType("azure-native:managedidentity:FederatedIdentityCredential")).toEqual([]);
  });
});

test("everything goes to the subscription and tenant of the settings", () => {
  const provider = production.only("pulumi:providers:azure-native");
  expect(plain(provider.inputs)).toMatchObject({ subscriptionId: IDS.subscription, tenantId: IDS.tenant });
  const custom = production.all.filter(({ custom, type }) => custom && type.startsWith("azure-native:"));
  for (const { options } of custom) expect(options.provider).toContain("::azure-provider::");
});

test("every child's name begins with its parent's, and no two are alike", () => {
  const own = production.all.filter(({ parent }) => parent !== "" && !parent.includes("pulumi:pulumi:Stack"));
  expect(own.length).toBeGreaterThan(50);
  for (const resource of own) {
    const [parent, child] = production.path(resource).slice(-2);
    expect(child).toMatch(new RegExp(`^${parent}-`));
  }
  expect(new Set(production.all.map(({ urn }) => urn)).size).toBe(production.all.length);
});
