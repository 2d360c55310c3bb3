import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { bundledNode } from "../../../launch/node.js";

/** A process in which the engine's runs find the program, so that none of them has to start one. */
export interface ProgramHost {
  /** Of the language runtime that it serves, for the engine's `--client`. */
  readonly port: number;
  stop(): void;
}

/**
 * @param project the folder of the program.
 * @param environment for the program.
 */
export async function startProgramHost(
  project: string,
  main: string,
  environment: Readonly<Record<string, string>>,
): Promise<ProgramHost> {
  const child = fork(path.join(import.meta.dirname, "program-server.ts"), [main], {
    cwd: project,
    execPath: bundledNode() ?? process.execPath,
    execArgv: [],
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...environment },
  });
  const [port] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the process of the program ended with ${code} before it served anything`);
    }),
  ])) as [number];
  return { port, pid: child.pid, stop: () => child.kill() } as never;
}
