import { styleText } from "node:util";
import { COMPARISONS } from "./comparisons/index.ts";
import { readResults, writeResults } from "./results.ts";
import { run } from "./run.ts";

// Ended by a signal, everything that was started must end as well: what is temporary is removed on exit.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  process.once(signal, () => process.exit(code));
}

process.exitCode = await run(process.argv.slice(2), {
  comparisons: COMPARISONS,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  // styleText knows NO_COLOR, FORCE_COLOR and whether this is a terminal.
  colours: styleText("bold", "x", { stream: process.stdout }) !== "x",
  now: () => new Date(),
  readResults,
  writeResults,
});
