/** Who may read values without anybody being told. */
export interface KnownReaders {
  /** Object ids of people and workloads. */
  readonly objectIds: readonly string[];
  /**
   * Ids of role assignments. The log names a caller, not the groups it belongs to, but it does name the assignment that
   * let the caller in: so a group's members are known without being listed.
   */
  readonly assignmentIds: readonly string[];
}

/** Minutes between two runs of an alarm's query. */
export const EVERY_MINUTES = 5;

// Logs arrive some minutes late, so what counts is when a line arrived. Twice the interval: a line may be told twice
// where two runs overlap, and none is lost between two runs.
const ARRIVED_MINUTES = 2 * EVERY_MINUTES;

/** Hours back that a query looks for lines which arrived just now. */
export const WINDOW_HOURS = 1;

/** Operations that hand out a value, or a copy that can be restored elsewhere. */
const READS = ["SecretGet", "SecretBackup"];

/**
 * Operations that change what a vault hands out, or whether it does.
 * @see https://learn.microsoft.com/azure/key-vault/general/logging
 */
const CHANGES = ["SecretUpdate", "SecretDelete", "SecretPurge", "SecretRestore", "SecretRecover"];

/** The columns by which an alarm tells one case from another. */
export const DIMENSIONS = ["Caller", "Secret", "CallerIpAddress"] as const;

/**
 * Requests that the vault refused: by its roles or by its firewall. A 401 is part of every client's ordinary sign-in
 * and no refusal.
 */
export function deniedAccessQuery(vaultId: string): string {
  return auditQuery(vaultId, ["| where HttpStatusCode == 403"]);
}

/** Values read by somebody who is no known reader. A line without a caller counts as a stranger's. */
export function strangerReadQuery(vaultId: string, known: KnownReaders): string {
  return auditQuery(vaultId, [
    `| where OperationName in (${list(READS)})`,
    "| where HttpStatusCode < 300",
    ...(known.objectIds.length > 0 ? [`| where Caller !in~ (${list(known.objectIds)})`] : []),
    ...(known.assignmentIds.length > 0 ? [ASSIGNMENT, `| where ${isNone(known.assignmentIds)}`] : []),
  ]);
}

/** Values set by anyone but the holders of the assignments, and every other change of a secret. */
export function strangerWriteQuery(vaultId: string, writerAssignments: readonly string[]): string {
  const strangers = writerAssignments.length > 0 ? ` and ${isNone(writerAssignments)}` : "";
  return auditQuery(vaultId, [
    "| where HttpStatusCode < 300",
    ASSIGNMENT,
    `| where OperationName in (${list(CHANGES)}) or (OperationName == "SecretSet"${strangers})`,
  ]);
}

// With or without hyphens and a path before it: the assignment's id is the last 32 digits.
const ASSIGNMENT = '| extend Assignment = tolower(replace_string(tostring(AppliedAssignmentId), "-", ""))';

function isNone(assignmentIds: readonly string[]): string {
  const ids = assignmentIds.map((id) => id.replaceAll("-", "").toLowerCase());
  return `substring(Assignment, strlen(Assignment) - 32) !in (${list(ids)})`;
}

/**
 * A workspace has the vault's table from its first line on, and Azure disables a rule whose query keeps failing: the empty
 * table beside it makes the query valid without one.
 * @see https://learn.microsoft.com/kusto/query/union-operator (isfuzzy)
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-troubleshoot-log
 */
const EMPTY_TABLE =
  "datatable(TimeGenerated:datetime, OperationName:string, HttpStatusCode:int, Identity:dynamic, AppliedAssignmentId:string, Id:string, RequestUri:string, CallerIpAddress:string, ResultDescription:string)[]";

/** Columns of AZKVAuditLogs: learn.microsoft.com, "Azure Monitor Logs reference". */
function auditQuery(vaultId: string, conditions: readonly string[]): string {
  return [
    `union isfuzzy=true (${EMPTY_TABLE}), (AZKVAuditLogs`,
    `  | where ingestion_time() > ago(${ARRIVED_MINUTES}m)`,
    `  | where _ResourceId =~ ${quoted(vaultId)})`,
    '| extend Caller = coalesce(tostring(Identity.claim["http://schemas.microsoft.com/identity/claims/objectidentifier"]), tostring(Identity.claim.oid), "(unknown)")',
    ...conditions,
    '| extend Secret = extract("/secrets/([^/?]+)", 1, coalesce(Id, RequestUri))',
    "| project TimeGenerated, OperationName, Caller, Secret, CallerIpAddress, ResultDescription",
  ].join("\n");
}

function list(values: readonly string[]): string {
  return values.map(quoted).join(", ");
}

// Settings allow no quote and no backslash in what comes here; a JSON text is a KQL text as well.
function quoted(value: string): string {
  return JSON.stringify(value);
}
