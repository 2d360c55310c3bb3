import { describe, expect, it } from "vitest";
import { type Comparison, ratioTarget } from "../../bench/comparison.ts";
import type { Results } from "../../bench/results.ts";
import { run } from "../../bench/run.ts";

function world({ slow = 3 } = {}) {
  const told = { stdout: "", stderr: "", disposed: 0, runs: 0, results: { other: "kept" } as unknown as Results };
  const comparison = (name: string): Comparison => ({
    name,
    title: `Title of ${name}`,
    about: "",
    programs: ["pulumi", "typescript"],
    prepare: async () => ({
      contenders: [
        { name: "ours", run: async () => ({ seconds: ++told.runs && 1 }) },
        { name: "theirs", run: async () => ({ seconds: slow }) },
      ],
      [Symbol.asyncDispose]: async () => {
        told.disposed += 1;
      },
    }),
    targets: (figures) => {
      const seconds = (contender: string) => figures(contender).seconds?.median ?? Number.NaN;
      return [ratioTarget("times as fast", { one: seconds("theirs"), other: seconds("ours"), atLeast: 2 })];
    },
  });
  const bench = (...argv: string[]) =>
    run(argv, {
      comparisons: [comparison("first"), comparison("second")],
      stdout: (text) => {
        told.stdout += text;
      },
      stderr: (text) => {
        told.stderr += text;
      },
      colours: false,
      now: () => new Date("2026-11-26T20:40:31Z"),
      readResults: () => told.results,
      writeResults: (results) => {
        told.results = results;
      },
    });
  return { told, bench };
}

describe("the bench", () => {
  it("prints a table with the targets, tidies up, and keeps the figures beside what was there", async () => {
    const { told, bench } = world();
    expect(await bench("--only", "first")).toBe(0);
    expect(told.stdout).toContain("Title of first (median of 5, lowest to highest)");
    expect(told.stdout).toMatch(/theirs +3\.00 s/);
    expect(told.stdout).toMatch(/kept +times as fast +3\.00 +wanted: at least 2/);
    expect(told.stdout).not.toContain("second");
    expect(told).toMatchObject({ disposed: 1, runs: 6 });
    expect(told.results).toMatchObject({
      other: "kept",
      first: {
        date: "2026-11-26T20:40Z",
        runs: 5,
        versions: { pulumi: expect.any(String), typescript: expect.any(String) },
        figures: { theirs: { seconds: { median: 3 } } },
      },
    });
  });

  it("runs all of them unless told otherwise", async () => {
    const { told, bench } = world();
    await bench();
    expect(Object.keys(told.results)).toEqual(["other", "first", "second"]);
  });

  it("says so and ends with 1 where a target is missed", async () => {
    const { told, bench } = world({ slow: 1.5 });
    expect(await bench("--only", "second", "--only", "first")).toBe(1);
    expect(told.stdout).toMatch(/MISSED +times as fast +1\.50/);
  });

  it("keeps no figures of fewer than five runs", async () => {
    const { told, bench } = world();
    await bench("--runs", "1");
    expect(told.results).toEqual({ other: "kept" });
    expect(told.stderr).toContain("Not kept: fewer than 5 runs.");
  });

  it.each([
    [["--only", "third"], "Known are: first, second."],
    [["--runs", "0"], "It is a number from 1 to 999."],
    [["--runs", "many"], "It is a number from 1 to 999."],
    [["quickly"], "too many arguments"],
  ])("refuses %j and measures nothing", async (argv, message) => {
    const { told, bench } = world();
    expect(await bench(...argv)).toBe(2);
    expect(told.stderr).toContain(message);
    expect(told.runs).toBe(0);
  });

  it("explains itself", async () => {
    const { told, bench } = world();
    expect(await bench("--help")).toBe(0);
    for (const word of ["--only", "--runs", "first, second", "bench/results.json"]) expect(told.stdout).toContain(word);
  });
});

describe("a promise about a ratio", () => {
  it.each([
    [{ one: 12, other: 2, atLeast: 6 }, true, "6.00"],
    [{ one: 11.9, other: 2, atLeast: 6 }, false, "5.95"],
    [{ one: 1.6, other: 1, atMost: 1.6 }, true, "1.60"],
    [{ one: 1.7, other: 1, atMost: 1.6 }, false, "1.70"],
    [{ one: Number.NaN, other: 1, atMost: 1.6 }, false, "NaN"],
  ])("%j is kept: %s", (given, met, text) => {
    expect(ratioTarget("promise", given)).toMatchObject({ met, measured: text });
  });
});
