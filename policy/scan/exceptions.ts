import { detect } from "../detect/index.ts";
import type { Comment } from "./yaml-text.ts";

/** A comment that accepts what is found on a line. */
export interface Allowance {
  readonly line: number;
  /** The line that it accepts findings on: its own, or the next one with a value where it stands alone. */
  readonly target: number;
  /** Empty: none was given, and nothing is accepted. */
  readonly reason: string;
}

const MARK = /(?:^|\s|#)scan:allow\b[ \t:-]*(.*)$/;

/** What a comment says besides accepting something. */
export function withoutMark(text: string): string {
  return text.replace(MARK, "");
}

/** @param lines the text's lines, to find the next one with a value */
export function allowances(comments: readonly Comment[], lines: readonly string[]): Allowance[] {
  return comments.flatMap(({ line, text, alone }) => {
    const mark = MARK.exec(text);
    if (!mark) return [];
    const isOwn = !alone || withoutMark(text).trim() !== "";
    return [{ line, target: isOwn ? line : nextValue(lines, line), reason: (mark[1] ?? "").trim() }];
  });
}

function nextValue(lines: readonly string[], line: number): number {
  for (let next = line; next < lines.length; next++) if (!/^\s*(?:#|$)/.test(lines[next] ?? "")) return next + 1;
  return line;
}

/** As many characters of a value as a reason may repeat. */
const SHOWN = 4;

/** The reason as it may be printed: a person may have put the value, or a part of it, into it. */
export function shownReason({ reason, target }: Allowance, lines: readonly string[]): string {
  if (detect("", reason).length > 0) return "(holds what looks like a secret)";
  const value = valueAt(lines, target);
  return reason
    .split(/(\s+)/)
    .map((word) => (repeats(word, value) ? "\u2026" : word))
    .join("");
}

function repeats(word: string, value: string): boolean {
  for (let start = 0; start + SHOWN < word.length; start++) {
    if (value.includes(word.slice(start, start + SHOWN + 1))) return true;
  }
  return false;
}

/** What stands on a line behind its key, and on the lines indented below it; in a comment, all of it before the mark. */
function valueAt(lines: readonly string[], target: number): string {
  const first = (lines[target - 1] ?? "").replace(/scan:allow\b.*$/, "");
  const indent = /^[\s-]*/.exec(first)?.[0].length ?? 0;
  const below = lines.slice(target);
  const end = below.findIndex((line) => line.trim() !== "" && (/^\s*/.exec(line)?.[0].length ?? 0) <= indent);
  const own = /^\s*#/.test(first) ? first : first.replace(/^[\s-]*(?:"[^"]*"|'[^']*'|[^\s"'#][^\s]*?):\s/, "");
  return [own, ...below.slice(0, end === -1 ? below.length : end)].join("\n");
}
