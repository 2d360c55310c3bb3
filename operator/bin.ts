import { openTerminal } from "./terminal.ts";

const argv = process.argv.slice(2);
const terminal = openTerminal(argv);
// Only now, for loading takes a while.
const [{ processIo }, { run }] = await Promise.all([import("./process-io.ts"), import("./run.ts")]);
// Clients keep connections open for a while; the work is done when the command is.
process.exit((await run(argv, processIo(terminal))).exitStatus);
