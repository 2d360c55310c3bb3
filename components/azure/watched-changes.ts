/** Changes that one alarm tells of. */
export interface Watch {
  readonly description: string;
  readonly operations: readonly string[];
  /** The action groups by which people are told. What watches a way may not depend on it alone. */
  readonly tells: readonly ("people" | "backup")[];
}

/** Changes of the watch itself: its alarms, its ways to people, and what silences it without touching either. */
const WATCH_OPERATIONS = [
  "Microsoft.Insights/activityLogAlerts/write",
  "Microsoft.Insights/activityLogAlerts/delete",
  "Microsoft.Insights/actionGroups/write",
  "Microsoft.Insights/actionGroups/delete",
  // Alert processing rules.
  "Microsoft.AlertsManagement/actionRules/write",
  "Microsoft.AlertsManagement/actionRules/delete",
  "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action",
] as const;

/**
 * Changes that nobody makes unnoticed, by the name of their alarm. An update of the stack makes such changes, too: its
 * mails are the receipt for it. Operations: learn.microsoft.com, "Azure permissions" (resource provider operations).
 */
export const WATCHED_CHANGES: Readonly<Record<string, Watch>> = {
  "vault-changes": {
    description:
      "The vault, its network rules or a way in was changed or deleted, or a secret was written through ARM.",
    tells: ["people"],
    operations: [
      "Microsoft.KeyVault/vaults/write",
      "Microsoft.KeyVault/vaults/delete",
      "Microsoft.KeyVault/vaults/accessPolicies/write",
      "Microsoft.KeyVault/vaults/secrets/write",
      "Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action",
    ],
  },
  "role-changes": {
    description: "Somebody was given a role, lost one, or may now act as a reader.",
    tells: ["people"],
    operations: [
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/roleAssignments/delete",
      "Microsoft.Authorization/roleDefinitions/write",
      "Microsoft.Authorization/roleDefinitions/delete",
      "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
      "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
    ],
  },
  "audit-changes": {
    description: "The audit log was redirected, switched off or deleted: reads may go unseen.",
    tells: ["people"],
    operations: [
      "Microsoft.Insights/diagnosticSettings/write",
      "Microsoft.Insights/diagnosticSettings/delete",
      "Microsoft.OperationalInsights/workspaces/write",
      "Microsoft.OperationalInsights/workspaces/delete",
      "Microsoft.OperationalInsights/workspaces/purge/action",
      "Microsoft.OperationalInsights/workspaces/tables/write",
      "Microsoft.OperationalInsights/workspaces/tables/delete",
    ],
  },
  "alarm-changes": {
    description: "An alarm, or who is told of it, was changed or deleted.",
    tells: ["people", "backup"],
    operations: [
      "Microsoft.Insights/scheduledQueryRules/write",
      "Microsoft.Insights/scheduledQueryRules/delete",
      // Azure's own, of a rule whose query failed for a week.
      "Microsoft.Insights/scheduledQueryRules/disable/action",
      ...WATCH_OPERATIONS,
    ],
  },
  // Each of this alarm and the one before reports a change of the other.
  "alarm-guard": {
    description: "The watch over the alarms, or one of its action groups, was changed or deleted.",
    tells: ["backup"],
    operations: WATCH_OPERATIONS,
  },
};
