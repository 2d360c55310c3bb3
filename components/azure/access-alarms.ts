import { ActionGroup, DiagnosticSetting, ScheduledQueryRule } from "@pulumi/azure-native/monitor/index.js";
import { Workspace } from "@pulumi/azure-native/operationalinsights/index.js";
import * as pulumi from "@pulumi/pulumi";
import {
  AZURE_AUDIT_SETTING,
  type AzureLogAlarm,
  azureAlarm,
  azureAlarmPeople,
  azureBackupPeople,
  stackTags,
} from "../../catalogue/index.ts";
import type { AzureSettings, Environment } from "../../stack-settings.ts";
import { createChangeAlarm, createHealthAlarm } from "./activity-alarms.ts";
import { type AlarmReader, createAlarmReader, workspaceId, workspaceName } from "./alarm-reader.ts";
import {
  DIMENSIONS,
  deniedAccessQuery,
  EVERY_MINUTES,
  strangerReadQuery,
  strangerWriteQuery,
  WINDOW_HOURS,
} from "./queries.ts";
import { vaultPlace } from "./vault.ts";
import { WATCHED_CHANGES } from "./watched-changes.ts";

/** Days that the audit log is kept in a workspace of the program's own. */
const RETENTION_DAYS = 90;

export interface AzureAccessAlarmsArgs {
  readonly settings: AzureSettings;
  readonly environment: Environment;
  /** What is watched. */
  readonly vault: pulumi.Resource;
  /** Object ids of the readers that the program makes. */
  readonly readerPrincipalIds: readonly pulumi.Input<string>[];
  /** Ids of role assignments whose holders are known readers. */
  readonly readerAssignments: readonly string[];
  /** Ids of role assignments whose holders set values. */
  readonly writerAssignments: readonly string[];
}

/**
 * Tells people by e-mail of refused requests, of reads by strangers, and of changes that would open the vault or blind
 * its watchers. What is watched lies in the stack's resource group: a role given on the whole subscription, or a change
 * to a workspace that the team already had, is seen only where the subscription has alarms of its own.
 */
export class AzureAccessAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: AzureAccessAlarmsArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:azure:AccessAlarms", name, {}, opts);
    const people = notifiedPeople(this, name, args, "people");
    const backup = notifiedPeople(this, name, args, "backup");
    const log = auditLog(this, name, args);
    const vaultId = vaultPlace(args.settings).id;
    queryAlarm(this, name, args, people, log, {
      kind: "denied-access",
      severity: 2,
      description: "The vault refused a request: somebody tried to read or change what is not theirs.",
      query: deniedAccessQuery(vaultId),
    });
    queryAlarm(this, name, args, people, log, {
      kind: "stranger-read",
      severity: 1,
      description: "A secret was read by somebody who is no known reader.",
      query: pulumi.all([...args.readerPrincipalIds]).apply((principals) =>
        strangerReadQuery(vaultId, {
          objectIds: [...principals, ...args.settings.knownReaders],
          assignmentIds: args.readerAssignments,
        }),
      ),
    });
    queryAlarm(this, name, args, people, log, {
      kind: "stranger-write",
      severity: 1,
      description:
        "A secret was set by somebody who is no operator, or was changed, deleted, purged, restored or recovered.",
      query: strangerWriteQuery(vaultId, args.writerAssignments),
    });
    const ways = { settings: args.settings, environment: args.environment, people, backup };
    createHealthAlarm(this, name, ways);
    for (const change of Object.entries(WATCHED_CHANGES)) createChangeAlarm(this, name, ways, change);
    this.registerOutputs({});
  }
}

