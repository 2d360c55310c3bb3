import { expect, test } from "vitest";
import { corpus, PARTS, type Part } from "../../../bench/scan/corpus.ts";
import { seeded } from "../../../bench/scan/random.ts";
import { base64 } from "../../../bench/scan/sample.ts";
import { createDetector } from "../../../scan/detect/index.ts";
import { everyRule, findByLibrary, libraryRules } from "../../../scan/detect/library.ts";

const random = seeded(99);
const { detect } = createDetector({ sources: ["secretlint"] });

const KNOWN =
  "aws gcp privatekey npm slack sendgrid shopify stripe github gitlab grafana openai anthropic groq huggingface linear notion 1password hashicorp-vault vercel databricks docker figma cloudflare tailscale".split(
    " ",
  );

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

test("a text without any of a rule's hints holds nothing that the rule finds", () => {
  const rare =
    "hf_{c34} vcp_{a24} vck_{a24} cfk_{a40}{h8} cfat_{a40}{h8} hvb.{a150} glsa_{a32}_{h8} xapp-1-{A10}-{d12}";
  const drawn = (Object.keys(PARTS) as Part[])
    .flatMap((part) => corpus(part, 1))
    .map(({ value }) => (typeof value === "string" ? value : JSON.stringify(value)));
  const texts = [
    ...drawn,
    ...rare.split(" ").map((shape) => random.fill(shape)),
    `ops_${base64(JSON.stringify({ signInAddress: random.fill("{a80}"), key: random.fill("{a81}") }))}`,
    `HTTPS://HOOKS.SLACK.COM/SERVICES/${random.fill("T{A8}/B{A8}/{a24}")}`,
  ];
  const found = texts.map((text) => findByLibrary(text, everyRule));
  expect(texts.map((text) => findByLibrary(text))).toEqual(found);
  // The rules that a table of hints was written for; another one needs a look at its patterns.
  expect(libraryRules).toEqual(KNOWN);
  // Each of them finds something here, so that a wrong hint is seen.
  expect([...new Set(found.flat())].sort()).toEqual(KNOWN.filter((name) => name !== "gcp").sort());
});

test("a token is found wherever it stands in a long text", () => {
  const token = `gh${"p_"}${random.fill("{a36}")}`;
  for (const before of [0, 12_270, 16_370, 40_000]) {
    expect(findByLibrary(`${"x ".repeat(before / 2)} ${token} ${"y ".repeat(9_000)}`)).toEqual(["github"]);
  }
});
