import { readFileSync } from "node:fs";
import type { LoadFnOutput } from "node:module";
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

/** The variable that names the file of edits, for the process that runs the program. */
export const EDITS_VARIABLE = "QUALISYS_TEST_EDITS";

/** The edits as text, or undefined where none are asked for. */
export function readEdits(): string | undefined {
  const file = process.env[EDITS_VARIABLE];
  return file === undefined ? undefined : readFileSync(file, "utf8");
}

/** @returns what applies edits to a module as it is loaded. @param text as readEdits gives it. */
export function editor(text: string): (url: string, loaded: LoadFnOutput) => LoadFnOutput {
  const edits = JSON.parse(text) as readonly Edit[];
  const byUrl = Map.groupBy(edits, (edit) => pathToFileURL(path.join(ROOT, edit.file)).href);
  return (url, loaded) => {
    const ofFile = byUrl.get(url.replace(/\?.*$/, ""));
    return ofFile === undefined ? loaded : { ...loaded, source: ofFile.reduce(applied, String(loaded.source)) };
  };
}

function applied(text: string, { file, from, to }: Edit): string {
  if (!text.includes(from)) throw new Error(`The test's edit of ${file} finds no "${from}" in it.`);
  return text.replaceAll(from, to);
}
