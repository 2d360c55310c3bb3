import type { RoleAssignment } from "@pulumi/azure-native/authorization/index.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { stackTags } from "../../catalogue/index.ts";
import type { AzureSettings, Environment } from "../../stack-settings.ts";
import { BUILT_IN_ROLES, grantRole } from "./roles.ts";
import { vaultPlace } from "./vault.ts";

export interface AlarmReaderArgs {
  readonly settings: AzureSettings;
  readonly environment: Environment;
  /** What the role is given after: the workspace and what it needs. */
  readonly after: readonly pulumi.Resource[];
}

/** Who the alarms' queries run as. */
export interface AlarmReader {
  readonly identity: UserAssignedIdentity;
  readonly assignment: RoleAssignment;
}

/** The workspace's resource id: composed, so that a preview knows what the role applies to. */
export function workspaceId(settings: AzureSettings): string {
  const own = `${vaultPlace(settings).resourceGroupId}/providers/Microsoft.OperationalInsights/workspaces/${workspaceName(settings)}`;
  return settings.workspaceId ?? own;
}

export function workspaceName({ vaultName }: AzureSettings): string {
  return `${vaultName}-audit`;
}

/**
 * Makes an identity that may query the workspace. Without one a rule has the permissions of its last editor: the deployer
 * has none to query, and a rule that may not query never fires.
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule
 */
export function createAlarmReader(
  parent: pulumi.Resource,
  name: string,
  { settings, environment, after }: AlarmReaderArgs,
): AlarmReader {
  const resourceName = `${settings.vaultName}-alarms`;
  const identity = new UserAssignedIdentity(
    `${name}-reader`,
    {
      resourceGroupName: settings.resourceGroup,
      resourceName,
      location: settings.location,
      tags: { Name: resourceName, ...stackTags(environment) },
    },
    { parent, dependsOn: [...after] },
  );
  const assignment = grantRole(
    `${name}-reader-queries`,
    {
      subscriptionId: settings.subscriptionId,
      roleId: BUILT_IN_ROLES.logReader,
      scope: workspaceId(settings),
      principalId: identity.principalId,
      principalType: "ServicePrincipal",
      principalLabel: resourceName,
      description: "The alarms query the audit log",
    },
    { parent, dependsOn: [...after] },
  );
  return { identity, assignment };
}
