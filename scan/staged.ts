import { execFileSync } from "node:child_process";
import type { Files } from "./disk.ts";

/** What the next commit would hold: the blobs of the index, which can differ from the files in the folder. */
export interface Staged {
  /** Paths from the repository's top, of files that are added or changed. */
  readonly names: readonly string[];
  readonly files: Files;
}

const LARGEST_LIST = 256 * 1024 * 1024;

/**
 * Reads the index of the repository that holds a folder. Renamed files count as added; links and submodules hold no text
 * of their own.
 *
 * @throws where git is missing, or the folder is in no repository
 * @see https://git-scm.com/docs/git-diff "Raw output format"
 */
export function staged(cwd: string): Staged {
  const git = (...words: string[]) =>
    execFileSync("git", words, { cwd, maxBuffer: LARGEST_LIST, stdio: ["ignore", "pipe", "ignore"] });
  const listed = git("diff", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--diff-filter=ACMT").toString();
  const parts = listed.split("\0");
  const blobs = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = "", , blob = ""] = (parts[at] ?? "").split(" ");
    if (mode.startsWith("100")) blobs.set(parts[at + 1] ?? "", blob);
  }
  const blobOf = (path: string) => blobs.get(path) ?? "";
  return {
    names: [...blobs.keys()],
    files: {
      isFolder: () => false,
      isFile: (path) => blobs.has(path),
      size: (path) => Number(git("cat-file", "-s", blobOf(path)).toString()),
      read: (path) => git("cat-file", "blob", blobOf(path)),
      list: () => [],
    },
  };
}
