import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { OperatorError } from "../errors.ts";

/** A cluster, a user or a context as a kubeconfig has it. */
export type Entry = Record<string, unknown>;

/** What several kubeconfigs come to: entries by name, their files' paths absolute. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly currentContext?: string;
}

const KINDS = { clusters: "cluster", users: "user", contexts: "context" } as const;
/** Fields that name a file, relative to the kubeconfig's folder. */
const FILES = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

/** The kubeconfigs that kubectl would read: of KUBECONFIG, or the one in the home folder. */
export function kubeconfigFiles(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const named = (env.KUBECONFIG ?? "").split(path.delimiter).filter((file) => file !== "");
  return named.length > 0 ? named : [path.join(homedir(), ".kube", "config")];
}

/**
 * Merges kubeconfigs as kubectl does: a file that is not there is left out, and of entries of one name the first counts.
 * @returns undefined where no file is there.
 * @throws OperatorError where one cannot be read. Nothing of it is repeated: it may hold keys.
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 */
export function mergeKubeconfigs(files: readonly string[]): Kubeconfig | undefined {
  const there = files.filter((file) => existsSync(file));
  if (there.length === 0) return undefined;
  const [clusters, users, contexts] = [entryMap(), entryMap(), entryMap()];
  const merged = { clusters, users, contexts };
  let currentContext: string | undefined;
  for (const file of there) {
    const document = read(file);
    currentContext ??= text(document["current-context"]);
    for (const kind of ["clusters", "users", "contexts"] as const) {
      for (const [name, entry] of entriesOf(document[kind], KINDS[kind])) {
        if (!merged[kind].has(name)) merged[kind].set(name, withPaths(entry, path.dirname(path.resolve(file))));
      }
    }
  }
  return { ...merged, ...(currentContext === undefined ? {} : { currentContext }) };
}

const entryMap = () => new Map<string, Entry>();

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function read(file: string): Entry {
  let why = "is not YAML";
  try {
    why = "cannot be read";
    const content = readFileSync(file, "utf8");
    why = "is not YAML";
    const document: unknown = parse(content) ?? {};
    if (isEntry(document)) return document;
    why = "is not a kubeconfig";
  } catch (error) {
    const { code } = error as { code?: string };
    if (why === "cannot be read" && code !== undefined) why = `cannot be read: ${code}`;
  }
  throw new OperatorError(`Your kubeconfig ${path.basename(file)} cannot be used (it ${why}).`);
}

function* entriesOf(list: unknown, kind: string): Generator<readonly [string, Entry]> {
  for (const item of Array.isArray(list) ? list : []) {
    const name = isEntry(item) ? text(item.name) : undefined;
    const entry: unknown = isEntry(item) ? (item[kind] ?? {}) : undefined;
    if (name !== undefined && isEntry(entry)) yield [name, entry];
  }
}

function withPaths(entry: Entry, folder: string): Entry {
  const absolute = (value: string) => path.resolve(folder, value);
  const changed: Entry = {};
  for (const field of FILES) {
    const file = text(entry[field]);
    if (file !== undefined) changed[field] = absolute(file);
  }
  if (isEntry(entry.exec)) {
    const command = text(entry.exec.command);
    // A bare name is looked up on the PATH.
    if (command?.includes(path.sep)) changed.exec = { ...entry.exec, command: absolute(command) };
  }
  return { ...entry, ...changed };
}
