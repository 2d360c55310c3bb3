import { randomUUID } from "node:crypto";
import { groupId, softlyDeleted, vaultId } from "./azure-vault.ts";
import { azureDifference, versioned } from "./azure-version.ts";
import { keptKind } from "./kept.ts";
import type { Handled, Kind } from "./kinds.ts";
import type { Properties } from "./values.ts";

// Types of Azure, by the input that names them. Those before it in the path are what a name is unique within.
const NAMED_BY: Readonly<Record<string, readonly string[]>> = {
  "azure-native:authorization:RoleAssignment": ["scope", "roleAssignmentName"],
  "azure-native:authorization:RoleDefinition": ["scope", "roleDefinitionId"],
  "azure-native:keyvault:Vault": ["resourceGroupName", "vaultName"],
  "azure-native:managedidentity:FederatedIdentityCredential": [
    "resourceGroupName",
    "resourceName",
    "federatedIdentityCredentialResourceName",
  ],
  "azure-native:managedidentity:UserAssignedIdentity": ["resourceGroupName", "resourceName"],
  "azure-native:monitor:ActionGroup": ["resourceGroupName", "actionGroupName"],
  "azure-native:monitor:ActivityLogAlert": ["resourceGroupName", "activityLogAlertName"],
  "azure-native:monitor:DiagnosticSetting": ["resourceUri", "name"],
  "azure-native:monitor:ScheduledQueryRule": ["resourceGroupName", "ruleName"],
  "azure-native:network:PrivateDnsZoneGroup": ["resourceGroupName", "privateEndpointName", "privateDnsZoneGroupName"],
  "azure-native:network:PrivateEndpoint": ["resourceGroupName", "privateEndpointName"],
  "azure-native:operationalinsights:Workspace": ["resourceGroupName", "workspaceName"],
  "azure-native:privatedns:PrivateZone": ["resourceGroupName", "privateZoneName"],
  "azure-native:privatedns:VirtualNetworkLink": ["resourceGroupName", "privateZoneName", "virtualNetworkLinkName"],
  "azure-native:resources:ResourceGroup": ["resourceGroupName"],
};

/** ARM's own ids, where something else is found by them. Others are made up. */
const IDS: Readonly<Record<string, (inputs: Properties, resource: Handled) => string>> = {
  "azure-native:resources:ResourceGroup": ({ resourceGroupName }, { subscription }) =>
    groupId(subscription, String(resourceGroupName)),
  "azure-native:keyvault:Vault": ({ resourceGroupName, vaultName }, { subscription }) =>
    vaultId(subscription, String(resourceGroupName), String(vaultName)),
};

const ADDED: Readonly<Record<string, () => Properties>> = {
  "azure-native:managedidentity:UserAssignedIdentity": () => ({ principalId: randomUUID(), clientId: randomUUID() }),
};

export const keptAzure: Readonly<Record<string, Kind>> = Object.fromEntries(
  Object.entries(NAMED_BY).map(([type, path]) => {
    const name = path[path.length - 1] ?? "";
    const kind = keptKind({
      name,
      fixed: path.slice(0, -1),
      id: IDS[type] ?? ((inputs) => `/${type.replaceAll(":", "/")}/${path.map((part) => inputs[part]).join("/")}`),
      computed: (inputs) => ({ name: inputs[name], ...ADDED[type]?.() }),
      diff: (request) => azureDifference(request, path),
    });
    return [type, versioned(type === "azure-native:keyvault:Vault" ? softlyDeleted(kind) : kind)];
  }),
);
