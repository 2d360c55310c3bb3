import { processIo } from "./process-io.ts";
import { run } from "./run.ts";

// Clients keep connections open for a while; the work is done when the command is.
process.exit((await run(process.argv.slice(2), processIo())).exitStatus);
