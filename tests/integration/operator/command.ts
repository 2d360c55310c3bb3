import { openTerminal } from "../../../operator/terminal.ts";

// operator/bin.ts, with the stack files of a folder of the test's own.
const argv = process.argv.slice(2);
const terminal = openTerminal(argv);
const [{ processIo }, { run }] = await Promise.all([
  import("../../../operator/process-io.ts"),
  import("../../../operator/run.ts"),
]);
const folder = process.env.STACK_FOLDER ?? "";
process.exit((await run(argv, { ...processIo(terminal), folder })).exitStatus);
