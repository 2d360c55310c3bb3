import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

// A process of its own that outlives the tests by a moment: when its standard input ends, however they ended, it ends
// what they started and removes what they wrote. A line says what runs, "+<pid> <signal that ends it>", or has ended.
const folder = process.argv[2] ?? "";
const running = new Map<number, NodeJS.Signals>();

for await (const line of createInterface(process.stdin)) {
  const [pid, signal] = line.slice(1).split(" ");
  if (line.startsWith("+")) running.set(Number(pid), signal as NodeJS.Signals);
  else running.delete(Number(pid));
}
for (const [pid, signal] of running) send(pid, signal);
const tidyUp = () => [...running].some(([pid, signal]) => signal !== "SIGKILL" && send(pid, 0));
for (let round = 0; round < 50 && tidyUp(); round += 1) await sleep(100);
for (const pid of running.keys()) send(pid, "SIGKILL");
// What was killed may still be writing for a moment, and other guardians remove what lies below.
for (let round = 0; round < 100 && !isRemoved(); round += 1) await sleep(100);

function isRemoved(): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

/** @returns whether there is such a process. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
