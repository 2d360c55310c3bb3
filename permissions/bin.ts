import { print } from "../command-line.ts";
import { record } from "../preview/recorder.ts";
import { ownProgram, PROJECT_FOLDER } from "../preview/run.ts";
import type { StackConfig } from "../stack-file.ts";
import { NAMESPACE } from "../stack-settings.ts";
import { permissions } from "./run.ts";

const resources = async (stack: string, config: StackConfig) =>
  (await record({ project: NAMESPACE, stack, config }, ownProgram)).resources;

print(await permissions(process.argv.slice(2), { folder: PROJECT_FOLDER, resources }));
