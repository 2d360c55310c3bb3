import path from "node:path";
import type { Files } from "./disk.ts";
import type { FileNames } from "./file-name.ts";
import { messages } from "./messages.ts";
import type { Problem } from "./report.ts";

const STACK_FILE = /^Pulumi(?:\..+)?\.(?:ya?ml|json)$/;
/** Folders of other people's files. */
const SKIPPED = new Set(["node_modules", ".git", ".pulumi"]);

/** Whether a file's name is a stack's or a project's: `Pulumi.yaml`, `Pulumi.dev.json`. */
export const isStackFile = (file: string): boolean => STACK_FILE.test(path.posix.basename(file));

export interface FileSearch {
  readonly cwd: string;
  readonly files: Files;
  readonly names: FileNames;
}

export interface FoundFiles {
  /** As a person names them, from `cwd`. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/** The files that are named, and the stack files of the folders that are. */
export function namedFiles(paths: readonly string[], search: FileSearch): FoundFiles {
  const problems: Problem[] = [];
  return { files: paths.flatMap((one) => filesOf(one, search, problems)), problems };
}

/** The project's own: `Pulumi*.yaml` in its folder, and in the folder that `stackConfigDir` names. */
export function projectFiles(search: FileSearch): FoundFiles {
  const problems: Problem[] = [];
  const own = inFolder(".", search, problems, false);
  const folder = stackFolder(own, search);
  const files = folder === undefined ? own : [...own, ...inFolder(folder, search, problems, false)];
  if (files.length === 0 && problems.length === 0) problems.push({ file: ".", message: messages.nothingToScan() });
  return { files, problems };
}

function stackFolder(files: readonly string[], search: FileSearch): string | undefined {
  const project = files.find((file) => /^Pulumi\.ya?ml$/.test(file));
  if (project === undefined) return undefined;
  try {
    const full = path.resolve(search.cwd, project);
    if (!search.files.isFile(full)) return undefined;
    const text = Buffer.from(search.files.read(full)).toString("utf8");
    const folder = /^stackConfigDir:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1];
    return folder !== undefined && path.resolve(search.cwd, folder) !== path.resolve(search.cwd) ? folder : undefined;
  } catch {
    // It is reported when it is scanned.
    return undefined;
  }
}

function filesOf(one: string, search: FileSearch, problems: Problem[]): string[] {
  try {
    if (!search.files.isFolder(path.resolve(search.cwd, one))) return [relative(one, search)];
  } catch (error) {
    problems.push({
      file: search.names.missing(relative(one, search), search.cwd, search.files),
      message: explained(error),
    });
    return [];
  }
  const before = problems.length;
  const files = inFolder(one, search, problems, true);
  if (files.length === 0 && problems.length === before)
    problems.push({ file: search.names.shown(relative(one, search)), message: messages.nothingBelow() });
  return files;
}

function inFolder(folder: string, search: FileSearch, problems: Problem[], below: boolean): string[] {
  try {
    return [...search.files.list(path.resolve(search.cwd, folder))]
      .sort((a, b) => a.name.localeCompare(b.name))
      .flatMap(({ name, isFolder }) => {
        const inside = path.join(folder, name);
        if (isFolder) return below && !SKIPPED.has(name) ? inFolder(inside, search, problems, true) : [];
        return STACK_FILE.test(name) ? [relative(inside, search)] : [];
      });
  } catch (error) {
    problems.push({ file: search.names.shown(relative(folder, search)), message: explained(error) });
    return [];
  }
}

/** Why a file or folder cannot be read. */
export function explained(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (code === "ENOENT") return messages.missing();
  return messages.unreadable({ code: typeof code === "string" ? code : "UNKNOWN" });
}

/** As a person names it, from where the scan was started. */
function relative(file: string, { cwd }: FileSearch): string {
  return path.relative(cwd, path.resolve(cwd, file)).split(path.sep).join("/") || ".";
}
