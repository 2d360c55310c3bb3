import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { corpus, PARTS, type Part } from "../../../bench/detect/corpus.ts";
import { measure } from "../../../bench/detect/measure.ts";
import { detect } from "../../../policy/detect/index.ts";

const root = path.resolve(import.meta.dirname, "../../..");

describe.each(Object.keys(PARTS) as Part[])("the corpus' part %s", (part) => {
  const result = measure(part, 4);

  test("at least 97 % of the secrets are found", () => {
    expect(result.recall).toBeGreaterThanOrEqual(0.97);
  });

  test("at most 1 % of what is ordinary is taken for a secret", () => {
    expect(result.falsePositives).toBeLessThanOrEqual(0.01);
  });

  test("no kind is missed as a whole", () => {
    const drawn = result.kinds.filter(({ secret, group }) => secret && group !== "met");
    const missed = drawn.filter(({ flagged }) => flagged === 0).map(({ kind }) => kind);
    expect(missed).toEqual([]);
  });
});

test("the parts have no kind in common, and each is the same at every run", () => {
  const names = (part: Part) =>
    [...PARTS[part].secrets, ...PARTS[part].benign].map(({ group, name }) => `${group} ${name}`);
  const own = new Set(names("work"));
  expect(names("judge").filter((name) => own.has(name))).toEqual([]);
  expect(corpus("judge", 1)).toEqual(corpus("judge", 1));
});

test("no file of the detection, its corpus or its tests holds a token", () => {
  const files = ["policy/detect", "policy/scan", "bench/detect", "tests/policy/detect"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => path.join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    return detect("", text, { sources: ["catalogue", "secretlint", "vendor"] }).map(({ rule }) => `${file}: ${rule}`);
  });
  expect(found).toEqual([]);
});
