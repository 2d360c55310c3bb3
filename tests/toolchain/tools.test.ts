import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { build, MissingProgram } from "../../toolchain/builders.ts";
import { recipeFolder } from "../../toolchain/cache.ts";
import { TOOLS, type Tool, toolsNamed } from "../../toolchain/tools.ts";

const LOCKS: Record<Tool["source"]["kind"], string> = {
  go: "go.sum",
  python: "requirements.txt",
  maven: "sha256sums",
  npm: "package-lock.json",
};

describe.each(TOOLS.map((tool) => [tool.name, tool] as const))("%s", (_name, tool) => {
  it("is pinned by a lock file", () => {
    expect(existsSync(path.join(recipeFolder(tool), LOCKS[tool.source.kind]))).toBe(true);
  });

  it("has the version in its recipe that the table says", () => {
    const texts = readdirSync(recipeFolder(tool)).map((file) =>
      readFileSync(path.join(recipeFolder(tool), file), "utf8"),
    );
    expect(texts.join("\n")).toContain(tool.version);
  });
});

// A build would tell, twelve minutes later.
it("copies each file that a recipe's own main embeds", () => {
  const embedded = TOOLS.map(({ source }) => (source.kind === "go" ? (source.embeds ?? []) : []));
  const wanted = TOOLS.map((tool) => {
    const programs = readdirSync(recipeFolder(tool)).filter((file) => file.endsWith(".go"));
    const texts = programs.map((file) => readFileSync(path.join(recipeFolder(tool), file), "utf8"));
    return texts.flatMap((text) => [...text.matchAll(/^\/\/go:embed (\S+)$/gm)].map(([, file]) => file));
  });
  expect(embedded.map((files) => files.map((file) => path.basename(file.path)))).toEqual(wanted);
  expect(wanted.flat().length).toBeGreaterThan(0);
});

describe("the table and the README", () => {
  const folder = path.join(import.meta.dirname, "..", "..", "toolchain");
  const names = TOOLS.map(({ name }) => name).sort();

  // An entry lost in a merge would be missed only by the test that runs the program.
  it("have an entry for each recipe, and a recipe for each entry", () => {
    const recipes = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(recipes.map(({ name }) => name).sort()).toEqual(names);
    const rows = readFileSync(path.join(folder, "README.md"), "utf8").matchAll(/^\| ([a-z-]+) \| \d/gm);
    expect([...rows].map(([, name]) => name).sort()).toEqual(names);
  });
});

describe("a machine without the compiler", () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each(TOOLS.map((tool) => [tool.name, tool] as const))(
    "is told what %s needs and how to get it",
    async (_name, tool) => {
      vi.stubEnv("PATH", "");
      const folder = mkdtempSync(path.join(tmpdir(), "toolchain-"));
      try {
        await expect(build(tool, folder)).rejects.toThrow(MissingProgram);
        await expect(build(tool, folder)).rejects.toThrow(
          /not on the PATH\. Install .*https:.* run "npm run toolchain" again/,
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

describe("names of tools and groups", () => {
  it("choose tools; none means all", () => {
    expect(toolsNamed([])).toBe(TOOLS);
    expect(toolsNamed(["moto"]).map(({ name }) => name)).toEqual(["moto"]);
    expect(toolsNamed(["engine"]).map(({ name }) => name)).toEqual([
      "pulumi",
      "pulumi-current",
      "pulumi-language-nodejs",
    ]);
  });

  it("are refused with what is known when they are unknown", () => {
    expect(() => toolsNamed(["terraform"])).toThrow(
      /no tool or group of that name \(9 characters\)\. Known are: engine, pulumi, /,
    );
  });

  it("end the command with that one line and status 2", () => {
    const bin = path.join(import.meta.dirname, "..", "..", "toolchain", "bin.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "terraform"], { encoding: "utf8" });
    expect(stderr).toMatch(/^Error: There is no tool or group of that name \(9 characters\)\. Known are: .*\.\n$/);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });
});
