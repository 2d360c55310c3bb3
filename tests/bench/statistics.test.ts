import fc from "fast-check";
import { expect, test } from "vitest";
import { median, summary } from "../../bench/statistics.ts";

test.each([
  [[3], 3],
  [[1, 9], 5],
  [[9, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  // As numbers, not as texts.
  [[10, 9, 100], 10],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("there is none of nothing", () => {
  expect(() => median([])).toThrow("no median of nothing");
});

test("as many values lie below the median as above it, in whatever order they come", () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });
  fc.assert(
    fc.property(values, (list) => {
      const middle = median(list);
      const below = list.filter((value) => value < middle).length;
      const above = list.filter((value) => value > middle).length;
      expect(below).toBeLessThanOrEqual(list.length / 2);
      expect(above).toBeLessThanOrEqual(list.length / 2);
      expect(median(list.toReversed())).toBe(middle);
    }),
  );
});

test("a summary holds the lowest and the highest run, too", () => {
  const values = [2.5, 2.1, 9, 2.2, 2.3];
  expect(summary(values)).toEqual({ median: 2.3, lowest: 2.1, highest: 9 });
  expect(values).toEqual([2.5, 2.1, 9, 2.2, 2.3]);
});
