import { styleText } from "node:util";
import { print } from "../command-line.ts";
import { ownProgram, PROJECT_FOLDER, preview } from "./run.ts";

// styleText knows NO_COLOR, FORCE_COLOR and whether this is a terminal.
const colours = styleText("bold", "x", { stream: process.stdout }) !== "x";
print(await preview(process.argv.slice(2), { folder: PROJECT_FOLDER, program: ownProgram, colours }));
