import { AZURE_LOG_ALARMS, type AzureLogAlarm } from "../../catalogue/index.ts";
import { WATCHED_CHANGES } from "../../components/azure/watched-changes.ts";
import { code, table } from "./markdown.ts";

const QUERIES: Readonly<Record<AzureLogAlarm, readonly [deed: string, what: string]>> = {
  "denied-access": ["reads, changes", "any request that the vault refused"],
  "stranger-read": ["reads", "a value read by no known reader"],
  "stranger-write": ["changes", "a secret set by no operator, changed, deleted, purged, restored or recovered"],
};

const DEEDS: Readonly<Record<string, string>> = {
  "vault-changes": "opens the vault, changes",
  "role-changes": "becomes a reader",
  "audit-changes": "silences",
  "alarm-changes": "silences",
  "alarm-guard": "silences",
};

/** Which alarm of Azure rings, by what way it travels, and what it does not depend on. */
export function azureAlarmTable(): string {
  return table(
    ["Someone", "Alarm", "On", "By", "Does not depend on"],
    [
      ...AZURE_LOG_ALARMS.map((kind) => {
        const [deed, what] = QUERIES[kind];
        return [
          deed,
          code(kind),
          what,
          "audit log, workspace, query, action group",
          "the activity log, the backup group",
        ];
      }),
      ...Object.entries(WATCHED_CHANGES).map(([kind, { operations, tells }]) => [
        DEEDS[kind] ?? "",
        code(kind),
        operations.map((operation) => code(operation.replace("Microsoft.", ""))).join(", "),
        `activity log, ${tells.map((group) => (group === "people" ? "action group" : "backup group")).join(" and ")}`,
        tells.length > 1
          ? "the audit log, either group"
          : `the audit log, the ${tells[0] === "people" ? "backup" : "first"} group`,
      ]),
      ["silences", code("alarm-health"), "a query that cannot run", "resource health, action group", "the audit log"],
    ],
  );
}
