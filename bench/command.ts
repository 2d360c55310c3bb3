import { spawn } from "node:child_process";
import type { Sample } from "./measures.ts";
import { descendants, processes } from "./process-tree.ts";
import { watched } from "./watch.ts";

export interface Outcome {
  readonly cost: Sample;
  readonly exitCode: number;
  /** Standard output alone. */
  readonly stdout: string;
}

export interface CommandOptions {
  readonly cwd: string;
  /** The whole environment. @default - this process's own */
  readonly env?: NodeJS.ProcessEnv;
  /** @default [0] */
  readonly expect?: readonly number[];
}

/** Runs a command to its end and measures it with everything that it starts. Throws where it ends otherwise than expected. */
export async function measured(
  command: readonly [string, ...string[]],
  { cwd, env = process.env, expect = [0] }: CommandOptions,
): Promise<Outcome> {
  const { result, cost } = await watched(() => run(command, cwd, env));
  if (expect.includes(result.exitCode)) return { cost, exitCode: result.exitCode, stdout: result.stdout };
  const lastLines = `${result.stdout}${result.stderr}`.trimEnd().split("\n").slice(-30).join("\n");
  throw new Error(`"${command.join(" ")}" ended with exit code ${result.exitCode}. Its last lines:\n${lastLines}`);
}

async function run([program, ...args]: readonly [string, ...string[]], cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const end = () => killWhole(child.pid);
  process.once("exit", end);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? -1));
  });
  process.off("exit", end);
  return { exitCode, stdout, stderr };
}

// Pulumi's language host is in a process group of its own, and its program asks an engine that is gone over and over.
function killWhole(pid: number | undefined): void {
  if (pid === undefined) return;
  for (const each of [...descendants(processes(), pid).map((below) => below.pid), pid]) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // It ended by itself in the meantime.
    }
  }
}
