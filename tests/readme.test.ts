import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ownProgram, PROJECT_FOLDER, preview } from "../preview/run.ts";

const readme = readFileSync(path.join(PROJECT_FOLDER, "README.md"), "utf8");
const manifest = JSON.parse(readFileSync(path.join(PROJECT_FOLDER, "package.json"), "utf8"));

test("README shows what the preview really prints", async () => {
  const { stdout } = await preview([], { folder: PROJECT_FOLDER, program: ownProgram, colours: false });
  const shown = /really prints\. -->\n\n```\n(.*?)\n```/s.exec(readme)?.[1] ?? "";
  const lines = shown.split("\n").filter((line) => line.trim() !== "" && line.trim() !== "…");
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(stdout.split("\n")).toContain(line);
});

describe("what README names is there", () => {
  test.each([...readme.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? ""))("npm run %s", (script) => {
    expect(Object.keys(manifest.scripts)).toContain(script);
  });

  test.each([...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? ""))("%s", (file) => {
    expect(existsSync(path.join(PROJECT_FOLDER, file))).toBe(true);
  });
});
