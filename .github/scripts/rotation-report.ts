// What is due, with its guide, as the text of an issue: empty where nothing is. Reads no value.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { block } from "./report.mjs";
import { step } from "./step.ts";

const root = path.resolve(import.meta.dirname, "../..");

// The exit status of `secrets due` where something is overdue; anything else but 0 means that it could not be told.
const OVERDUE = 3;

export interface Ran {
  readonly status: number;
  readonly stdout: string;
}

/** Runs one of the operators' commands. */
export type Secrets = (argv: readonly string[]) => Ran;

/**
 * The text for a stack.
 * @throws Error where it cannot be told what is due: an issue must not be closed for want of an answer.
 */
export function rotationReport(stack: string, secrets: Secrets): string {
  const ran = secrets(["due", "--stack", stack, "--json"]);
  if (ran.status !== 0 && ran.status !== OVERDUE) throw new Error(`secrets due ended with status ${ran.status}.`);
  const { due, overdue, withinDays } = JSON.parse(ran.stdout) as {
    due: { id: string; nextRotation?: string }[];
    overdue: number;
    withinDays: number;
  };
  if (due.length === 0) return "";
  return [
    `Due in ${stack} within ${withinDays} days: ${due.length}. Overdue: ${overdue}.`,
    ...due.flatMap(({ id, nextRotation }) => {
      const guide = secrets(["guide", id, "--stack", stack]);
      if (guide.status !== 0) throw new Error(`secrets guide ended with status ${guide.status}.`);
      return [
        `## ${id}, due ${nextRotation ?? "without a date"}`,
        `Rotate it: \`npm run secrets -- rotate ${id} --stack ${stack}\``,
        block(guide.stdout),
      ];
    }),
    "This issue closes by itself once nothing is due.",
  ].join("\n\n");
}

function secrets(argv: readonly string[]): Ran {
  const { status, stdout } = spawnSync(process.execPath, [path.join(root, "operator/bin.ts"), ...argv], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { status: status ?? 1, stdout };
}

if (process.argv[1] === import.meta.filename) {
  await step(() => {
    const [stack, file] = process.argv.slice(2);
    if (stack === undefined || file === undefined) throw new Error("Usage: rotation-report.ts <stack> <file>");
    writeFileSync(file, rotationReport(stack, secrets));
  });
}
