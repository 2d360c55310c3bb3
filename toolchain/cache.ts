import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { ROOT } from "../launch/node.js";
import type { Tool } from "./tools.ts";

const BUILDING = ".building-";

/** The folder with a tool's lock files. */
export function recipeFolder(tool: Tool): string {
  return path.join(ROOT, "toolchain", tool.name);
}

/** Where everything that was built stands: outside the tree, so that fresh clones and worktrees share it. */
export function cacheRoot(environment: NodeJS.ProcessEnv = process.env): string {
  const caches = environment.XDG_CACHE_HOME || path.join(homedir(), ".cache");
  return path.join(caches, "qualisys-secrets", "toolchain");
}

/** Where a tool stands once built. Another version, lock file, recipe or platform is another folder. */
export function cacheFolder(tool: Tool, root = cacheRoot()): string {
  const digest = createHash("sha256").update(JSON.stringify({ version: tool.version, source: tool.source }));
  const recipe = recipeFolder(tool);
  for (const file of readdirSync(recipe).sort())
    digest.update(`${file}\n`).update(readFileSync(path.join(recipe, file)));
  digest.update(`${process.platform}-${process.arch}`);
  return path.join(root, tool.name, `${tool.version}-${digest.digest("hex").slice(0, 12)}`);
}

/**
 * Fills `folder` by `build` or leaves it absent: the work is done in a folder beside it, which is renamed at the end.
 * What an earlier build left behind when it was killed is removed first.
 */
export async function fillWhole(folder: string, build: (temporary: string) => Promise<void>): Promise<void> {
  const parent = path.dirname(folder);
  mkdirSync(parent, { recursive: true });
  removeLeftovers(parent);
  const temporary = mkdtempSync(path.join(parent, `${BUILDING}${process.pid}-`));
  // What was ended may still be writing for a moment.
  const remove = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.once("exit", remove);
  try {
    await build(temporary);
    // Somebody else may have built the same in the meantime: theirs is as good.
    if (!existsSync(folder)) renameSync(temporary, folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}

function removeLeftovers(parent: string) {
  for (const entry of readdirSync(parent)) {
    if (!entry.startsWith(BUILDING)) continue;
    const owner = Number.parseInt(entry.slice(BUILDING.length), 10);
    if (!isRunning(owner)) rmSync(path.join(parent, entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
