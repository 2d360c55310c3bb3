import { readFileSync } from "node:fs";
import path from "node:path";
import type { Kind } from "./sample.ts";

interface Templates {
  readonly group: string;
  readonly name: string;
  readonly keys: readonly string[];
  /** As `random.ts` fills them. */
  readonly templates: readonly string[];
}

/** The kinds of a JSON Lines file, one a line: each fills one of several templates under one of several keys. */
export function templateKinds(file: string): readonly Kind[] {
  const lines = readFileSync(path.join(import.meta.dirname, file), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const { group, name, keys, templates } = JSON.parse(line) as Templates;
    return { group, name, make: (random) => ({ key: random.pick(keys), value: random.fill(random.pick(templates)) }) };
  });
}
