// What differs between a stack's state and the clouds, as the text of an issue: empty where nothing does.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { VAULT_SECRET_TYPES } from "../../catalogue/index.ts";
import { readChanges } from "./drift-events.ts";
import { step } from "./step.ts";

const root = path.resolve(import.meta.dirname, "../..");

// A refresh reads every resource, and reading a secret's version is reading its value. What a version holds is the
// operators' business and no drift; left out, the role needs no right to read a single secret.
const VALUES = [
  "**aws:secretsmanager/secretVersion:SecretVersion**",
  `**${VAULT_SECRET_TYPES.type}**`,
  `**${VAULT_SECRET_TYPES.earlier}**`,
];

// Helm keeps a release in a Secret: looking at it would need the right to read those.
const RELEASES = "**kubernetes:helm.sh/v3:Release**";

const IN_THE_CLUSTER = "**kubernetes:**";

/** Runs the Pulumi CLI; `environment` goes before the process's own. Gives what it printed, and throws where it failed. */
export type Pulumi = (words: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<string>;

/**
 * The command, for a copy of the state alone: a real refresh, as only its events name what changed on every engine, and
 * hold objects of the cluster whole.
 * @param clustered whether the stack's cluster is in reach: without it, reading what is in it fails.
 */
export function refreshArguments(stack: string, clustered: boolean): readonly string[] {
  const excluded = [...VALUES, clustered ? RELEASES : IN_THE_CLUSTER].flatMap((pattern) => ["--exclude", pattern]);
  return ["refresh", "--yes", "--skip-preview", "--json", "--non-interactive", "--stack", stack, ...excluded];
}

/**
 * Looks at the clouds by a copy of the state: a refresh locks what it works on, and an update that is due must neither
 * wait nor fail for a look; and whoever looks needs no right to write state.
 * @throws Error where the state changed in the meantime: what an update was changing is no drift.
 */
export async function lookForDrift(stack: string, clustered: boolean, pulumi: Pulumi): Promise<string> {
  const exported = () => pulumi(["stack", "export", "--stack", stack]);
  const before = await exported();
  const folder = mkdtempSync(path.join(tmpdir(), "drift-"));
  try {
    const words = refreshArguments(stack, clustered);
    const output = await pulumi(words, { PULUMI_BACKEND_URL: backendOf(folder, stack, before) });
    if ((await exported()) !== before) throw new Error(`${stack} was being updated: look again later.`);
    return driftReport(stack, output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A backend of files that holds the one stack, its secrets as encrypted as they were. */
function backendOf(folder: string, stack: string, exported: string): string {
  const { deployment, ...rest } = JSON.parse(exported) as { deployment: { resources?: { urn: string }[] } };
  const project = deployment.resources?.[0]?.urn.split("::")[1];
  if (project === undefined) throw new Error(`There is nothing to look at: has ${stack} been deployed?`);
  const stacks = path.join(folder, ".pulumi", "stacks", project);
  mkdirSync(stacks, { recursive: true });
  writeFileSync(path.join(folder, ".pulumi", "meta.yaml"), "version: 1\n");
  const checkpoint = { stack: `organization/${project}/${stack}`, latest: deployment };
  writeFileSync(path.join(stacks, `${stack}.json`), JSON.stringify({ ...rest, checkpoint }));
  return `file://${folder}`;
}

/**
 * The issue's text.
 * @param output the events that the command printed: names of resources and of properties are taken from it, and no value.
 * @throws Error where the output is not that of a finished refresh, or is not understood.
 */
export function driftReport(stack: string, output: string): string {
  const changes = readChanges(stack, output);
  if (changes.length === 0) return "";
  const rows = changes.map(
    ({ urn, op, properties }) => `| ${cell(urn)} | ${cell(op)} | ${properties.map(cell).join(", ")} |`,
  );
  return [
    `The clouds of ${stack} are not as the stack's state has them. Someone changed them manually, or an update ended half-way.`,
    ["| Resource | What happened | Properties |", "| --- | --- | --- |", ...rows].join("\n"),
    ...(changes.some(({ op }) => op === "added to") ? [ADDED] : []),
    `See it: \`pulumi refresh --preview-only --diff --stack ${stack}\`. The runbook says what to do: docs/runbook.md, "Drift".`,
    "This issue closes by itself once nothing differs.",
  ].join("\n\n");
}

const ADDED =
  '"added to" is what Pulumi itself neither shows nor takes back: someone wrote more into the object than the program does. Look at it with `kubectl get -o yaml`; the runbook, "Drift", says how to take it back.';

function cell(text: string): string {
  return `\`${text.replaceAll(/[`|\r\n]/g, " ")}\``;
}

async function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn("pulumi", words, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [[status], stdout] = await Promise.all([once(child, "close"), text(child.stdout)]);
  if (status !== 0) throw new Error(`pulumi ${words[0]} ended with status ${status}.`);
  return stdout;
}

if (process.argv[1] === import.meta.filename) {
  await step(async () => {
    const [stack, file] = process.argv.slice(2);
    if (stack === undefined || file === undefined) throw new Error("Usage: drift-report.ts <stack> <file>");
    const { EKS_CLUSTER, AKS_CLUSTER } = process.env;
    writeFileSync(file, await lookForDrift(stack, Boolean(EKS_CLUSTER || AKS_CLUSTER), run));
  });
}
