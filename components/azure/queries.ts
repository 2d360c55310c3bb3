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
  const assignments = known.assignmentIds.map((id) => id.replaceAll("-", "").toLowerCase());
  return auditQuery(vaultId, [
    `| where OperationName in (${list(READS)})`,
    "| where HttpStatusCode < 300",
    ...(known.objectIds.length > 0 ? [`| where Caller !in~ (${list(known.objectIds)})`] : []),
    // With or without hyphens and a path before it: the assignment's id is the last 32 digits.
    ...(assignments.length > 0
      ? [
          '| extend Assignment = tolower(replace_string(tostring(AppliedAssignmentId), "-", ""))',
          `| where substring(Assignment, strlen(Assignment) - 32) !in (${list(assignments)})`,
        ]
      : []),
  ]);
}

/** Columns of AZKVAuditLogs: learn.microsoft.com, "Azure Monitor Logs reference". */
function auditQuery(vaultId: string, conditions: readonly string[]): string {
  return [
    "AZKVAuditLogs",
    `| where ingestion_time() > ago(${ARRIVED_MINUTES}m)`,
    `| where _ResourceId =~ ${quoted(vaultId)}`,
    '| extend Caller = coalesce(tostring(Identity.claim["http://schemas.microsoft.com/identity/claims/objectidentifier"]), tostring(Identity.claim.oid))',
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
