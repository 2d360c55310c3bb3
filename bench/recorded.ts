import path from "node:path";
import type { Registration } from "../preview/recorder.ts";
import { PROJECT_FOLDER } from "../preview/run.ts";
import { stackCopyValues } from "../tests/integration/rig/stack-copy.ts";
import { runQuietly } from "../toolchain/processes.ts";
import { withCredentials } from "./made-up-catalogue.ts";

const SCRIPT = path.join(PROJECT_FOLDER, "tests", "integration", "cluster", "rig", "record.ts");

/**
 * What the project's own program registers for a stack, by the offline preview's recorder.
 * @param credentials of a made-up catalogue. @default - the project's own
 */
export async function recorded(stack: string, account: string, credentials?: number): Promise<readonly Registration[]> {
  const given = JSON.stringify({ stack, config: { values: stackCopyValues(stack, account), secretKeys: [] } });
  const options = credentials === undefined ? {} : { env: withCredentials(credentials) };
  return JSON.parse(await runQuietly([process.execPath, SCRIPT, given], options)) as Registration[];
}
