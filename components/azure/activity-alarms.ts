import { type ActionGroup, ActivityLogAlert } from "@pulumi/azure-native/monitor/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { azureAlarm, stackTags } from "../../catalogue/index.ts";
import type { AzureSettings, Environment } from "../../stack-settings.ts";
import { vaultPlace } from "./vault.ts";
import type { Watch } from "./watched-changes.ts";

export interface ActivityAlarmArgs {
  readonly settings: AzureSettings;
  readonly environment: Environment;
  readonly people: ActionGroup;
  /** A second way to the same people: for changes of the first. */
  readonly backup: ActionGroup;
}

// Azure switches a rule off whose query keeps failing, and a rule that cannot ask does not ring.
export function createHealthAlarm(
  parent: pulumi.Resource,
  name: string,
  { settings, environment, people }: ActivityAlarmArgs,
): void {
  new ActivityLogAlert(
    `${name}-alarm-health`,
    {
      resourceGroupName: settings.resourceGroup,
      activityLogAlertName: azureAlarm(settings.vaultName, "alarm-health"),
      description: "An alarm on the audit log cannot run its query: reads may go unseen.",
      location: "global",
      enabled: true,
      scopes: [vaultPlace(settings).resourceGroupId],
      condition: {
        allOf: [
          { field: "category", equals: "ResourceHealth" },
          { anyOf: [{ field: "resourceType", equals: "Microsoft.Insights/scheduledQueryRules" }] },
          {
            anyOf: ["Degraded", "Unavailable"].map((equals) => ({ field: "properties.currentHealthStatus", equals })),
          },
        ],
      },
      actions: { actionGroups: [{ actionGroupId: people.id }] },
      tags: stackTags(environment),
    },
    { parent },
  );
}

export function createChangeAlarm(
  parent: pulumi.Resource,
  name: string,
  { settings, environment, people, backup }: ActivityAlarmArgs,
  [kind, { description, operations, tells }]: readonly [string, Watch],
): void {
  new ActivityLogAlert(
    `${name}-${kind}`,
    {
      resourceGroupName: settings.resourceGroup,
      activityLogAlertName: azureAlarm(settings.vaultName, kind),
      description,
      location: "global",
      enabled: true,
      scopes: [vaultPlace(settings).resourceGroupId],
      condition: {
        allOf: [
          { field: "category", equals: "Administrative" },
          // An operation that takes a while is logged when it starts, too.
          { field: "status", equals: "Succeeded" },
          { anyOf: operations.map((operation) => ({ field: "operationName", equals: operation })) },
        ],
      },
      actions: { actionGroups: tells.map((group) => ({ actionGroupId: { people, backup }[group].id })) },
      tags: stackTags(environment),
    },
    { parent },
  );
}
