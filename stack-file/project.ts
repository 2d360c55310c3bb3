import { existsSync } from "node:fs";
import path from "node:path";
import { StackFileError } from "./error.ts";
import { isMap, readYaml } from "./yaml.ts";

/** What `Pulumi.yaml` says about the configuration of every stack. */
export interface Project {
  /** The namespace of keys that name none. */
  readonly name: string;
  /** The folder of the stack files. */
  readonly folder: string;
  /** `namespace:key` -> the value of stacks that set none. A dot in a key leads into an object. */
  readonly defaults: ReadonlyMap<string, unknown>;
}

/**
 * The project of a folder; undefined where it has no `Pulumi.yaml`.
 * @see https://www.pulumi.com/docs/iac/concepts/projects/project-file/
 */
export function readProject(folder: string): Project | undefined {
  const file = path.join(folder, "Pulumi.yaml");
  if (!existsSync(file)) return undefined;
  const document = readYaml(file);
  if (!isMap(document) || typeof document.name !== "string") {
    throw new StackFileError('Pulumi.yaml: "name" must be the name of the project.');
  }
  const { name, config, stackConfigDir } = document;
  // Under "config", older projects name the folder of their stack files.
  const below = [stackConfigDir, config].find((value) => typeof value === "string") ?? "";
  const declared = isMap(config) ? Object.entries(config) : [];
  return {
    name,
    folder: path.join(folder, below as string),
    defaults: new Map(
      declared
        .map(([key, value]) => [inNamespace(key, name), defaultOf(value)] as const)
        .filter(([, value]) => value !== undefined && value !== null),
    ),
  };
}

/** A key as the engine hands it to a program: the project is the namespace of a key that names none. */
export function inNamespace(key: string, project: string): string {
  const [namespace, middle, name, ...more] = key.split(":");
  if (middle === "config" && name !== undefined && more.length === 0) return `${namespace}:${name}`;
  return key.includes(":") ? key : `${project}:${key}`;
}

/** Sets what the stack leaves out. */
export function addDefaults(config: Map<string, unknown>, { defaults }: Project): void {
  for (const [key, value] of defaults) {
    const at = key.indexOf(":") + 1;
    const [first = "", ...inner] = key.slice(at).split(".");
    const top = key.slice(0, at) + first;
    if (inner.length === 0) {
      if (!config.has(top)) config.set(top, value);
    } else {
      // An alias in the file may stand in two places: no object is changed, each is copied.
      config.set(top, withDefault(config.get(top), inner, value));
    }
  }
}

/** A copy of an object that has the value at a path, unless it has one there already. */
function withDefault(object: unknown, [name = "", ...inner]: readonly string[], value: unknown): unknown {
  if (object !== undefined && !isMap(object)) return object;
  const child = object?.[name];
  if (inner.length > 0) return { ...object, [name]: withDefault(child, inner, value) };
  return child === undefined ? { ...object, [name]: value } : object;
}

// A key is declared by its default alone, or by an object that has one beside a type and a description.
function defaultOf(declaration: unknown): unknown {
  return isMap(declaration) ? (declaration.default ?? declaration.value) : declaration;
}
