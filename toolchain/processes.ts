import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** The path of a program on the PATH, or undefined. */
export function findProgram(name: string, searchPath = process.env.PATH ?? ""): string | undefined {
  for (const folder of searchPath.split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/**
 * Runs a command at low priority and gives what it printed to standard output. A command that fails gives an error
 * with its last lines. When this process is interrupted the command is ended, too, with all that it has started.
 */
export function runQuietly(
  command: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("nice", ["-n", "10", ...command], {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: what the command has started ends with it.
      detached: true,
    });
    const end = () => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    };
    // Before others tidy up what the command writes.
    process.prependOnceListener("exit", end);
    let output = "";
    let everything = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      everything += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      everything += chunk;
    });
    child.on("error", (error) => {
      process.off("exit", end);
      reject(error);
    });
    child.on("close", (code, signal) => {
      process.off("exit", end);
      if (code === 0) return resolve(output);
      const lastLines = everything.trimEnd().split("\n").slice(-30).join("\n");
      reject(
        new Error(`"${command.join(" ")}" ended with ${signal ?? `exit code ${code}`}. Its last lines:\n${lastLines}`),
      );
    });
  });
}
