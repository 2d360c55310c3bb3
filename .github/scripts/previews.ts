// The offline preview of every stack, for the job's summary and the pull request's comment.
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stackNames } from "../../stack-file.ts";
import { block } from "./report.mjs";
import { step } from "./step.ts";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * Writes `preview-<stack>.txt` for every stack into a folder, and all of them to the job's summary.
 * @returns the worst exit status, so that a stack that fails does not hide the others.
 */
export function previews(folder: string, summary: string | undefined, show: typeof showStack = showStack): number {
  mkdirSync(folder, { recursive: true });
  let worst = 0;
  for (const stack of stackNames(root)) {
    const { status, text } = show(stack);
    worst = Math.max(worst, status);
    writeFileSync(path.join(folder, `preview-${stack}.txt`), text);
    if (summary !== undefined) appendFileSync(summary, `## ${stack}\n\n${block(text)}\n\n`);
  }
  return worst;
}

function showStack(stack: string): { status: number; text: string } {
  const bin = path.join(root, "preview/bin.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "--stack", stack], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status: status ?? 1, text: `${stdout}${stderr}` };
}

if (process.argv[1] === import.meta.filename) {
  await step(() => {
    const [folder] = process.argv.slice(2);
    if (folder === undefined) throw new Error("Usage: previews.ts <folder>");
    process.exitCode = previews(folder, process.env.GITHUB_STEP_SUMMARY);
  });
}
