import { readdirSync, readFileSync } from "node:fs";

/** A process as /proc tells it; times in ticks. */
export interface ProcessNow {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** Processor time of its ended children that it has waited for. */
  readonly waitedTicks: number;
}

/** Linux counts processor time in hundredths of a second for whoever asks. */
export const TICKS_PER_SECOND = 100;

/** @param text `/proc/<pid>/stat`: proc_pid_stat(5). The second field is a name in brackets, which may hold anything. */
export function parseStat(text: string): ProcessNow {
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [user = 0, system = 0, waitedUser = 0, waitedSystem = 0] = fields.slice(11, 15);
  return {
    pid: Number.parseInt(text, 10),
    parent: fields[1] ?? 0,
    ticks: user + system,
    waitedTicks: waitedUser + waitedSystem,
  };
}

/** A process and everything below it, parents first. */
export function descendants(all: readonly ProcessNow[], root: number): readonly ProcessNow[] {
  const below = Map.groupBy(all, ({ parent }) => parent);
  const found = [...(below.get(root) ?? [])];
  for (const each of found) found.push(...(below.get(each.pid) ?? []));
  return found;
}

export function processes(): readonly ProcessNow[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const text = readOrNothing(`/proc/${name}/stat`);
      return text === undefined ? [] : [parseStat(text)];
    });
}

/** Bytes of memory that a process holds, its share of what several hold together included (PSS). */
export function memoryOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readOrNothing(`/proc/${pid}/smaps_rollup`) ?? "")?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

// A process may end between two looks.
function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
