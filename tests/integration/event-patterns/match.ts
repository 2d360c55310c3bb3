import { execFileSync } from "node:child_process";
import path from "node:path";
import { MissingProgram } from "../../../toolchain/builders.ts";
import { install } from "../../../toolchain/install.ts";

/** For each event the ids of the patterns that it matches; undefined where the machine lacks what that takes. */
export async function matches(patterns: object, events: readonly object[]): Promise<string[][] | undefined> {
  try {
    const { folder = "" } = await install("event-ruler", console.log);
    const runner = path.join(import.meta.dirname, "Matcher.java");
    const input = JSON.stringify({ patterns, events });
    return JSON.parse(
      execFileSync("java", ["-cp", path.join(folder, "lib", "*"), runner], {
        input,
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      }),
    );
  } catch (error) {
    // A developer's machine may lack Java; CI that tests nothing would be a lie.
    if (!(error instanceof MissingProgram) || process.env.CI === "true") throw error;
    console.warn(`\n${error.message}\nUntil then the event patterns are not tested.\n`);
    return undefined;
  }
}
