import * as pulumi from "@pulumi/pulumi";
import { droppedKey, generationsOf, type JwtGenerations, JwtKeys } from "./components/jwt-keys.ts";
import { parseSettings, refuseStandIns, type Settings, SettingsError } from "./stack-settings.ts";

const stack = pulumi.getStack();
const settings = readSettings();

const wanted = generationsOf(settings.jwt);
const dropped = droppedKey(await deployedGenerations(), wanted);
if (dropped !== undefined) throw new pulumi.RunError(dropped);

const jwtKeys = new JwtKeys("jwt-signing-key", wanted);

function readSettings(): Settings {
  try {
    const read = parseSettings(pulumi.runtime.allConfig(), stack);
    // Only an engine can change accounts. The offline preview has none and shows the stack files as they are shipped.
    if (pulumi.runtime.getEngine() !== undefined) refuseStandIns(read, stack);
    return read;
  } catch (error) {
    // The engine prints a RunError's message alone; of any other error it prints the stack trace, too.
    throw error instanceof SettingsError ? new pulumi.RunError(error.message) : error;
  }
}

/** Read from the stack's own outputs, so that a jump over a key still in use is seen before anything changes. */
async function deployedGenerations(): Promise<JwtGenerations | undefined> {
  const own = new pulumi.StackReference(`${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`);
  return (await own.getOutputDetails("jwtGenerations")).value as JwtGenerations | undefined;
}

export const jwtGenerations = jwtKeys.generations;
