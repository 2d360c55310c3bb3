import { processIo } from "../../../operator/process-io.ts";
import { run } from "../../../operator/run.ts";

// operator/bin.ts, with the stack files of a folder of the test's own.
const folder = process.env.STACK_FOLDER ?? "";
process.exit((await run(process.argv.slice(2), { ...processIo(), folder })).exitStatus);
