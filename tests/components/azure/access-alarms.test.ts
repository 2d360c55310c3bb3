import { ResourceGroup } from "@pulumi/azure-native/resources/index.js";
import { describe, expect, test } from "vitest";
import { AzureAccessAlarms } from "../../../components/azure/access-alarms.ts";
import { WATCHED_CHANGES } from "../../../components/azure/watched-changes.ts";
import { IDS, plain, type Resources, recorded, settingsWith } from "../recorded.ts";

const GROUP_ID = `/subscriptions/${IDS.subscription}/resourceGroups/secrets-group`;
const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/secrets-vault`;
const READER = "66666666-6666-4666-8666-666666666666";
const ASSIGNMENT = "AAAAAAAA-7777-4777-8777-777777777777";
const WRITER = "88888888-8888-4888-8888-888888888888";
const LOG_READER = "73c42c96-874c-492b-b04d-ab87d138a893";
const RULE = "azure-native:monitor:ScheduledQueryRule";

function alarms(azure: Record<string, unknown> = {}): Promise<Resources> {
  const { azure: settings, environment } = settingsWith({ azure });
  return recorded(() => {
    const vault = new ResourceGroup("vault");
    const readers = { readerPrincipalIds: [READER], readerAssignments: [ASSIGNMENT], writerAssignments: [WRITER] };
    return new AzureAccessAlarms("alarms", { settings, environment, vault, ...readers }, {});
  });
}

const resources = await alarms({ knownReaders: [IDS.knownReader], alarmEmails: ["a@example.com", "b@example.com"] });

function query(kind: string): string {
  return plain(resources.named(`alarms-${kind}`).inputs).criteria.allOf[0].query;
}

test("the vault's audit log goes to its own table of the program's workspace, or of the team's", async () => {
  const setting = resources.only("azure-native:monitor:DiagnosticSetting");
  const workspace = resources.only("azure-native:operationalinsights:Workspace");
  expect(plain(setting.inputs)).toMatchObject({
    resourceUri: VAULT_ID,
    logAnalyticsDestinationType: "Dedicated",
    logs: [{ category: "AuditEvent", enabled: true }],
  });
  expect(resources.sources(setting, "workspaceId")).toEqual([workspace]);
  for (const rule of resources.ofType(RULE)) expect(resources.sources(rule, "scopes")).toEqual([workspace]);
  const workspaceId = `/subscriptions/${IDS.subscription}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/all`;
  const given = await alarms({ workspaceId });
  expect(given.ofType("azure-native:operationalinsights:Workspace")).toEqual([]);
  expect(plain(given.only("azure-native:monitor:DiagnosticSetting").inputs).workspaceId).toBe(workspaceId);
  for (const rule of given.ofType(RULE)) expect(plain(rule.inputs).scopes).toEqual([workspaceId]);
});

test("every alarm is on, and tells everybody who is named", () => {
  const groups = resources.ofType("azure-native:monitor:ActionGroup");
  expect(groups.map(({ name }) => name)).toEqual(["alarms-people", "alarms-backup"]);
  for (const { inputs } of groups) {
    expect(plain(inputs).emailReceivers.map(({ emailAddress }: { emailAddress: string }) => emailAddress)).toEqual([
      "a@example.com",
      "b@example.com",
    ]);
    expect(plain(inputs).groupShortName.length).toBeLessThanOrEqual(12);
  }
  const told = [...resources.ofType(RULE), ...resources.ofType("azure-native:monitor:ActivityLogAlert")];
  expect(told.length).toBe(4 + Object.keys(WATCHED_CHANGES).length);
  for (const alarm of told) {
    expect(plain(alarm.inputs).enabled, alarm.name).toBe(true);
    const watch = WATCHED_CHANGES[alarm.name.replace(/^alarms-/, "")];
    const ways = (watch?.tells ?? ["people"]).map((group) => groups.find(({ name }) => name === `alarms-${group}`));
    expect(resources.sources(alarm, "actions"), alarm.name).toEqual(ways);
  }
});

test("a change of an activity log alarm or of an action group is reported by two alarms and by either group", () => {
  const watching = (operation: string) =>
    Object.entries(WATCHED_CHANGES).filter(([, { operations }]) => operations.includes(operation));
  for (const thing of ["activityLogAlerts", "actionGroups"]) {
    for (const verb of ["write", "delete"]) {
      const alarms = watching(`Microsoft.Insights/${thing}/${verb}`);
      expect(alarms.map(([kind]) => kind)).toEqual(["alarm-changes", "alarm-guard"]);
      // With the first group gone, a change of either alarm is still reported.
      for (const [kind, { tells }] of alarms) expect(tells, kind).toContain("backup");
      expect(alarms.flatMap(([, { tells }]) => tells)).toContain("people");
    }
  }
});

const LOG_ALARMS = ["denied-access", "stranger-read", "stranger-write"];

test("an alarm on the log that cannot ask is itself an alarm", () => {
  const { condition, scopes } = plain(resources.named("alarms-alarm-health").inputs);
  expect(scopes).toEqual([GROUP_ID]);
  expect(JSON.stringify(condition)).toContain("Microsoft.Insights/scheduledQueryRules");
  expect(condition.allOf[0]).toEqual({ field: "category", equals: "ResourceHealth" });
});

describe("an alarm on the log", () => {
  test.each(LOG_ALARMS)("%s works before the table exists and tells each case", (kind) => {
    const { options, inputs } = resources.named(`alarms-${kind}`);
    const rule = plain(inputs);
    expect(rule).toMatchObject({ autoMitigate: false, evaluationFrequency: "PT5M" });
    expect(rule.skipQueryValidation).toBeUndefined();
    // Valid without the table, and Azure checks that it is.
    expect(query(kind)).toMatch(/^union isfuzzy=true \(datatable\([^()]*\)\[\]\), \(AZKVAuditLogs\n/);
    for (const column of ["OperationName", "HttpStatusCode", "Identity", "AppliedAssignmentId", "Id", "RequestUri"])
      expect(query(kind)).toMatch(new RegExp(`datatable\\([^()]*\\b${column}:`));
    expect(rule.criteria.allOf).toMatchObject([{ timeAggregation: "Count", operator: "GreaterThan", threshold: 0 }]);
    for (const { name } of rule.criteria.allOf[0].dimensions)
      expect(query(kind)).toMatch(new RegExp(`project .*${name}`));
    expect(options.dependsOn).toContain(resources.only("azure-native:monitor:DiagnosticSetting").urn);
  });

  test.each(LOG_ALARMS)("%s asks as an identity that may query the workspace, and no more", (kind) => {
    const rule = resources.named(`alarms-${kind}`);
    const identity = resources.only("azure-native:managedidentity:UserAssignedIdentity");
    const assignment = resources.only("azure-native:authorization:RoleAssignment");
    expect(plain(rule.inputs).identity.type).toBe("UserAssigned");
    expect(resources.sources(rule, "identity")).toEqual([identity]);
    expect(resources.sources(assignment, "principalId")).toEqual([identity]);
    expect(plain(assignment.inputs)).toMatchObject({
      scope: `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/secrets-vault-audit`,
      roleDefinitionId: expect.stringMatching(new RegExp(`/${LOG_READER}$`)),
    });
    expect(rule.options.dependsOn).toContain(assignment.urn);
  });

  test.each(LOG_ALARMS)("%s has no empty dimension", (kind) => expect(query(kind)).toContain('"(unknown)"'));

  test("a change by a stranger is any but a value that an operator set", () => {
    const text = query("stranger-write");
    for (const operation of ["SecretUpdate", "SecretDelete", "SecretPurge", "SecretRestore", "SecretRecover"])
      expect(text).toContain(`"${operation}"`);
    expect(text).toContain(
      `OperationName == "SecretSet" and substring(Assignment, strlen(Assignment) - 32) !in ("${WRITER.replaceAll("-", "")}")`,
    );
  });

  test.each(LOG_ALARMS)("%s looks at this vault, at lines that arrived since the last run", (kind) => {
    expect(query(kind)).toContain(`_ResourceId =~ "${VAULT_ID}"`);
    expect(Number(/ingestion_time\(\) > ago\((\d+)m\)/.exec(query(kind))?.[1])).toBeGreaterThan(5);
  });

  test("a refusal is a 403, whatever the operation; a 401 is an ordinary sign-in", () => {
    expect(query("denied-access")).toContain("HttpStatusCode == 403");
    expect(query("denied-access")).not.toContain("401");
    expect(query("denied-access")).not.toContain("where OperationName");
  });

  test("a stranger is neither a reader of the program's, nor a known one, nor let in by a break-glass assignment", () => {
    const text = query("stranger-read");
    expect(text).toContain('OperationName in ("SecretGet", "SecretBackup")');
    expect(text).toContain(`Caller !in~ ("${READER}", "${IDS.knownReader}")`);
    expect(text).toContain(`!in ("${ASSIGNMENT.toLowerCase().replaceAll("-", "")}")`);
  });
});

describe("an alarm on changes", () => {
  test.each(Object.entries(WATCHED_CHANGES))("%s watches the whole resource group", (kind, { operations }) => {
    const { scopes, condition } = plain(resources.named(`alarms-${kind}`).inputs);
    expect(scopes).toEqual([GROUP_ID]);
    expect(condition.allOf).toEqual([
      { field: "category", equals: "Administrative" },
      { field: "status", equals: "Succeeded" },
      { anyOf: operations.map((operation) => ({ field: "operationName", equals: operation })) },
    ]);
  });

  // What opens the vault, or blinds those who watch it.
  test.each([
    ["the vault's network rules or its use of roles", "Microsoft.KeyVault/vaults/write"],
    ["the vault's deletion", "Microsoft.KeyVault/vaults/delete"],
    ["a role given", "Microsoft.Authorization/roleAssignments/write"],
    ["a role taken", "Microsoft.Authorization/roleAssignments/delete"],
    ["a role widened", "Microsoft.Authorization/roleDefinitions/write"],
    [
      "another cluster's account made a reader",
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
    ],
    ["the audit log switched off", "Microsoft.Insights/diagnosticSettings/delete"],
    ["the workspace deleted", "Microsoft.OperationalInsights/workspaces/delete"],
    ["an alarm switched off", "Microsoft.Insights/scheduledQueryRules/write"],
    ["an alarm deleted", "Microsoft.Insights/activityLogAlerts/delete"],
    ["nobody told any more", "Microsoft.Insights/actionGroups/write"],
    ["alarms silenced by a processing rule", "Microsoft.AlertsManagement/actionRules/write"],
    ["an alarm that Azure itself disabled", "Microsoft.Insights/scheduledQueryRules/disable/action"],
    ["the alarms' identity deleted", "Microsoft.ManagedIdentity/userAssignedIdentities/delete"],
    ["lines of the audit log purged", "Microsoft.OperationalInsights/workspaces/purge/action"],
  ])("%s is watched", (_, operation) => {
    expect(Object.values(WATCHED_CHANGES).flatMap(({ operations }) => operations)).toContain(operation);
  });
});
