// Plain JavaScript on purpose: this file must load on a Node too old for the program itself.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The oldest major version of Node that runs the program's TypeScript as it stands. */
export const REQUIRED_MAJOR = 24;

/** The project's own folder. */
export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * Where compiled code is kept: the SDKs are some 1,300 files. In the project's own folder, for whoever may write a shared
 * one could put other code in its place.
 */
export const COMPILED = path.join(ROOT, "node_modules", ".cache", "compile");

/** Whether the Node that runs this file can run the program. */
export function isNewEnough(version = process.versions.node) {
  return Number.parseInt(version, 10) >= REQUIRED_MAJOR;
}

/**
 * The Node that `npm ci` installed with the program, as the path of its executable, or undefined where the
 * registry has none for this system (Apple silicon, musl, Windows on ARM).
 *
 * npm 11 and 12 link it as `node_modules/.bin/node`, npm 10 does not; so it is looked up in its package.
 */
export function bundledNode(root = ROOT, platform = process.platform, arch = process.arch) {
  const system = platform === "win32" ? "win" : platform;
  const folder = path.join(root, "node_modules", `node-${system}-${arch}`);
  const manifest = path.join(folder, "package.json");
  if (!existsSync(manifest)) return undefined;
  const executable = path.join(folder, JSON.parse(readFileSync(manifest, "utf8")).bin.node);
  return existsSync(executable) ? executable : undefined;
}

/** What a person reads whose Node cannot run the program. */
export function tooOld(version = process.versions.node, executable = process.execPath) {
  return (
    `qualisys-secrets needs Node ${REQUIRED_MAJOR} or newer, and this is Node ${version} (${executable}). ` +
    `Either start it through npm (npm run preview, npm run up), which uses the Node ${REQUIRED_MAJOR} that "npm ci" ` +
    `installed with the program where there is one for this system, or put Node ${REQUIRED_MAJOR} on your PATH.`
  );
}