function notifiedPeople(
  parent: AzureAccessAlarms,
  name: string,
  { settings, environment, vault }: AzureAccessAlarmsArgs,
  group: "people" | "backup",
): ActionGroup {
  return new ActionGroup(
    `${name}-${group}`,
    {
      resourceGroupName: settings.resourceGroup,
      actionGroupName: { people: azureAlarmPeople, backup: azureBackupPeople }[group](settings.vaultName),
      // In text messages; 12 characters at most.
      groupShortName: { people: "secrets", backup: "secrets-2" }[group],
      location: "global",
      enabled: true,
      emailReceivers: settings.alarmEmails.map((emailAddress) => ({
        name: emailAddress,
        emailAddress,
        useCommonAlertSchema: true,
      })),
      tags: stackTags(environment),
    },
    { parent, dependsOn: vault },
  );
}

interface AuditLog {
  readonly workspaceId: pulumi.Input<string>;
  readonly setting: DiagnosticSetting;
  readonly reader: AlarmReader;
}

function auditLog(
  parent: AzureAccessAlarms,
  name: string,
  { settings, environment, vault }: AzureAccessAlarmsArgs,
): AuditLog {
  const own = settings.workspaceId === undefined ? [ownWorkspace(parent, name, settings, environment, vault)] : [];
  const setting = new DiagnosticSetting(
    `${name}-audit`,
    {
      name: AZURE_AUDIT_SETTING,
      resourceUri: vaultPlace(settings).id,
      workspaceId: own[0]?.id ?? workspaceId(settings),
      // The vault's own table, which the alarms read, rather than the one that all resources share.
      logAnalyticsDestinationType: "Dedicated",
      logs: [{ category: "AuditEvent", enabled: true }],
    },
    { parent, dependsOn: vault },
  );
  const reader = createAlarmReader(parent, name, { settings, environment, after: [vault, ...own] });
  return { workspaceId: own[0]?.id ?? workspaceId(settings), setting, reader };
}

function ownWorkspace(
  parent: AzureAccessAlarms,
  name: string,
  settings: AzureSettings,
  environment: Environment,
  vault: pulumi.Resource,
): Workspace {
  return new Workspace(
    `${name}-workspace`,
    {
      resourceGroupName: settings.resourceGroup,
      workspaceName: workspaceName(settings),
      location: settings.location,
      sku: { name: "PerGB2018" },
      retentionInDays: RETENTION_DAYS,
      tags: stackTags(environment),
    },
    { parent, protect: environment === "production", dependsOn: vault },
  );
}

interface QueryAlarm {
  readonly kind: AzureLogAlarm;
  /** 0 (critical) to 4. */
  readonly severity: number;
  readonly description: string;
  readonly query: pulumi.Input<string>;
}

function queryAlarm(
  parent: AzureAccessAlarms,
  name: string,
  { settings, environment }: AzureAccessAlarmsArgs,
  people: ActionGroup,
  log: AuditLog,
  { kind, severity, description, query }: QueryAlarm,
): void {
  new ScheduledQueryRule(
    `${name}-${kind}`,
    {
      resourceGroupName: settings.resourceGroup,
      ruleName: azureAlarm(settings.vaultName, kind),
      displayName: `${settings.vaultName}: ${kind}`,
      description,
      location: settings.location,
      kind: "LogAlert",
      enabled: true,
      severity,
      scopes: [log.workspaceId],
      identity: { type: "UserAssigned", userAssignedIdentities: [log.reader.identity.id] },
      evaluationFrequency: `PT${EVERY_MINUTES}M`,
      windowSize: `PT${WINDOW_HOURS}H`,
      // Each case is told, not only the first of a series that has not ended.
      autoMitigate: false,
      criteria: {
        allOf: [
          {
            query,
            timeAggregation: "Count",
            operator: "GreaterThan",
            threshold: 0,
            dimensions: DIMENSIONS.map((dimension) => ({ name: dimension, operator: "Include", values: ["*"] })),
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          },
        ],
      },
      actions: { actionGroups: [people.id] },
      tags: stackTags(environment),
    },
    { parent, dependsOn: [log.setting, log.reader.assignment] },
  );
}
