import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";

test.each<[string, string, (text: string) => string]>([
  ["the shipped staging stack", "staging", (text) => text],
  ["the shipped production stack", "production", (text) => text],
  ["staging with its spending watched", "staging", (text) => text.replace("    database:\n", "    spend: {}\n$&")],
])(
  "%s keeps every policy, advice included",
  async (name, stack, changed) => {
    // The program acts on being imported: each stack needs a fresh one.
    vi.resetModules();
    const { ownProgram, PROJECT_FOLDER, preview } = await import("../../preview/run.ts");
    const folder = mkdtempSync(path.join(tmpdir(), "qualisys-shipped-"));
    const shipped = readFileSync(path.join(PROJECT_FOLDER, `Pulumi.${stack}.yaml`), "utf8");
    writeFileSync(path.join(folder, `Pulumi.${stack}.yaml`), changed(shipped));
    const options = { folder, program: ownProgram, colours: false };
    const { exitStatus, stdout, stderr } = await preview(["--stack", stack, "--json"], options);
    expect(stderr).toBe("");
    const { violations, resources } = JSON.parse(stdout);
    expect(violations).toEqual([]);
    expect(exitStatus).toBe(0);
    expect(resources.length).toBeGreaterThan(100);
    expect(stdout.includes("aws-spend-watch-function")).toBe(name.includes("spending"));
  },
  30_000,
);
