import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Sample } from "./measures.ts";
import { descendants, processes, TICKS_PER_SECOND } from "./process-tree.ts";

/**
 * What all processes together cost that a run starts, however deep: wall time, processor time, and the most memory that
 * they held at one moment (the sum of their PSS, looked at every 50 ms, and less often where looking takes long). GNU time would tell the largest one alone.
 * Processes that ran before, and this one, do not count.
 */
export async function watched<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly cost: Sample }> {
  const known = descendants(processes(), process.pid).map(({ pid }) => pid);
  const worker = new Worker(new URL("./watch-worker.ts", import.meta.url), { workerData: { known } });
  try {
    await once(worker, "message");
    const before = waitedSeconds();
    const start = performance.now();
    const result = await run();
    const seconds = (performance.now() - start) / 1000;
    const waited = waitedSeconds() - before;
    worker.postMessage("end");
    const [{ peakBytes, seenSeconds }] = (await once(worker, "message")) as [
      { peakBytes: number; seenSeconds: number },
    ];
    // What ended was waited for and is exact; what was orphaned is known as it was last seen.
    const cpuSeconds = Math.max(waited, seenSeconds);
    return { result, cost: { seconds, cpuSeconds, megabytes: peakBytes / 1e6 } };
  } finally {
    await worker.terminate();
  }
}

function waitedSeconds(): number {
  const own = processes().find(({ pid }) => pid === process.pid);
  return (own?.waitedTicks ?? 0) / TICKS_PER_SECOND;
}
