import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { secretFormats } from "../../../catalogue/secret-formats.ts";
import { plainStart, searchByStarts } from "../../../scan/detect/starts.ts";

test.each<[RegExp, string]>([
  [/\bsk-ant-(?:api|oat)\d{2}/, "sk-ant-"],
  [/hooks\.slack\.com\/(?:a|b)/, "hooks.slack.com/"],
  [/\bSG\.[A-Z]{20}/, "SG."],
  [/abc+d/, "abc"],
  [/abc*d/, "ab"],
  [/abc?d/, "ab"],
  [/abc{0,2}d/, "ab"],
  [/ab\.?c/, "ab"],
  [/abc/, "abc"],
  // One thing or another: no match has to begin as the first does.
  [/abc|def/, ""],
  [/(?:abc|def)/, ""],
  [/[a-c]bc/, ""],
  [/\dabc/, ""],
  [/abc/i, ""],
  [/[|]a|b/, ""],
])("the plain start of %s is %j", (pattern, start) => {
  expect(plainStart(pattern)).toBe(start);
});

const distinctive = secretFormats.flatMap(({ rule, detect }) =>
  detect === undefined ? [] : [[rule, detect] as const],
);

test.each(distinctive)("%s: what the pattern matches holds its plain start", (_rule, pattern) => {
  const body = new RegExp(`^${pattern.source.replaceAll("\\b", "")}$`);
  const start = plainStart(pattern);
  expect(start.length).toBeGreaterThanOrEqual(3);
  for (const example of fc.sample(fc.stringMatching(body), { numRuns: 20, seed: 7 })) expect(example).toContain(start);
});

describe("the search", () => {
  const search = searchByStarts(["abc", "bcd", "xy", "", "abcdef"], (start) => [start]);

  it("gives what a text may hold, in the items' order", () => {
    expect(search("--abcd--")).toEqual(["abc", "bcd", ""]);
    expect(search("xy abcdef")).toEqual(["abc", "bcd", "xy", "", "abcdef"]);
    expect(search("")).toEqual([""]);
  });

  it("misses nothing that a text holds", () => {
    const starts = fc.array(fc.stringMatching(/^[ab]{0,5}$/), { maxLength: 8 });
    fc.assert(
      fc.property(starts, fc.stringMatching(/^[abc]{0,30}$/), (items, text) => {
        const held = items.filter((item) => text.includes(item));
        expect(searchByStarts(items, (start) => [start])(text)).toEqual(held);
      }),
    );
  });
});
