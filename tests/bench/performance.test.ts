import { expect, test } from "vitest";
import type { ComparisonResult } from "../../bench/results.ts";
import { performanceDocument } from "../../docs/generate/performance.ts";

const result: ComparisonResult = {
  title: "A race",
  about: "Who is faster.",
  date: "2026-11-26T20:40Z",
  runs: 5,
  machine: { processor: "Some processor", cores: 2, memoryGigabytes: 24, system: "linux" },
  versions: { node: "24.21.0" },
  figures: {
    ours: { seconds: { median: 2, lowest: 1.9, highest: 2.25 } },
    theirs: {
      seconds: { median: 9, lowest: 9, highest: 9 },
      megabytes: { median: 1234.4, lowest: 1200, highest: 1300 },
    },
  },
  targets: [
    { promise: "so many times faster", wanted: "at least 6", measured: "4.50", met: false },
    { promise: "done at all", wanted: "yes", measured: "yes", met: true },
  ],
};

test("the document tells figures with their spread, and what was missed as plainly as what was met", () => {
  const text = performanceDocument({ race: result });
  expect(text).toContain("| ours | 2.00 s (1.90 to 2.25) |  |");
  expect(text).toContain("| theirs | 9.00 s | 1,234 MB (1,200 to 1,300) |");
  expect(text).toContain("| so many times faster | at least 6 | 4.50 | **no** |");
  expect(text).toContain("| done at all | yes | yes | yes |");
  expect(text).toContain("`npm run bench -- --only race`, 2026-11-26T20:40Z, 5 runs after the warm-up");
  expect(text).toContain("2 cores of Some processor");
});
