import { spawn, spawnSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { COMPILED, ROOT } from "../../launch/node.js";
import { forwardSignals } from "../../launch/signals.js";

const folder = mkdtempSync(path.join(tmpdir(), "run-"));
afterAll(() => rmSync(folder, { recursive: true }));

const RUN = path.join(ROOT, "launch", "run.js");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function script(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

test("compiled code is kept in the project's own folder, where nobody else may put other code", () => {
  const file = script("where.mjs", 'import module from "node:module"; console.log(module.getCompileCacheDir());');
  const { stdout } = spawnSync(process.execPath, [RUN, file], { encoding: "utf8" });
  expect(path.relative(COMPILED, stdout.trim())).not.toMatch(/^\.\./);
});

describe("a signal", () => {
  const isTTY = Object.getOwnPropertyDescriptor(process.stdin, "isTTY");
  const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
  afterEach(() => {
    for (const signal of SIGNALS) {
      for (const listener of process.listeners(signal)) {
        if (!before.get(signal)?.includes(listener)) process.off(signal, listener);
      }
    }
    if (isTTY === undefined) Reflect.deleteProperty(process.stdin, "isTTY");
    else Object.defineProperty(process.stdin, "isTTY", isTTY);
  });

  // A terminal sends Ctrl-C to both by itself; a second one makes Pulumi stop in the middle of a step.
  test.each([
    ["Ctrl-C at a terminal", true, "SIGINT", 0],
    ["an interrupt without a terminal", false, "SIGINT", 1],
    ["an end at a terminal", true, "SIGTERM", 1],
    ["an end without a terminal", false, "SIGTERM", 1],
    ["a hang-up", true, "SIGHUP", 1],
  ] as const)("%s is sent on as often as it is needed", (_, terminal, signal, times) => {
    Object.defineProperty(process.stdin, "isTTY", { value: terminal, configurable: true });
    const child = Object.assign(new EventEmitter(), { kill: vi.fn() });
    const known = process.listeners(signal);
    forwardSignals(child as never);
    for (const listener of process.listeners(signal)) if (!known.includes(listener)) listener(signal);
    expect(child.kill.mock.calls).toEqual(Array(times).fill([signal]));
  });

  test.skipIf(process.platform === "win32")(
    "reaches the script on the other Node, whose exit code is kept",
    async () => {
      const waiting = script(
        "waiting.mjs",
        'process.on("SIGTERM", () => process.exit(42)); setInterval(() => {}, 1000); console.log("ready");',
      );
      // An old Node is imitated by its version number, so that the script is started on the project's own.
      const old = script(
        "old.mjs",
        `Object.defineProperty(process.versions, "node", { value: "20.1.0" }); await import(${JSON.stringify(RUN)});`,
      );
      const parent = spawn(process.execPath, [old, waiting], { stdio: ["ignore", "pipe", "inherit"] });
      await once(parent.stdout, "data");
      parent.kill("SIGTERM");
      expect(await once(parent, "exit")).toEqual([42, null]);
    },
  );
});
