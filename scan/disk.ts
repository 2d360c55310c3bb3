import { readdirSync, readFileSync, statSync } from "node:fs";

/** What the scan needs of a file system. Each function throws as `node:fs` does. */
export interface Files {
  readonly isFolder: (path: string) => boolean;
  /** Whether it is a file with content of its own: a pipe would be waited for without end. */
  readonly isFile: (path: string) => boolean;
  readonly size: (path: string) => number;
  readonly read: (path: string) => Uint8Array;
  readonly list: (folder: string) => readonly { readonly name: string; readonly isFolder: boolean }[];
}

/** The machine's own. */
export const disk: Files = {
  isFolder: (path) => statSync(path).isDirectory(),
  isFile: (path) => statSync(path).isFile(),
  size: (path) => statSync(path).size,
  read: (path) => readFileSync(path),
  list: (folder) =>
    readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })),
};
