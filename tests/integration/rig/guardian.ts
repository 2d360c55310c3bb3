import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

// A process of its own that outlives the tests by a moment: when its standard input ends, however they ended, it ends
// what they started and removes what they wrote.
const folder = process.argv[2] ?? "";
const running = new Set<number>();

for await (const line of createInterface(process.stdin)) {
  const [sign, pid = ""] = [line[0], line.slice(1)];
  if (sign === "+") running.add(Number(pid));
  else running.delete(Number(pid));
}
for (const pid of running) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
// What was killed may still be writing for a moment.
rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
