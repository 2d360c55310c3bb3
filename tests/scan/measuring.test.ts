import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { seeded } from "../../bench/scan/random.ts";

const bin = path.resolve(import.meta.dirname, "../../bench/scan/bin.ts");
const KEY = seeded(11).fill("{c4}{a20}");

test.each([
  [[KEY], "there is no such argument"],
  [[`--${KEY}`], "there is no such argument"],
  [["--per-kind", KEY], "--per-kind takes a number from 1 to 9999"],
  [["--per-kind", "0"], "--per-kind takes a number from 1 to 9999"],
])("the detection's benchmark tells a wrong argument in one line, without it (%#)", (argv, told) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], { encoding: "utf8", timeout: 20_000 });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(told);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr.includes(KEY), "whether it shows what was given").toBe(false);
});
