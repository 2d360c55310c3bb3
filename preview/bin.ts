import { styleText } from "node:util";
import { ownProgram, PROJECT_FOLDER, preview } from "./run.ts";

// styleText knows NO_COLOR, FORCE_COLOR and whether this is a terminal.
const colours = styleText("bold", "x", { stream: process.stdout }) !== "x";
const { exitStatus, stdout, stderr } = await preview(process.argv.slice(2), {
  folder: PROJECT_FOLDER,
  program: ownProgram,
  colours,
});
// Whoever reads may stop early (preview | head): that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitStatus;
