import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../launch/node.js";

/** A change of the program's text, as a developer would make it. */
export interface Edit {
  /** Below the project's folder. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** The variable that names the file of edits: for the program that the language host starts. */
export const EDITS_VARIABLE = "QUALISYS_TEST_EDITS";

// The SDK takes a stack trace for every promise, and maps each through source maps that native TypeScript does not
// have: a third of a run's time. Some 1,000 runs are made here.
Object.defineProperty(Error, "prepareStackTrace", { get: () => undefined, set: () => {} });

// Preloaded into the program by NODE_OPTIONS: the project's own index.ts runs, with the edits in place.
const file = process.env[EDITS_VARIABLE];
if (file !== undefined) {
  const edits = JSON.parse(readFileSync(file, "utf8")) as readonly Edit[];
  const byUrl = Map.groupBy(edits, (edit) => pathToFileURL(path.join(ROOT, edit.file)).href);
  registerHooks({
    load(url, context, next) {
      const ofFile = byUrl.get(url);
      const loaded = next(url, context);
      if (ofFile === undefined) return loaded;
      const text = String(loaded.source);
      return { ...loaded, source: ofFile.reduce(applied, text) };
    },
  });
}

function applied(text: string, { file, from, to }: Edit): string {
  if (!text.includes(from)) throw new Error(`The test's edit of ${file} finds no "${from}" in it.`);
  return text.replaceAll(from, to);
}
