// What differs between a stack's state and the clouds, as the text of an issue: empty where nothing does.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { OPERATOR_TAGS } from "../../catalogue/index.ts";

const root = path.resolve(import.meta.dirname, "../..");

// A refresh reads every resource, and reading a secret's version is reading its value. What a version holds is the
// operators' business and no drift; left out, the role needs no right to read a single secret.
const VALUES = ["**aws:secretsmanager/secretVersion:SecretVersion**", "**azure-native:keyvault:Secret**"];

interface State {
  readonly inputs?: Readonly<Record<string, unknown>>;
}

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: State;
  readonly newState?: State;
  readonly diffReasons?: readonly string[];
}

/** The command: a refresh that changes nothing, not even the state. */
export function refreshArguments(stack: string): readonly string[] {
  const excluded = VALUES.flatMap((pattern) => ["--exclude", pattern]);
  return ["refresh", "--preview-only", "--json", "--non-interactive", "--stack", stack, ...excluded];
}

/**
 * The issue's text.
 * @param output what the command printed: names of resources and of properties are taken from it, and no value.
 * @throws Error where the output is none of a finished refresh.
 */
export function driftReport(stack: string, output: string): string {
  const { steps, changeSummary } = JSON.parse(output) as { steps?: readonly Step[]; changeSummary?: object };
  if (steps === undefined || changeSummary === undefined) {
    throw new Error(`The refresh told of no resource: has ${stack} been deployed?`);
  }
  const drifted = steps.filter(({ op }) => op !== "same" && op !== "refresh").filter(isDrift);
  if (drifted.length === 0) return "";
  return [
    `The clouds of ${stack} are not as the stack's state has them. Somebody changed them by hand, or an update ended half-way.`,
    [
      "| Resource | What happened | Properties |",
      "| --- | --- | --- |",
      ...drifted.map(
        (step) => `| ${cell(step.urn)} | ${cell(step.op)} | ${(step.diffReasons ?? []).map(cell).join(", ")} |`,
      ),
    ].join("\n"),
    `See it: \`pulumi refresh --preview-only --diff --stack ${stack}\`. The runbook says what to do: docs/runbook.md, "Drift".`,
    "This issue closes by itself once nothing differs.",
  ].join("\n\n");
}

/** Tags that operators' commands write are theirs: `put` would raise an issue with every key otherwise. */
function isDrift({ op, oldState, newState, diffReasons = [] }: Step): boolean {
  const tags = diffReasons.filter((reason) => /^tags(?:All)?\b/.test(reason));
  if (op !== "update" || tags.length === 0 || tags.length < diffReasons.length) return true;
  return programTags(oldState) !== programTags(newState);
}

function programTags(state: State | undefined): string {
  const entries = Object.entries((state?.inputs?.tags ?? {}) as Record<string, unknown>);
  return JSON.stringify(entries.filter(([tag]) => !OPERATOR_TAGS.some((owned) => owned === tag)).sort());
}

function cell(text: string): string {
  return `\`${text.replaceAll(/[`|\r\n]/g, " ")}\``;
}

if (process.argv[1] === import.meta.filename) {
  const [stack, file] = process.argv.slice(2);
  if (stack === undefined || file === undefined) throw new Error("Usage: drift-report.ts <stack> <file>");
  const { status, stdout } = spawnSync("pulumi", refreshArguments(stack), {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`pulumi refresh ended with status ${status}.`);
  writeFileSync(file, driftReport(stack, stdout));
}
