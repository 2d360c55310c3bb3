import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheFolder, cacheRoot, fillWhole } from "../../toolchain/cache.ts";
import { TOOLS } from "../../toolchain/tools.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "toolchain-"));
});
afterEach(() => rmSync(root, { recursive: true }));

describe("a tool's place in the cache", () => {
  it("is outside the tree and follows XDG_CACHE_HOME", () => {
    expect(cacheRoot({ XDG_CACHE_HOME: "/caches" })).toBe("/caches/qualisys-secrets/toolchain");
    expect(cacheRoot({})).toMatch(/\.cache\/qualisys-secrets\/toolchain$/);
  });

  it("is another one for another version or recipe", () => {
    const [tool] = TOOLS;
    if (tool === undefined) throw new Error("the table is empty");
    const places = [tool, { ...tool, version: "9.9.9" }, { ...tool, source: { kind: "maven" } as const }];
    expect(new Set(places.map((each) => cacheFolder(each, root))).size).toBe(places.length);
  });
});

describe("a build", () => {
  it("puts its folder in place whole", async () => {
    const folder = path.join(root, "tool", "1.0.0");
    await fillWhole(folder, async (temporary) => {
      writeFileSync(path.join(temporary, "program"), "");
      expect(existsSync(folder)).toBe(false);
    });
    expect(readdirSync(folder)).toEqual(["program"]);
    expect(readdirSync(path.dirname(folder))).toEqual(["1.0.0"]);
  });

  it("that fails leaves nothing", async () => {
    const folder = path.join(root, "tool", "1.0.0");
    const failing = fillWhole(folder, async (temporary) => {
      writeFileSync(path.join(temporary, "program"), "");
      throw new Error("no compiler");
    });
    await expect(failing).rejects.toThrow("no compiler");
    expect(readdirSync(path.dirname(folder))).toEqual([]);
  });

  it("removes what a killed one left and spares one that is running", async () => {
    // No process has this id: it is above every system's highest.
    const left = path.join(root, "tool", ".building-99999999-abc");
    const running = path.join(root, "tool", `.building-${process.pid}-abc`);
    for (const folder of [left, running]) mkdirSync(folder, { recursive: true });
    await fillWhole(path.join(root, "tool", "1.0.0"), async () => {});
    expect([left, running].map(existsSync)).toEqual([false, true]);
  });
});
