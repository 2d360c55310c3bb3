import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "..", "..", "..");

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The commands as a process of its own, with the stack files of a folder and no environment but what is given. */
export function startCommand(
  folder: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = "",
  started: (child: ChildProcess) => void = () => {},
): Promise<Outcome> {
  const child = spawn(
    process.execPath,
    [path.join(ROOT, "launch", "run.js"), "tests/integration/operator/command.ts", ...argv],
    { env: { PATH: process.env.PATH ?? "", HOME: folder, STACK_FOLDER: folder, ...environment } },
  );
  started(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  // It may end before it has read everything.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stdout, stderr })));
}
