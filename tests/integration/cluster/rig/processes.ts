import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GuardedFolder } from "../../rig/guarded-folder.ts";

export interface Command {
  /** For messages, and the name of its log. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment: nothing of the machine's own cloud login reaches a program. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * What ends it at once and tidies up what it keeps outside of the folder.
   * @default "SIGKILL"
   */
  readonly end?: NodeJS.Signals;
  /** Numbers of another user and group to run as. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** A program that runs until it is stopped. */
export interface Running {
  readonly name: string;
  readonly pid: number;
  /** Ends it at once: what it keeps in the folder is thrown away. */
  stop(): Promise<void>;
  /** Throws with the last lines of its log if it has ended by itself. */
  check(): void;
  log(): string;
}

/** Programs and a folder that exist as long as this process, and not a moment longer, even where it is killed. */
export class Processes {
  readonly #folder = new GuardedFolder("qualisys-cluster-");
  readonly #running: Running[] = [];

  get folder(): string {
    return this.#folder.path;
  }

  start({ name, program, args, env = {}, end = "SIGKILL", user }: Command): Running {
    const file = path.join(this.folder, `${name}.log`);
    const log = openSync(file, "a");
    const child = spawn(program, args, {
      cwd: user === undefined ? this.folder : "/",
      env: { PATH: process.env.PATH ?? "", HOME: this.folder, ...env },
      stdio: ["ignore", log, log],
      ...user,
    });
    const { pid } = child;
    if (pid === undefined) throw new Error(`${name} could not be started from ${program}.`);
    this.#folder.started(pid, end);
    let stopped = false;
    const ended = new Promise<void>((resolve) => {
      child.once("exit", () => {
        this.#folder.ended(pid);
        resolve();
      });
    });
    const running: Running = {
      name,
      pid,
      log: () => readFileSync(file, "utf8"),
      stop: () => {
        stopped = true;
        child.kill(end);
        const impatience = setTimeout(() => child.kill("SIGKILL"), 5000);
        return ended.finally(() => clearTimeout(impatience));
      },
      check: () => {
        if (stopped || (child.exitCode === null && child.signalCode === null)) return;
        const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-20).join("\n");
        throw new Error(`${name} ended by itself (${child.signalCode ?? child.exitCode}). Its last lines:\n${lines}`);
      },
    };
    this.#running.push(running);
    return running;
  }

  /** Throws where a program has ended by itself. */
  check(): void {
    for (const running of this.#running) running.check();
  }

  /** Ends everything, the last started first, and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const running of this.#running.reverse()) await running.stop();
    await this.#folder.remove();
  }
}

/**
 * A port of the loopback address that nobody listens on. Not one of those that the system hands out for connections of
 * its own: on a busy machine it could be taken again before it is used.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** How long a program may take to come up; on a machine that does a dozen other things it needs a minute. */
export const STARTING_SECONDS = 120;

export interface Patience {
  /** What is waited for, for the error. */
  readonly what: string;
  /** @default 30 */
  readonly seconds?: number;
  /** Ends the waiting early by throwing. */
  readonly check?: () => void;
  /** @default 50 */
  readonly everyMs?: number;
}

/** Asks again and again until the answer is neither undefined nor false. Throws with the last error when time is up. */
export async function until<T>(
  ask: () => Promise<T | undefined | false>,
  { what, seconds = 30, check, everyMs = 50 }: Patience,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  let last = "";
  for (;;) {
    check?.();
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = ` The last answer was: ${(error as Error).message}`;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s.${last}`);
    await sleep(everyMs);
  }
}
