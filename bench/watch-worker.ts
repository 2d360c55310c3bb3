// Looks at the processes below this one while a run goes on, in a thread of its own: the thread that serves the
// providers may be busy for a while.
import { parentPort, workerData } from "node:worker_threads";
import { descendants, memoryOf, processes, TICKS_PER_SECOND } from "./process-tree.ts";

const EVERY_MS = 50;
/** The kernel counts page by page, and holds a process of some gigabytes up meanwhile: looking takes a part of the time only. */
const REST = 20;

const { known } = workerData as { known: readonly number[] };
const ticks = new Map<number, number>();
let peakBytes = 0;

function look(): void {
  const below = descendants(processes(), process.pid).filter(({ pid }) => !known.includes(pid));
  for (const each of below) ticks.set(each.pid, each.ticks);
  peakBytes = Math.max(
    peakBytes,
    below.reduce((sum, { pid }) => sum + memoryOf(pid), 0),
  );
}

let timer: NodeJS.Timeout;
function watch(): void {
  const begun = performance.now();
  look();
  timer = setTimeout(watch, Math.max(EVERY_MS, (performance.now() - begun) * REST));
}
watch();
parentPort?.once("message", () => {
  clearTimeout(timer);
  const seenTicks = [...ticks.values()].reduce((sum, each) => sum + each, 0);
  parentPort?.postMessage({ peakBytes, seenSeconds: seenTicks / TICKS_PER_SECOND });
});
parentPort?.postMessage("watching");
