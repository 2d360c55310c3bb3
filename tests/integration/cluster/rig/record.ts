import { type Recording, record } from "../../../../preview/recorder.ts";
import { ownProgram } from "../../../../preview/run.ts";
import type { StackConfig } from "../../../../stack-file.ts";

// Run by program.ts: the program acts on being imported, so each run of it needs a process of its own.
const { stack, config } = JSON.parse(process.argv[2] ?? "") as { stack: string; config: StackConfig };
const recording: Recording = await record({ project: "qualisys-secrets", stack, config }, ownProgram);
process.stdout.write(JSON.stringify(recording.resources));
