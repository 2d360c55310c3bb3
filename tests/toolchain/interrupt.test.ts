import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ROOT } from "../../launch/node.js";

// A compiler that writes temporary files, starts a helper, says who they are, and never ends.
const COMPILER = `#!/bin/sh
mkdir "$TMPDIR/work" && echo half > "$TMPDIR/work/object"
sleep 600 &
echo "$$ $!" > "$TOLD.new" && mv "$TOLD.new" "$TOLD"
wait
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "interrupt-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("a build that is ended by %s leaves nothing behind", async (signal, code) => {
  const [bin, cache, temporary] = ["bin", "cache", "tmp"].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const place of [bin, cache, temporary]) mkdirSync(place);
  writeFileSync(path.join(bin, "go"), COMPILER, { mode: 0o755 });
  const told = path.join(folder, "told");
  const env = { PATH: `${bin}:/usr/bin:/bin`, XDG_CACHE_HOME: cache, TMPDIR: temporary, TOLD: told };
  const toolchain = spawn(process.execPath, [path.join(ROOT, "toolchain", "bin.ts"), "actionlint"], {
    env,
    stdio: "ignore",
  });
  await expect.poll(() => existsSync(told), { timeout: 10_000 }).toBe(true);
  const pids = readFileSync(told, "utf8").trim().split(" ").map(Number);
  expect(pids.map(isRunning)).toEqual([true, true]);

  toolchain.kill(signal);
  expect(await once(toolchain, "exit")).toEqual([code, null]);

  await expect.poll(() => pids.filter(isRunning), { timeout: 5000 }).toEqual([]);
  const made = readdirSync(cache, { recursive: true, withFileTypes: true });
  expect(made.filter((entry) => entry.isFile() || entry.name.startsWith(".")).map(({ name }) => name)).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
});

/** Whether there is such a process, other than one that has ended and that nobody has asked after. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
  } catch {
    return false;
  }
}
