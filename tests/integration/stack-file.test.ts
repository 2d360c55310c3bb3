import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { install } from "../../toolchain/install.ts";
import { CASES } from "../stack-file/cases.ts";
import { madeFolder, sorted } from "../stack-file/made.ts";
import { Engine } from "./rig/engine.ts";

type Listed = Record<string, { value: string; objectValue?: unknown }>;

/** What stack-file.ts makes of a project's files is what the CLI makes of them. */
describe.each(["pulumi", "pulumi-current"])("a stack's configuration as %s reads it", (tool) => {
  let engine: Engine;
  let cli: string | undefined;
  let project: string;
  beforeAll(async () => {
    cli = (await install(tool, console.log)).programs[tool];
    project = madeFolder({ name: "", stack: "config: {}\n", values: {} });
    engine = await Engine.create({ project, stack: "dev", config: "config: {}\n", providers: 1 });
  });
  afterAll(() => {
    engine?.remove();
    rmSync(project, { recursive: true });
  });

  it.each(CASES)("$name", async (one) => {
    const made = readFileSync(path.join(engine.folder, "work", "Pulumi.dev.yaml"), "utf8");
    const folder = madeFolder(one, /^encryptionsalt:.*\n/m.exec(made)?.[0]);
    const { output, exitCode } = await engine.pulumi(["config", "--json", "--stack", "dev", "--cwd", folder], cli);
    rmSync(folder, { recursive: true });
    expect(exitCode, output).toBe(0);
    const listed = JSON.parse(output.slice(output.indexOf("{\n"))) as Listed;
    const values = Object.fromEntries(Object.entries(listed).map(([key, { value }]) => [key, value]));
    expect(sorted(values)).toEqual(sorted(one.values));
  });
});
