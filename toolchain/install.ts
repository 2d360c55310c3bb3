import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../launch/node.js";
import { build, checkCompiler } from "./builders.ts";
import { cacheFolder, fillWhole } from "./cache.ts";
import { findProgram } from "./processes.ts";
import { TOOLS, type Tool, toolsNamed } from "./tools.ts";

/** A tool that is there to be used. */
export interface Installed {
  readonly tool: Tool;
  readonly how: "on the PATH" | "built before" | "built now";
  /** The folder with `bin`, `share` and `lib`; undefined for a tool on the PATH. */
  readonly folder: string | undefined;
  /** The path of each of the tool's programs, by name. */
  readonly programs: Readonly<Record<string, string>>;
}

/** Where links to the built programs stand, for people: ignored by git. */
const LINKS = path.join(ROOT, ".toolchain", "bin");

/** A tool that can be used at once, or undefined. Builds nothing. */
export function installed(name: string): Installed | undefined {
  const tool = toolNamed(name);
  return fromPath(tool) ?? fromCache(tool, "built before");
}

/** A tool, built first where that is needed. Throws MissingProgram, or the build's own last lines. */
export async function install(name: string, say: (line: string) => void = () => {}): Promise<Installed> {
  const tool = toolNamed(name);
  const there = installed(name);
  if (there !== undefined) {
    if (there.how === "built before") link(there);
    return there;
  }
  checkCompiler(tool);
  const folder = cacheFolder(tool);
  say(`${tool.name} ${tool.version}: building, about ${roundTime(tool.seconds)} on two cores with empty caches …`);
  await fillWhole(folder, (temporary) => build(tool, temporary));
  const made = fromCache(tool, "built now");
  if (made === undefined)
    throw new Error(`${tool.name} ${tool.version} was built, but ${folder} lacks ${tool.programs.join(" or ")}.`);
  link(made);
  return made;
}

/** Minutes for people. */
export function roundTime(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

function toolNamed(name: string): Tool {
  const tool = toolsNamed([name])[0];
  if (tool?.name !== name)
    throw new Error(`"${name}" is a group. Tools are: ${TOOLS.map((tool) => tool.name).join(", ")}.`);
  return tool;
}

function fromPath(tool: Tool): Installed | undefined {
  if (tool.onPath === undefined) return undefined;
  const found = tool.programs.map((program) => [program, findProgram(program)] as const);
  if (found.some(([, file]) => file === undefined || file.startsWith(LINKS))) return undefined;
  if (!serves(versionTold(tool.onPath.command), tool.onPath.minimum)) return undefined;
  return { tool, how: "on the PATH", folder: undefined, programs: Object.fromEntries(found) as Record<string, string> };
}

function fromCache(tool: Tool, how: Installed["how"]): Installed | undefined {
  const folder = cacheFolder(tool);
  const programs = tool.programs.map((program) => [program, path.join(folder, "bin", program)] as const);
  if (!existsSync(folder) || programs.some(([, file]) => !existsSync(file))) return undefined;
  return { tool, how, folder, programs: Object.fromEntries(programs) };
}

function versionTold([command = "", ...rest]: readonly string[]): string {
  try {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" };
    return execFileSync(command, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], env });
  } catch {
    // One that does not even tell its version serves for nothing.
    return "";
  }
}

/** Whether a version is of the same major one, and not older. */
function serves(printed: string, minimum: string): boolean {
  const numbers = (text: string) => (/(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number);
  const [has, wants] = [numbers(printed), numbers(minimum)];
  if (has[0] !== wants[0]) return false;
  for (const [index, wanted] of wants.entries()) {
    const difference = (has[index] ?? -1) - wanted;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

// Renamed into place, for two runs may do so at once.
function link({ programs }: Installed) {
  mkdirSync(LINKS, { recursive: true });
  for (const [name, file] of Object.entries(programs)) {
    const temporary = path.join(LINKS, `.${name}-${process.pid}`);
    rmSync(temporary, { force: true });
    symlinkSync(file, temporary);
    renameSync(temporary, path.join(LINKS, name));
  }
}
