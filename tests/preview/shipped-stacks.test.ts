import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";

test.each<[string, string, (text: string) => string]>([
  ["the shipped staging stack", "staging", (text) => text],
  ["the shipped production stack", "production", (text) => text],
  ["staging with its spending watched", "staging", (text) => text.replace("    database:\n", "    spend: {}\n$&")],
  ["staging without Azure", "staging", (text) => text.replace(/ {2}qualisys-secrets:azure:\n(?: {4}.*\n)+/, "")],
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
    const warned = ["error", "warn", "log"].map((level) =>
      vi.spyOn(console, level as "error").mockImplementation(() => {}),
    );
    const { exitStatus, stdout, stderr } = await preview(["--stack", stack, "--json"], options);
    expect(stderr).toBe("");
    // The SDK speaks for itself: of an output without a value, for example.
    expect(warned.flatMap((spy) => spy.mock.calls)).toEqual([]);
    const { violations, resources } = JSON.parse(stdout);
    expect(violations).toEqual([]);
    expect(exitStatus).toBe(0);
    expect(resources.length).toBeGreaterThan(100);
    expect(stdout.includes("aws-spend-watch-function")).toBe(name.includes("spending"));
  },
  30_000,
);
