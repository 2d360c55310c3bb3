import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { cacheRoot, fillWhole } from "../toolchain/cache.ts";
import { runQuietly } from "../toolchain/processes.ts";

/**
 * The folder with the `node_modules` of what this project is compared with, installed once from its lock file: apart
 * from the project's own packages, and outside the tree.
 *
 * @param name a folder here with a `package.json` and its lock file
 */
export async function installed(name: string, say: (line: string) => void): Promise<string> {
  const recipe = path.join(import.meta.dirname, name);
  const digest = createHash("sha256");
  for (const file of readdirSync(recipe).sort())
    digest.update(`${file}\n`).update(readFileSync(path.join(recipe, file)));
  const folder = path.join(cacheRoot(), `bench-${name}`, digest.digest("hex").slice(0, 12));
  if (existsSync(folder)) return folder;
  say(`installing the packages of bench/${name} …`);
  await fillWhole(folder, async (temporary) => {
    cpSync(recipe, temporary, { recursive: true });
    await runQuietly(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: temporary });
  });
  return folder;
}

/** The version of a package that some folder has installed. */
export function packageVersion(folder: string, name: string): string {
  const manifest = readFileSync(path.join(folder, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
