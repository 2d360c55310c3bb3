import fc from "fast-check";
import { expect, test } from "vitest";
import { candidateTokens, vendorTokens } from "../../../scan/detect/vendor-tokens/index.ts";

/** The pattern without what it asks of its surroundings, which an example stands alone without. */
function bodyOf(pattern: RegExp): RegExp {
  const source = pattern.source.replace(/\(\?<?[!=](?:\[[^\]]*\]|[^()[\]]|\([^()]*\))*\)(?:\{\d+\})?/g, "");
  return new RegExp(`^(?:${source})$`);
}

test.each(vendorTokens.map((format) => [format.id, format] as const))(
  "%s: what the pattern matches has one of its hints",
  (_id, format) => {
    expect(format.hints.every((hint) => hint.length > 0)).toBe(true);
    const body = bodyOf(format.pattern);
    for (const example of fc.sample(fc.stringMatching(body), { numRuns: 5, seed: 11 })) {
      expect(
        format.hints.some((hint) => example.includes(hint)),
        `a hint in what ${format.pattern.source} matches`,
      ).toBe(true);
      expect(candidateTokens(`x ${example} y`)).toContain(format);
    }
  },
);

test("every pattern is global, so that all matches of a text are looked at", () => {
  expect(vendorTokens.filter(({ pattern }) => pattern.flags !== "g")).toEqual([]);
});
