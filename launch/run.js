// Runs one of the project's scripts on a Node that can: `node launch/run.js <script> [arguments]`.
// Plain JavaScript, because the Node that starts it may be the machine's own and older than the program needs.
import { spawn } from "node:child_process";
import { fstatSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundledNode, COMPILED, isNewEnough, ROOT, tooOld } from "./node.js";
import { forwardSignals } from "./signals.js";

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) {
  console.error("Usage: node launch/run.js <script> [arguments]");
  process.exit(2);
}
const file = path.resolve(ROOT, script);

if (isNewEnough()) {
  // A preview takes a sixth less.
  module.enableCompileCache(COMPILED);
  process.argv.splice(1, 2, file);
  await import(pathToFileURL(file).href);
} else {
  const node = bundledNode();
  if (node === undefined) {
    console.error(tooOld());
    process.exit(2);
  }
  // First on the PATH, so that whatever the script starts in turn (the Pulumi language host, too) finds it.
  const PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
  const child = spawn(node, [file, ...scriptArguments], {
    stdio: descriptors(scriptArguments),
    env: { ...process.env, PATH },
  });
  forwardSignals(child);
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
}

/**
 * The three standard descriptors, and the one that `--fd` names: a child inherits no other by itself.
 * @param {string[]} given
 */
function descriptors(given) {
  const joined = given.find((word) => word.startsWith("--fd="));
  const named = Number(joined === undefined ? given[given.indexOf("--fd") + 1] : joined.slice("--fd=".length));
  /** @type {("inherit" | "ignore" | number)[]} */
  const all = ["inherit", "inherit", "inherit"];
  if ((joined === undefined && !given.includes("--fd")) || !(named > 2 && named < 256) || !isOpen(named)) return all;
  while (all.length < named) all.push("ignore");
  return [...all, named];
}

/** @param {number} descriptor */
function isOpen(descriptor) {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}
