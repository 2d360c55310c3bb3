import { describe, expect, it } from "vitest";
import { race, turns } from "../../bench/interleave.ts";

describe("turns", () => {
  it("give every contender one run in each round, and another one the first", () => {
    expect(turns(["a", "b", "c"], 4)).toEqual([
      ["a", "b", "c"],
      ["b", "c", "a"],
      ["c", "a", "b"],
      ["a", "b", "c"],
    ]);
  });
});

describe("a race", () => {
  const contender = (name: string, seconds: readonly number[], log: string[] = []) => {
    const left = [...seconds];
    return {
      name,
      run: async () => {
        log.push(name);
        return { seconds: left.shift() ?? Number.NaN, resources: 40 };
      },
    };
  };

  it("does not count the first round", async () => {
    const figures = await race([contender("a", [100, 1, 2, 3])], 3);
    expect(figures.get("a")).toEqual({
      seconds: { median: 2, lowest: 1, highest: 3 },
      resources: { median: 40, lowest: 40, highest: 40 },
    });
  });

  it("lets the contenders take turns", async () => {
    const log: string[] = [];
    await race([contender("a", [1, 1, 1], log), contender("b", [2, 2, 2], log)], 2);
    expect(log).toEqual(["a", "b", "b", "a", "a", "b"]);
  });

  it("keeps each contender's figures apart", async () => {
    const figures = await race([contender("a", [9, 1, 2]), contender("b", [9, 5, 7])], 2);
    expect(figures.get("a")?.seconds).toEqual({ median: 1.5, lowest: 1, highest: 2 });
    expect(figures.get("b")?.seconds).toEqual({ median: 6, lowest: 5, highest: 7 });
  });

  it("ends where a run fails: a failure must not count as fast", async () => {
    const failing = { name: "broken", run: async () => Promise.reject(new Error("did not do the job")) };
    await expect(race([contender("a", [1, 1]), failing], 1)).rejects.toThrow("did not do the job");
  });
});
