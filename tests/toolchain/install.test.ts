import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MissingProgram } from "../../toolchain/builders.ts";
import { cacheFolder } from "../../toolchain/cache.ts";
import { installed } from "../../toolchain/install.ts";
import { toolsNamed } from "../../toolchain/tools.ts";
import { prepare } from "../integration/setup.ts";

let root: string;
let bin: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "toolchain-"));
  bin = path.join(root, "bin");
  mkdirSync(bin);
  vi.stubEnv("PATH", bin);
  vi.stubEnv("XDG_CACHE_HOME", path.join(root, "caches"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function program(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

describe.skipIf(process.platform === "win32")("a pulumi on the PATH", () => {
  it.each([
    ["v3.200.0", "echo v3.200.0", "on the PATH"],
    ["v3.261.0", "echo v3.261.0", "on the PATH"],
    ["v4.0.0, of which nobody knows", "echo v4.0.0", undefined],
    ["v3.199.9, too old", "echo v3.199.9", undefined],
    ["one that does not start", "exit 1", undefined],
    ["one that tells no version", "echo development", undefined],
  ])("%s: used where its version serves", (_, text, how) => {
    program(path.join(bin, "pulumi"), text);
    expect(installed("pulumi")?.how).toBe(how);
  });

  it("is used with its own language host where it has one", () => {
    program(path.join(bin, "pulumi"), "echo v3.261.0");
    expect(installed("pulumi-language-nodejs")).toBeUndefined();
    for (const name of ["pulumi-language-nodejs", "pulumi-analyzer-policy"]) program(path.join(bin, name), "");
    expect(installed("pulumi-language-nodejs")?.how).toBe("on the PATH");
  });
});

it("what was built before is not built again", () => {
  const [tool] = toolsNamed(["moto"]);
  if (tool === undefined) throw new Error("no moto");
  expect(installed("moto")).toBeUndefined();
  for (const name of tool.programs) program(path.join(cacheFolder(tool), "bin", name), "");
  expect(installed("moto")?.how).toBe("built before");
});

describe("integration tests on a machine without compilers", () => {
  const tools = ["pulumi", "moto"];

  it("fail under CI, for a CI that tests nothing would be a lie", async () => {
    vi.stubEnv("CI", "true");
    const log = vi.spyOn(console, "log");
    await expect(prepare({ provide: vi.fn() } as never, tools)).rejects.toThrow(MissingProgram);
    // Nor is anything told to be under way.
    expect(log).not.toHaveBeenCalled();
  });

  it("say elsewhere what is missing and how to get it, and are skipped", async () => {
    // Not undefined: vitest would leave what CI itself has set.
    vi.stubEnv("CI", "");
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    const provide = vi.fn();
    await prepare({ provide } as never, tools);
    expect(provide.mock.calls).toEqual([["motoEndpoint", ""]]);
    expect(warn.mock.calls.join()).toMatch(/"go".*not on the PATH\. Install Go .*https:.*skipped/s);
  });
});
