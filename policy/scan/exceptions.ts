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
