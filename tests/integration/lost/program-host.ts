import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { bundledNode } from "../../../launch/node.js";

export interface HostedProgram {
  /** The folder of the program. */
  readonly project: string;
  readonly main: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A process in which the engine's runs find the program, so that none of them has to start one. */
export class ProgramHost {
  readonly #program: HostedProgram;
  #child: ChildProcess | undefined;
  #port = 0;

  private constructor(program: HostedProgram) {
    this.#program = program;
  }

  static async start(program: HostedProgram): Promise<ProgramHost> {
    const host = new ProgramHost(program);
    await host.renew();
    return host;
  }

  /** Of the language runtime that it serves, for the engine's `--client`. */
  get port(): number {
    return this.#port;
  }

  /** Begins again with a process that remembers nothing: a module is never unloaded, so each run leaves its resources behind. */
  async renew(): Promise<void> {
    this.stop();
    const { project, main, environment } = this.#program;
    const child = fork(path.join(import.meta.dirname, "program-server.ts"), [main], {
      cwd: project,
      execPath: bundledNode() ?? process.execPath,
      execArgv: [],
      env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...environment },
    });
    this.#child = child;
    const [port] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => {
        throw new Error(`the process of the program ended with ${code} before it served anything`);
      }),
    ])) as [number];
    this.#port = port;
  }

  stop(): void {
    this.#child?.kill();
    this.#child = undefined;
  }
}
