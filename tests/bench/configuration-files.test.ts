import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { mixed, rates, writeFiles } from "../../bench/configuration-files.ts";

const value = (key: string, text: unknown, secret: boolean) => ({
  sample: { key, value: text, secret, kind: "a kind", group: "a group" },
  part: "train" as const,
});

describe("the files that scanners read", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "bench-files-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("hold every value under its key, on the lines that are told", () => {
    const placed = writeFiles(folder, [
      value("password", "one\ntwo\nthree\n", true),
      value("host", "db.internal", false),
      value("password", { nested: "four" }, true),
    ]);
    expect(placed.map(({ file, firstLine, lastLine }) => [file, firstLine, lastLine])).toEqual([
      ["Pulumi.s0000.yaml", 2, 5],
      ["Pulumi.s0000.yaml", 6, 6],
      ["Pulumi.s0001.yaml", 2, 3],
    ]);
    const read = readdirSync(folder).map((file) => parse(readFileSync(path.join(folder, file), "utf8")));
    expect(read).toEqual([
      { config: { password: "one\ntwo\nthree\n", host: "db.internal" } },
      { config: { password: { nested: "four" } } },
    ]);
  });

  it("are the same each time, and of all parts", () => {
    const values = mixed(2000);
    expect(values).toHaveLength(2000);
    expect(values).toEqual(mixed(2000));
    expect(new Set(values.map(({ part }) => part)).size).toBeGreaterThan(1);
    expect(new Set(values.map(({ sample }) => sample.secret)).size).toBe(2);
  });

  it("are judged by the lines of the findings", () => {
    const placed = writeFiles(folder, [
      value("a", "one\ntwo\n", true),
      value("b", "three", true),
      value("c", "four", false),
      value("d", "five", false),
    ]);
    const at = (line: number) => ({ file: "Pulumi.s0000.yaml", line });
    expect(rates(placed, [])).toEqual({ recall: 0, falsePositives: 0 });
    // Twice in one value counts once; another file's lines do not count.
    expect(rates(placed, [at(3), at(4), { file: "Pulumi.s0001.yaml", line: 5 }])).toEqual({
      recall: 0.5,
      falsePositives: 0,
    });
    expect(rates(placed, [at(2), at(5), at(6)])).toEqual({ recall: 1, falsePositives: 1 / 2 });
  });
});
