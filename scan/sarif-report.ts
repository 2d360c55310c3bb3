import { createHash } from "node:crypto";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Exception, type Place, type Report, SCAN_RULES } from "./report.ts";

/** The scan's own rules; those of the detection are all of one kind. */
const RULES: Readonly<Record<string, { readonly is: string; readonly cure: string }>> = {
  [SCAN_RULES.allowWithoutReason]: {
    is: "An exception without a reason.",
    cure: "Write the reason behind scan:allow, or remove the comment.",
  },
  [SCAN_RULES.allowUnused]: { is: "An exception that accepts nothing.", cure: "Remove the comment." },
  [SCAN_RULES.encryptedFile]: {
    is: "A file that git-crypt encrypts as a whole.",
    cure: "Scan it where it is decrypted: git-crypt unlock.",
  },
  [SCAN_RULES.passphrase]: {
    is: "A stack keeps its secrets with a passphrase.",
    cure: 'Use a key of a cloud: pulumi stack change-secrets-provider "awskms://…" or "azurekeyvault://…".',
  },
};

type Result = { readonly place: Place; readonly level: "error" | "note"; readonly reason?: string };

/** SARIF 2.1.0, as GitHub's code scanning and other viewers read it. */
export function sarifReport(report: Report, cwd: string): string {
  const results: Result[] = [
    ...report.findings.map((place) => ({ place, level: "error" as const })),
    ...report.exceptions.map((place: Exception) => ({ place, level: "error" as const, reason: place.reason })),
    ...report.notices.map((place) => ({ place, level: "note" as const })),
  ];
  const rules = [...new Map(results.map(({ place, level }) => [place.rule, { place, level }])).values()];
  const index = new Map(rules.map(({ place }, at) => [place.rule, at]));
  const seen = new Map<string, number>();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "qualisys-secrets scan",
            rules: rules.map(({ place, level }) => ({
              id: place.rule,
              name: place.rule,
              shortDescription: { text: RULES[place.rule]?.is ?? `A text ${place.message}.` },
              help: {
                text:
                  RULES[place.rule]?.cure ??
                  "Replace the secret at its vendor, keep the new one in the store, and leave only its name in the configuration.",
              },
              defaultConfiguration: { level },
              properties: { tags: ["security"], ...(level === "error" ? { "security-severity": "8.0" } : {}) },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: report.problems.length === 0,
            toolExecutionNotifications: report.problems.map(({ file, line, message }) => ({
              level: "error",
              message: { text: `${file} ${message}` },
              locations: [location(file, line, cwd)],
            })),
          },
        ],
        results: results.map(({ place, level, reason }) => ({
          ruleId: place.rule,
          ruleIndex: index.get(place.rule) ?? 0,
          level,
          message: {
            text: place.key === "" ? `A comment or line: ${place.message}` : `${place.key}: ${place.message}`,
          },
          locations: [
            {
              ...location(place.file, place.line, cwd),
              ...(place.key === "" ? {} : { logicalLocations: [{ fullyQualifiedName: place.key, kind: "member" }] }),
            },
          ],
          partialFingerprints: { "keyAndRule/v1": fingerprint(place, seen) },
          suppressions: reason === undefined ? [] : [{ kind: "inSource", justification: reason }],
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function location(file: string, line: number | undefined, cwd: string) {
  const isInside = !path.isAbsolute(file) && !file.startsWith("../");
  const uri = isInside
    ? file.split("/").map(encodeURIComponent).join("/")
    : pathToFileURL(path.resolve(cwd, file)).href;
  return {
    physicalLocation: { artifactLocation: { uri }, ...(line === undefined ? {} : { region: { startLine: line } }) },
  };
}

/** Stays when lines move, and tells nothing of the value: of the place's names only, and of how many there were before it. */
function fingerprint({ file, key, rule }: Place, seen: Map<string, number>): string {
  const place = `${file}\n${key}\n${rule}`;
  const before = seen.get(place) ?? 0;
  seen.set(place, before + 1);
  return createHash("sha256").update(`${place}\n${before}`).digest("hex").slice(0, 32);
}
