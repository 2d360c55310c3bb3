import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { ROOT } from "../../launch/node.js";
import { install } from "../../toolchain/install.ts";

const workflows = readdirSync(path.join(ROOT, ".github/workflows")).map((file) => `.github/workflows/${file}`);

async function run(tool: string, words: readonly string[]): Promise<{ status: number | null; said: string }> {
  const program = (await install(tool, console.log)).programs[tool] ?? tool;
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: ROOT, encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
}

// Where the setup could not build the engine, these cannot be built either.
describe.skipIf(inject("motoEndpoint") === "")("the workflows", () => {
  it("are what GitHub understands", async () => {
    // Only what is pinned here decides: programs that the machine happens to have would find other things.
    const words = ["-no-color", "-shellcheck=", "-pyflakes=", ...workflows];
    expect(await run("actionlint", words)).toEqual({ status: 0, said: "" });
  }, 300_000);

  it("cannot be abused in any way that zizmor knows", async () => {
    const words = ["--offline", "--no-progress", "--quiet", "--persona", "pedantic", "--no-exit-codes", "--format"];
    const { said } = await run("zizmor", [...words, "json", ".github"]);
    const findings = JSON.parse(said) as { ident: string; ignored?: boolean }[];
    expect(findings.filter(({ ignored }) => ignored !== true)).toEqual([]);
  }, 300_000);
});
