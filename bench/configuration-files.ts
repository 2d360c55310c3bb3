import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { Labelled, Part } from "./scan/corpus.ts";
import { corpus, PARTS } from "./scan/corpus.ts";
import { seeded } from "./scan/random.ts";

/** A value of the corpus, and where it stands. */
export interface Placed {
  readonly sample: Labelled;
  readonly part: Part;
  /** Name in the folder. */
  readonly file: string;
  /** From 1; both belong to it. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/** A line of which a tool says that it holds a secret. */
export interface Finding {
  readonly file: string;
  readonly line: number;
}

/** About as many as a large stack file has. */
const PER_FILE = 50;

/** So many values of all parts of the corpus, mixed, the same each time. */
export function mixed(count: number): readonly { readonly sample: Labelled; readonly part: Part }[] {
  const parts = Object.keys(PARTS) as Part[];
  const all = (perKind: number) =>
    parts.flatMap((part) => corpus(part, perKind).map((sample) => ({ sample, part }) as const));
  // The regressions come once, however many of each kind are drawn.
  const ofEachKind = all(2).length - all(1).length;
  const perKind = Math.ceil(count / ofEachKind);
  const random = seeded(20_261_126);
  const order = all(perKind).map((value) => [random.below(1_000_000_000), value] as const);
  return order
    .sort(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, value]) => value);
}

/** Writes values into stack files as people write them; no key stands twice in one. */
export function writeFiles(
  folder: string,
  values: readonly { readonly sample: Labelled; readonly part: Part }[],
): readonly Placed[] {
  const files: { keys: Set<string>; lines: string[] }[] = [];
  const placed: Placed[] = [];
  for (const { sample, part } of values) {
    const { key } = sample;
    let index = files.findIndex(({ keys }) => keys.size < PER_FILE && !keys.has(key));
    if (index < 0) index = files.push({ keys: new Set(), lines: ["config:"] }) - 1;
    const file = files[index];
    if (file === undefined) continue;
    const lines = stringify({ config: { [key]: sample.value } }, { lineWidth: 0 })
      .trimEnd()
      .split("\n")
      .slice(1);
    const firstLine = file.lines.length + 1;
    file.keys.add(key);
    file.lines.push(...lines);
    placed.push({ sample, part, file: nameOf(index), firstLine, lastLine: file.lines.length });
  }
  for (const [index, { lines }] of files.entries()) {
    writeFileSync(path.join(folder, nameOf(index)), `${lines.join("\n")}\n`);
  }
  return placed;
}

const nameOf = (index: number) => `Pulumi.s${String(index).padStart(4, "0")}.yaml`;

/** How many of the secrets are found, and how many of the ordinary values are taken for one: shares from 0 to 1. */
export function rates(
  placed: readonly Placed[],
  findings: readonly Finding[],
): { readonly recall: number; readonly falsePositives: number } {
  const lines = new Set(findings.map(({ file, line }) => `${file}:${line}`));
  const isFlagged = ({ file, firstLine, lastLine }: Placed) => {
    for (let line = firstLine; line <= lastLine; line += 1) if (lines.has(`${file}:${line}`)) return true;
    return false;
  };
  const share = (secret: boolean) => {
    const of = placed.filter(({ sample }) => sample.secret === secret);
    return of.filter(isFlagged).length / of.length;
  };
  return { recall: share(true), falsePositives: share(false) };
}
