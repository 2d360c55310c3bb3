import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, test } from "vitest";
import {
  DIMENSIONS,
  deniedAccessQuery,
  strangerReadQuery,
  strangerWriteQuery,
} from "../../components/azure/queries.ts";
import { install } from "../../toolchain/install.ts";
import { PROJECT } from "./rig/engine.ts";

/** @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/azkvauditlogs */
const TABLES = {
  AZKVAuditLogs:
    "(TimeGenerated:datetime, OperationName:string, OperationVersion:string, HttpStatusCode:int, ResultType:string, ResultSignature:string, ResultDescription:string, Identity:dynamic, AppliedAssignmentId:string, Id:string, RequestUri:string, CallerIpAddress:string, CorrelationId:string, _ResourceId:string)",
};

interface Analysis {
  readonly problems: readonly string[];
  readonly columns: readonly string[];
}

async function analyze(queries: readonly string[]): Promise<readonly Analysis[]> {
  const { folder = "" } = await install("kusto", console.log);
  const script = path.join(import.meta.dirname, "kusto", "analyze.mjs");
  const input = JSON.stringify({ tables: TABLES, queries });
  return JSON.parse(execFileSync(process.execPath, [script, path.join(folder, "lib")], { input, encoding: "utf8" }));
}

const VAULT = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/a/providers/b/vaults/c";
const IDS = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"];
const ALARMS = {
  denied: deniedAccessQuery(VAULT),
  "a stranger's read": strangerReadQuery(VAULT, { objectIds: IDS, assignmentIds: IDS }),
  "a stranger's read where nobody is known": strangerReadQuery(VAULT, { objectIds: [], assignmentIds: [] }),
  "a stranger's write": strangerWriteQuery(VAULT, IDS),
  "a stranger's write where there is no writer": strangerWriteQuery(VAULT, []),
};
const runbook = readFileSync(path.join(PROJECT, "docs", "runbook.md"), "utf8");
const IN_RUNBOOK = [...runbook.matchAll(/```kusto\n([\s\S]*?)```/g)].map(([, query = ""]) => query);

describe.skipIf(inject("motoEndpoint") === "")("queries of Azure", () => {
  test("Microsoft's own parser finds nothing wrong with an alarm's query, which gives every dimension", async () => {
    const found = await analyze(Object.values(ALARMS));
    for (const [index, name] of Object.keys(ALARMS).entries()) {
      expect(found[index]?.problems, name).toEqual([]);
      expect(found[index]?.columns, name).toEqual(expect.arrayContaining([...DIMENSIONS]));
    }
  });

  test("nor with those of the runbook, and something with what is wrong", async () => {
    expect(IN_RUNBOOK.length).toBeGreaterThan(0);
    const wrong = [
      ALARMS.denied.replace("HttpStatusCode ==", "HttpStatus =="),
      ALARMS.denied.replace("| project", "| projct"),
      ALARMS["a stranger's write"].replace("replace_string(", "replace_text("),
    ];
    const found = await analyze([...IN_RUNBOOK, ...wrong]);
    const right = found.slice(0, IN_RUNBOOK.length);
    expect(right.flatMap(({ problems }) => problems)).toEqual([]);
    for (const { problems } of found.slice(IN_RUNBOOK.length)) expect(problems).not.toEqual([]);
  });
});
