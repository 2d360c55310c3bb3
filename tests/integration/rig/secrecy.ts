import type { Engine } from "./engine.ts";

/**
 * Where one of the values stands in clear, or undefined: in anything that the engine keeps (the state, its backups, the
 * history of updates), or in anything that a run printed or wrote to its log of events.
 */
export function inClear(engine: Engine, values: Iterable<string>): string | undefined {
  const texts: [where: string, text: string][] = [["the backend", engine.backendText()]];
  for (const [index, { command, output }] of engine.runs.entries())
    texts.push([`what run ${index} (${command}) told`, output]);
  const wanted = [...values];
  for (const [where, text] of texts) {
    const at = wanted.map((value) => text.indexOf(value)).find((index) => index >= 0);
    // Without the value itself.
    if (at !== undefined) return `${where}, after "…${text.slice(Math.max(0, at - 200), at)}"`;
  }
  return undefined;
}
