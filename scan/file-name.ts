import path from "node:path";
import { detect, type Finding } from "./detect/index.ts";
import type { Files } from "./disk.ts";

const STACK_NAME = /^Pulumi(?:\.[a-z][a-z-]{0,23})?\.(?:ya?ml|json)$/;
const ENDS = /^(Pulumi\.)?(.*?)(\.(?:ya?ml|json))?$/s;

/** What a path says that must not be repeated: a key may have been pasted into it. */
export function inName(file: string): readonly Finding[] {
  return file.split("/").flatMap(inPart);
}

/** The path of a file that is there, as it may be printed: `stacks/Pulumi.[72 characters].yaml`. */
export function shownName(file: string): string {
  return file.split("/").map(shownPart).join("/");
}

/**
 * The path of a file that is not there: folders that are there, and a stack's file name. All else may be anything.
 *
 * @param file with slashes, from `cwd`
 */
export function missingName(file: string, cwd: string, files: Files): string {
  const parts = file.split("/");
  let there = 0;
  while (there < parts.length - 1 && isThere(path.resolve(cwd, ...parts.slice(0, there + 1)), files)) there++;
  const rest = parts.slice(there).join("/");
  const shownRest = STACK_NAME.test(rest) && inPart(rest).length === 0 ? rest : counted(rest);
  return [...parts.slice(0, there).map(shownPart), shownRest].join("/");
}

function isThere(full: string, files: Files): boolean {
  try {
    files.isFolder(full);
    return true;
  } catch {
    return false;
  }
}

function inPart(part: string): readonly Finding[] {
  const whole = detect("", part);
  return whole.length > 0 ? whole : detect("", ENDS.exec(part)?.[2] ?? "");
}

function shownPart(part: string): string {
  if (inPart(part).length === 0) return part;
  const [, front = "", middle = "", end = ""] = ENDS.exec(part) ?? [];
  return `${front}${counted(middle)}${end}`;
}

const counted = (text: string) => `[${text.length} characters]`;
