import { execFileSync } from "node:child_process";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { measured } from "../../bench/command.ts";
import { descendants, memoryOf, parseStat } from "../../bench/process-tree.ts";

describe("a line of /proc", () => {
  it("is read past a name that holds brackets and blanks", () => {
    const text = "4321 (node) worker (1) S 99 4321 99 0 -1 4194304 500 20 0 0 250 30 7 2 20 0 11 0 12345 1000 200";
    expect(parseStat(text)).toEqual({ pid: 4321, parent: 99, ticks: 280, waitedTicks: 9 });
  });
});

describe("the processes below one", () => {
  const one = (pid: number, parent: number) => ({ pid, parent, ticks: 0, waitedTicks: 0 });

  it("are found however deep, and no others", () => {
    const all = [one(5, 4), one(2, 1), one(3, 2), one(4, 3), one(9, 8)];
    expect(descendants(all, 2).map(({ pid }) => pid)).toEqual([3, 4, 5]);
    expect(descendants(all, 5)).toEqual([]);
  });
});

describe.skipIf(process.platform !== "linux")("a measured command", () => {
  const node = (script: string) => [process.execPath, "-e", script] as const;

  it("costs what its grandchildren cost, too", async () => {
    const eat = "const a = Buffer.alloc(150e6, 1); while (process.cpuUsage().user < 400e3) a[0]++;";
    const child = `require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(eat)}])`;
    const { cost } = await measured(node(child), { cwd: "/" });
    expect(cost.cpuSeconds).toBeGreaterThan(0.3);
    // The 150 MB are its own; what it shares with other processes of this Node is divided among them.
    expect(cost.megabytes).toBeGreaterThan(150);
    expect(cost.seconds).toBeGreaterThan(0.3);
  });

  it("that ends otherwise than expected is an error with its last lines", async () => {
    const failing = node("console.error('no such stack'); process.exit(3)");
    await expect(measured(failing, { cwd: "/" })).rejects.toThrow(/exit code 3\.[\s\S]*no such stack/);
    expect(await measured(failing, { cwd: "/", expect: [3] })).toMatchObject({ exitCode: 3 });
  });

  it("has memory as the kernel tells it", () => {
    expect(memoryOf(process.pid)).toBeGreaterThan(20e6);
    const gone = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
    expect(memoryOf(gone)).toBe(0);
  });
});
