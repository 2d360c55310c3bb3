import { styleText } from "node:util";
import { secretFormats } from "../catalogue/secret-formats.ts";
import { print } from "../command-line.ts";
import { createDetector } from "../scan/detect/index.ts";
import { disk } from "../scan/disk.ts";
import { run } from "../scan/run.ts";

// styleText knows NO_COLOR, FORCE_COLOR and whether this is a terminal.
const color = styleText("bold", "x", { stream: process.stdout }) !== "x";
const detector = createDetector({ formats: secretFormats });
print(run(process.argv.slice(2), { cwd: process.cwd(), files: disk, detector, color }));
