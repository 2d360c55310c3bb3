import type { Detector } from "./detect/index.ts";
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
  const next = nextValues(lines);
  return comments.flatMap(({ line, text, alone }) => {
    const mark = MARK.exec(text);
    if (!mark) return [];
    const isOwn = !alone || withoutMark(text).trim() !== "";
    return [{ line, target: isOwn ? line : (next[line] ?? line), reason: (mark[1] ?? "").trim() }];
  });
}

/** For each line (from 0) the number (from 1) of the first one with a value from there on. */
function nextValues(lines: readonly string[]): readonly (number | undefined)[] {
  const next: (number | undefined)[] = new Array(lines.length);
  let last: number | undefined;
  for (let at = lines.length - 1; at >= 0; at--) {
    if (!/^\s*(?:#|$)/.test(lines[at] ?? "")) last = at + 1;
    next[at] = last;
  }
  return next;
}

/** As many characters of a value as a reason may repeat. */
const SHOWN = 4;

/** The reason as it may be printed: a person may have put the value, or a part of it, into it. */
export function shownReason(
  { reason, target }: Allowance,
  lines: readonly string[],
  detect: Detector["detect"],
): string {
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
  const isBelow = (line: string) => line.trim() === "" || (/^\s*/.exec(line)?.[0].length ?? 0) > indent;
  let end = target;
  while (end < lines.length && isBelow(lines[end] ?? "")) end++;
  const own = /^\s*#/.test(first) ? first : first.replace(/^[\s-]*(?:"[^"]*"|'[^']*'|[^\s"'#][^\s]*?):\s/, "");
  return [own, ...lines.slice(target, end)].join("\n");
}
