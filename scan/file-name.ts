import path from "node:path";
import type { Detector, Finding } from "./detect/index.ts";
import type { Files } from "./disk.ts";

// A stack's file, or a short name in small letters with the ending of a text: no key looks like that.
const FILE_NAME =
  /^(?:Pulumi(?:\.[a-z][a-z-]{0,23})?\.(?:ya?ml|json)|[a-z][a-z-]{0,11}\.(?:ya?ml|json|toml|env|txt|md|ts|js|sh))$/;
const ENDS = /^(Pulumi\.)?(.*?)(\.(?:ya?ml|json))?$/s;

/** What may be printed of paths: a key may have been pasted into one. */
export interface FileNames {
  /** What looks like a secret in a path. */
  readonly findings: (file: string) => readonly Finding[];
  /** The path of a file that is there, as it may be printed: `stacks/Pulumi.[72 characters].yaml`. */
  readonly shown: (file: string) => string;
  /**
   * The path of a file that is not there: folders that are there, and what is plainly a file's name. All else may be anything.
   *
   * @param file with slashes, from `cwd`
   */
  readonly missing: (file: string, cwd: string, files: Files) => string;
}

export function fileNames(detect: Detector["detect"]): FileNames {
  function inPart(part: string): readonly Finding[] {
    const whole = detect("", part);
    return whole.length > 0 ? whole : detect("", ENDS.exec(part)?.[2] ?? "");
  }

  function shownPart(part: string): string {
    if (inPart(part).length === 0) return part;
    const [, front = "", middle = "", end = ""] = ENDS.exec(part) ?? [];
    return `${front}${counted(middle)}${end}`;
  }

  return {
    findings: (file) => file.split("/").flatMap(inPart),
    shown: (file) => file.split("/").map(shownPart).join("/"),
    missing(file, cwd, files) {
      const parts = file.split("/");
      let there = 0;
      while (there < parts.length - 1 && isThere(path.resolve(cwd, ...parts.slice(0, there + 1)), files)) there++;
      const rest = parts.slice(there).join("/");
      const shownRest = FILE_NAME.test(rest) && inPart(rest).length === 0 ? rest : counted(rest);
      return [...parts.slice(0, there).map(shownPart), shownRest].join("/");
    },
  };
}

function isThere(full: string, files: Files): boolean {
  try {
    files.isFolder(full);
    return true;
  } catch {
    return false;
  }
}

const counted = (text: string) => `[${text.length} characters]`;
