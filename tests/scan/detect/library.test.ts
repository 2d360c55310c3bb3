import { expect, test } from "vitest";
import { seeded } from "../../../bench/scan/random.ts";
import { createDetector } from "../../../scan/detect/index.ts";
import { findByLibrary, libraryRules } from "../../../scan/detect/library.ts";

const random = seeded(99);
const { detect } = createDetector({ sources: ["secretlint"] });

test.each([
  ["github", `gh${"p_"}${random.fill("{a36}")}`],
  ["slack", `xox${"b-"}${random.fill("{d12}-{d12}-{a24}")}`],
  ["npm", `npm${"_"}${random.fill("{a36}")}`],
  ["sendgrid", `SG${"."}${random.fill("{a22}.{a43}")}`],
])("secretlint's rule %s speaks", (rule, token) => {
  expect(detect("x", `say ${token} now`).map((finding) => finding.rule)).toEqual([`secretlint/${rule}`]);
});

test("a value cannot switch its own detection off", () => {
  expect(libraryRules).not.toContain("filter-comments");
  expect(findByLibrary(`/* secretlint-disable */ gh${"p_"}${random.fill("{a36}")} // secretlint-disable-line`)).toEqual(
    ["github"],
  );
});

test("a token is found wherever it stands in a long text", () => {
  const token = `gh${"p_"}${random.fill("{a36}")}`;
  for (const before of [0, 12_270, 16_370, 40_000]) {
    expect(findByLibrary(`${"x ".repeat(before / 2)} ${token} ${"y ".repeat(9_000)}`)).toEqual(["github"]);
  }
});
