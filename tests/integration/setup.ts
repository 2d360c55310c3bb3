import type { TestProject } from "vitest/node";
import { MissingProgram } from "../../toolchain/builders.ts";
import { install } from "../../toolchain/install.ts";
import { GuardedFolder } from "./rig/guarded-folder.ts";
import { startMoto } from "./rig/moto.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the AWS emulator answers; empty where the machine cannot run it. */
    motoEndpoint: string;
  }
}

/** For the tests of the engine. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return prepare(project, ["pulumi", "pulumi-current", "pulumi-language-nodejs", "moto"]);
}

/** Builds what is missing (minutes, once) and starts what all tests share; the returned function stops it. */
export async function prepare(project: TestProject, tools: readonly string[]): Promise<() => Promise<void>> {
  try {
    for (const tool of tools) await install(tool, console.log);
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    // A developer's machine may lack a compiler; CI that tests nothing would be a lie.
    if (process.env.CI === "true") throw error;
    console.warn(`\n${error.message}\nUntil then the integration tests are skipped.\n`);
    project.provide("motoEndpoint", "");
    return async () => {};
  }
  // Everything temporary stands below one folder, which goes at the end, however the tests end.
  const folder = new GuardedFolder("qualisys-integration-");
  process.env.TMPDIR = folder.path;
  const moto = await startMoto();
  project.provide("motoEndpoint", moto.endpoint);
  return async () => {
    moto.stop();
    await folder.remove();
  };
}
