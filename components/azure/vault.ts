import { PrivateDnsZoneGroup } from "@pulumi/azure-native/network/privateDnsZoneGroup.js";
import { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint.js";
import { PrivateZone, VirtualNetworkLink } from "@pulumi/azure-native/privatedns/index.js";
import * as pulumi from "@pulumi/pulumi";
import { stackTags } from "../../catalogue/index.ts";
import type { AzureSettings, Environment } from "../../stack-settings.ts";
import { KeyVault } from "./key-vault.ts";

/** The zone by which a vault's public name leads to its private address: learn.microsoft.com, "Private endpoint DNS". */
const PRIVATE_ZONE = "privatelink.vaultcore.azure.net";

/**
 * Names and addresses that follow from the settings. They are composed rather than read from the created resources, so
 * that a preview knows them: a policy cannot judge a scope that is still unknown.
 */
export interface VaultPlace {
  readonly resourceGroupId: string;
  readonly id: string;
  readonly uri: string;
}

export function vaultPlace(
  settings: Pick<AzureSettings, "subscriptionId" | "resourceGroup" | "vaultName">,
): VaultPlace {
  const resourceGroupId = `/subscriptions/${settings.subscriptionId}/resourceGroups/${settings.resourceGroup}`;
  return {
    resourceGroupId,
    id: `${resourceGroupId}/providers/Microsoft.KeyVault/vaults/${settings.vaultName}`,
    uri: `https://${settings.vaultName}.vault.azure.net/`,
  };
}

export interface AzureVaultArgs {
  readonly settings: AzureSettings;
  readonly environment: Environment;
  /** What the vault lives in. */
  readonly resourceGroup: pulumi.Resource;
}

/** The vault: closed to every network but the configured ones, and not to be emptied by mistake or in anger. */
export class AzureVault extends pulumi.ComponentResource {
  readonly vault: KeyVault;

  constructor(name: string, args: AzureVaultArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:azure:Vault", name, {}, opts);
    this.vault = keyVault(this, name, args);
    if (args.settings.privateEndpointSubnetId !== undefined) {
      privateAccess(this, name, args, args.settings.privateEndpointSubnetId, this.vault);
    }
    this.registerOutputs({});
  }
}

function keyVault(
  parent: AzureVault,
  name: string,
  { settings, environment, resourceGroup }: AzureVaultArgs,
): KeyVault {
  const publicPaths = settings.allowedIps.length + settings.allowedSubnetIds.length > 0;
  return new KeyVault(
    `${name}-vault`,
    {
      resourceGroupName: settings.resourceGroup,
      vaultName: settings.vaultName,
      location: settings.location,
      properties: {
        tenantId: settings.tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 30,
        enablePurgeProtection: true,
        enabledForDeployment: false,
        enabledForDiskEncryption: false,
        enabledForTemplateDeployment: false,
        // Subnets with a service endpoint come through the public side, too. Where nothing may, the side is shut.
        publicNetworkAccess: publicPaths ? "Enabled" : "Disabled",
        networkAcls: {
          defaultAction: "Deny",
          bypass: "AzureServices",
          ipRules: settings.allowedIps.map((value) => ({ value })),
          virtualNetworkRules: settings.allowedSubnetIds.map((id) => ({ id })),
        },
      },
      tags: { Name: settings.vaultName, ...stackTags(environment) },
    },
    { parent, protect: environment === "production", dependsOn: resourceGroup },
  );
}

function privateAccess(
  parent: AzureVault,
  name: string,
  { settings, environment }: AzureVaultArgs,
  subnetId: string,
  vault: KeyVault,
): void {
  const resourceGroupName = settings.resourceGroup;
  const tags = stackTags(environment);
  const privateEndpointName = `${settings.vaultName}-endpoint`;
  const endpoint = new PrivateEndpoint(
    `${name}-endpoint`,
    {
      resourceGroupName,
      privateEndpointName,
      location: settings.location,
      subnet: { id: subnetId },
      privateLinkServiceConnections: [
        { name: settings.vaultName, privateLinkServiceId: vaultPlace(settings).id, groupIds: ["vault"] },
      ],
      tags,
    },
    { parent, dependsOn: vault },
  );
  const privateDnsZoneId = settings.privateDnsZoneId ?? ownZone(parent, name, settings, subnetId, tags, vault);
  new PrivateDnsZoneGroup(
    `${name}-endpoint-dns`,
    {
      resourceGroupName,
      privateEndpointName,
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId }],
    },
    { parent, dependsOn: endpoint },
  );
}

function ownZone(
  parent: AzureVault,
  name: string,
  settings: AzureSettings,
  subnetId: string,
  tags: Record<string, string>,
  vault: KeyVault,
): pulumi.Output<string> {
  const resourceGroupName = settings.resourceGroup;
  const zone = new PrivateZone(
    `${name}-zone`,
    { resourceGroupName, privateZoneName: PRIVATE_ZONE, location: "global", tags },
    { parent, dependsOn: vault },
  );
  new VirtualNetworkLink(
    `${name}-zone-link`,
    {
      resourceGroupName,
      privateZoneName: PRIVATE_ZONE,
      virtualNetworkLinkName: settings.vaultName,
      location: "global",
      registrationEnabled: false,
      virtualNetwork: { id: subnetId.replace(/\/subnets\/[^/]+$/i, "") },
      tags,
    },
    { parent, dependsOn: zone },
  );
  return zone.id;
}
