import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * A temporary folder that exists as long as this process, and not a moment longer: a guardian process sees to it even
 * where this one is killed. So it does for the processes that it is told of.
 */
export class GuardedFolder {
  readonly path: string;
  readonly #guardian: ChildProcess;

  constructor(prefix: string) {
    this.path = mkdtempSync(path.join(tmpdir(), prefix));
    const script = path.join(import.meta.dirname, "guardian.ts");
    // Detached: a Ctrl-C is for the whole group in the terminal, and the guardian has to survive it.
    this.#guardian = spawn(process.execPath, [script, this.path], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: {},
    });
    this.#guardian.unref();
  }

  /** @param end what ends the process where this one no longer can. */
  started(pid: number, end: NodeJS.Signals): void {
    this.#guardian.stdin?.write(`+${pid} ${end}\n`);
  }

  ended(pid: number): void {
    this.#guardian.stdin?.write(`-${pid}\n`);
  }

  async remove(): Promise<void> {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
    if (this.#guardian.exitCode !== null) return;
    const gone = new Promise((resolve) => this.#guardian.once("exit", resolve));
    this.#guardian.ref();
    this.#guardian.stdin?.end();
    await gone;
  }
}
