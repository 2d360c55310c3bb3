import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

/** What stands in for a value that only the engine can decrypt. */
export const ENCRYPTED = "[encrypted]";

// Shorter than any vendor's key. Pulumi allows 100 characters, and dots, which would leave the folder.
const STACK_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,29}$/;

/** A stack's configuration as Pulumi hands it to a program. */
export interface StackConfig {
  /** `namespace:key` -> text; objects and lists as JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys that hold something encrypted, which reads as `[encrypted]` here. */
  readonly secretKeys: readonly string[];
}

/** A stack file that cannot be used, in words for the person who named it. */
export class StackFileError extends Error {
  override readonly name = "StackFileError";
}

/** The stacks that a project's folder has a file for. */
export function stackNames(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/**
 * Reads `Pulumi.<stack>.yaml` of a project's folder.
 * @throws StackFileError where there is no such file or it is no YAML with a `config` map. Its text is not quoted:
 *   it could hold a secret in the wrong place.
 */
export function readStackFile(folder: string, stack: string): StackConfig {
  const known = `Known stacks: ${stackNames(folder).join(", ")}.`;
  if (!STACK_NAME.test(stack)) {
    // Not repeated: what is no name could be a secret in the wrong place.
    throw new StackFileError(`That is no stack's name (${stack.length} characters). ${known}`);
  }
  const file = path.join(folder, `Pulumi.${stack}.yaml`);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    // Only what is plainly a name is repeated: short keys are names as far as Pulumi is concerned.
    const given = /^[a-z-]{1,15}$/.test(stack) ? ` "${stack}": Pulumi.${stack}.yaml does not exist` : " of that name";
    throw new StackFileError(`There is no stack${given}. ${known}`);
  }
  // A pipe of that name would be waited for without end.
  if (!stats.isFile()) throw new StackFileError(`${path.basename(file)} is no file. ${known}`);
  const config = configOf(file);
  const secretKeys: string[] = [];
  const values = Object.entries(config).map(([key, value]) => {
    const clear = decryptable(value, () => secretKeys.push(key));
    return [key, typeof clear === "object" ? JSON.stringify(clear) : String(clear)] as const;
  });
  return { values: Object.fromEntries(values), secretKeys: [...new Set(secretKeys)] };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = "unknown reason" } = error as { code?: string };
    throw new StackFileError(`${path.basename(file)} cannot be read (${code}): check who may read it.`);
  }
}

function configOf(file: string): Record<string, unknown> {
  let document: unknown;
  const text = textOf(file);
  try {
    document = parse(text);
  } catch (error) {
    const { linePos, code } = error as { linePos?: [{ line: number; col: number }]; code?: string };
    const place = linePos === undefined ? "" : ` at line ${linePos[0].line}, column ${linePos[0].col}`;
    throw new StackFileError(`${path.basename(file)} is not readable YAML${place} (${code ?? "unreadable"}).`);
  }
  const config = (document as { config?: unknown } | null)?.config ?? {};
  if (typeof config !== "object" || Array.isArray(config)) {
    throw new StackFileError(`${path.basename(file)}: "config" must be a map of settings.`);
  }
  return config as Record<string, unknown>;
}

function decryptable(value: unknown, onSecret: () => void): unknown {
  if (Array.isArray(value)) return value.map((item) => decryptable(item, onSecret));
  if (typeof value !== "object" || value === null) return value ?? "";
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === "secure") {
    onSecret();
    return ENCRYPTED;
  }
  return Object.fromEntries(entries.map(([key, child]) => [key, decryptable(child, onSecret)]));
}
