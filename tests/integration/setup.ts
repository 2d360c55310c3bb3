import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { MissingProgram } from "../../toolchain/builders.ts";
import { install } from "../../toolchain/install.ts";
import { startMoto } from "./rig/moto.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the AWS emulator answers; empty where the machine cannot run it. */
    motoEndpoint: string;
  }
}

/** For the tests of the engine. */
export default function setup(project: TestProject): Promise<() => void> {
  return prepare(project, ["pulumi", "pulumi-language-nodejs", "moto"]);
}

/** Builds what is missing (minutes, once) and starts what all tests share; the returned function stops it. */
export async function prepare(project: TestProject, tools: readonly string[]): Promise<() => void> {
  try {
    for (const tool of tools) await install(tool, console.log);
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    // A developer's machine may lack a compiler; CI that tests nothing would be a lie.
    if (process.env.CI === "true") throw error;
    console.warn(`\n${error.message}\nUntil then the integration tests are skipped.\n`);
    project.provide("motoEndpoint", "");
    return () => {};
  }
  // Everything temporary stands below one folder, which goes at the end, also when the tests are interrupted.
  const folder = mkdtempSync(path.join(tmpdir(), "qualisys-integration-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once("exit", remove);
  process.env.TMPDIR = folder;
  const moto = await startMoto();
  project.provide("motoEndpoint", moto.endpoint);
  return () => {
    moto.stop();
    remove();
  };
}
