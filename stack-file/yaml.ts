import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { StackFileError } from "./error.ts";

/**
 * What a YAML file holds, merge keys (`<<`) followed as Pulumi's own reader follows them.
 * @throws StackFileError that quotes nothing of the file: it could hold a secret in the wrong place.
 */
export function readYaml(file: string): unknown {
  const name = path.basename(file);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code = "unknown reason" } = error as { code?: string };
    throw new StackFileError(`${name} cannot be read (${code}): check who may read it.`);
  }
  try {
    return parse(text, { merge: true });
  } catch (error) {
    const { linePos, code } = error as { linePos?: [{ line: number; col: number }]; code?: string };
    const place = linePos === undefined ? "" : ` at line ${linePos[0].line}, column ${linePos[0].col}`;
    throw new StackFileError(`${name} is not readable YAML${place} (${code ?? "unreadable"}).`);
  }
}

/** Whether a value is a map, and no list. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
