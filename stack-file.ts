import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { StackFileError } from "./stack-file/error.ts";
import { fileOfStack, parseStackName } from "./stack-file/name.ts";
import { addDefaults, inNamespace, readProject } from "./stack-file/project.ts";
import { isMap, readYaml } from "./stack-file/yaml.ts";

export { StackFileError } from "./stack-file/error.ts";
export { fileOfStack, parseStackName } from "./stack-file/name.ts";

/** What stands in for a value that only the engine can decrypt. */
export const ENCRYPTED = "[encrypted]";

/** A stack's configuration as Pulumi hands it to a program. */
export interface StackConfig {
  /** `namespace:key` -> text; objects and lists as JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys that hold something encrypted, which reads as `[encrypted]` here. */
  readonly secretKeys: readonly string[];
  /**
   * What to say beside a refused setting where the file imports environments of Pulumi ESC: only Pulumi reads those.
   * @default - the file imports none.
   */
  readonly elsewhere?: string;
}

/** The stacks that a project's folder has a file for. */
export function stackNames(folder: string): readonly string[] {
  return stacksIn(readProject(folder)?.folder ?? folder);
}

/**
 * The configuration of a stack as Pulumi reads it from `Pulumi.yaml` and `Pulumi.<stack>.yaml`: keys without a namespace
 * are the project's, merge keys are followed, and what the stack leaves out has the project's default.
 *
 * @param folder the project's.
 * @param stack its name, with or without organization and project.
 * @throws StackFileError where there is no such file or it is not YAML with a `config` map. Its text is not quoted:
 *   it could hold a secret in the wrong place.
 * @see https://www.pulumi.com/docs/iac/concepts/config/
 */
export function readStackFile(folder: string, stack: string): StackConfig {
  const project = readProject(folder);
  const file = findFile(project?.folder ?? folder, stack, project?.name);
  const { config, imports } = read(file);
  const settings = new Map(
    Object.entries(config).map(([key, value]) => [project === undefined ? key : inNamespace(key, project.name), value]),
  );
  if (project !== undefined) addDefaults(settings, project);
  const secretKeys = new Set<string>();
  const values = [...settings].map(([key, value]) => {
    const clear = decryptable(value ?? "", () => secretKeys.add(key));
    return [key, typeof clear === "object" ? JSON.stringify(clear) : String(clear)] as const;
  });
  const elsewhere = `${path.basename(file)} imports environments of Pulumi ESC, and only Pulumi reads those. Settings that come from them are missing here: put them into the file as well.`;
  return { values: Object.fromEntries(values), secretKeys: [...secretKeys], ...(imports ? { elsewhere } : {}) };
}

function stacksIn(folder: string): string[] {
  return filesIn(folder)
    .map((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    throw new StackFileError(
      "There is no folder of stack files where Pulumi.yaml says: correct its stackConfigDir, or take that out.",
    );
  }
}

function findFile(folder: string, stack: string, ownProject: string | undefined): string {
  const known = `Known stacks: ${stacksIn(folder).join(", ")}.`;
  const name = parseStackName(stack);
  // Not repeated: what is no name could be a secret in the wrong place.
  if (name === undefined) throw new StackFileError(`That is no stack's name (${stack.length} characters). ${known}`);
  if (name.project !== undefined && ownProject !== undefined && name.project !== ownProject) {
    throw new StackFileError(`That is a stack of another project than ${ownProject}. ${known}`);
  }
  const file = path.join(folder, fileOfStack(name.short));
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    // Only what is plainly a name is repeated: short keys are names as far as Pulumi is concerned.
    const given = /^[a-z-]{1,15}$/.test(name.short)
      ? ` "${name.short}": ${path.basename(file)} does not exist`
      : " of that name";
    throw new StackFileError(`There is no stack${given}. ${known}`);
  }
  // A pipe of that name would be waited for without end.
  if (!stats.isFile()) throw new StackFileError(`${path.basename(file)} is no file. ${known}`);
  return file;
}

function read(file: string): { config: Record<string, unknown>; imports: boolean } {
  const document = readYaml(file) ?? {};
  if (!isMap(document)) throw new StackFileError(`${path.basename(file)} is no map with "config" in it.`);
  const { config, environment } = document;
  if (!isMap(config ?? {})) throw new StackFileError(`${path.basename(file)}: "config" must be a map of settings.`);
  const imports = Array.isArray(environment) ? environment.length > 0 : isMap(environment);
  return { config: (config ?? {}) as Record<string, unknown>, imports };
}

function decryptable(value: unknown, onSecret: () => void): unknown {
  if (Array.isArray(value)) return value.map((item) => decryptable(item, onSecret));
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === "secure") {
    onSecret();
    return ENCRYPTED;
  }
  return Object.fromEntries(entries.map(([key, child]) => [key, decryptable(child, onSecret)]));
}
