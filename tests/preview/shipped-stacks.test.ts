import { expect, test, vi } from "vitest";

test.each(["staging", "production"])(
  "the shipped %s stack keeps every policy, advice included",
  async (stack) => {
    // The program acts on being imported: each stack needs a fresh one.
    vi.resetModules();
    const { ownProgram, PROJECT_FOLDER, preview } = await import("../../preview/run.ts");
    const options = { folder: PROJECT_FOLDER, program: ownProgram, colours: false };
    const { exitStatus, stdout, stderr } = await preview(["--stack", stack, "--json"], options);
    expect(stderr).toBe("");
    const { violations, resources } = JSON.parse(stdout);
    expect(violations).toEqual([]);
    expect(exitStatus).toBe(0);
    expect(resources.length).toBeGreaterThan(100);
  },
  30_000,
);
