import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, inject, test } from "vitest";
import { runQuietly } from "../../../toolchain/processes.ts";
import { startControlPlane } from "./rig/control-plane.ts";
import { Processes } from "./rig/processes.ts";

/** The command lines of what runs with a folder of the rig's. */
async function runningIn(folder: string): Promise<readonly string[]> {
  // Small Linux images have no ps.
  const all = existsSync("/proc/self/cmdline") ? fromProc() : (await runQuietly(["ps", "-eo", "args="])).split("\n");
  return all.filter((line) => line.includes(folder));
}

function fromProc(): string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        // It has ended in the meantime.
        return "";
      }
    });
}

/** A process of its own that starts a control plane: tells its folder, then that it is up, and waits. */
function holder() {
  const script = path.join(import.meta.dirname, "rig", "hold.ts");
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
}

describe.skipIf(inject("motoEndpoint") === "")("the rig leaves nothing behind", () => {
  test.each([
    ["interrupted while it starts", "SIGINT", /etcd/],
    ["ended while it starts", "SIGTERM", /kube-apiserver/],
    ["killed when it is up", "SIGKILL", /kube-controller-manager/],
  ] as const)("when it is %s", async (_, signal, moment) => {
    const { child, lines } = holder();
    const folder = String((await lines.next()).value);
    expect(existsSync(folder)).toBe(true);
    await expect
      .poll(async () => (await runningIn(folder)).some((line) => moment.test(line)), { timeout: 60_000 })
      .toBe(true);
    if (signal === "SIGKILL") await lines.next();

    child.kill(signal);
    await expect.poll(() => runningIn(folder), { timeout: 10_000 }).toEqual([]);
    await expect.poll(() => existsSync(folder), { timeout: 10_000 }).toBe(false);
  });

  test("when a start fails, and says why", async () => {
    const processes = new Processes();
    try {
      await expect(startControlPlane(processes, "no issuer:")).rejects.toThrow(
        /kube-apiserver ended by itself .*issuer/s,
      );
    } finally {
      await processes[Symbol.asyncDispose]();
    }
    expect(await runningIn(processes.folder)).toEqual([]);
    expect(existsSync(processes.folder)).toBe(false);
  });
});
