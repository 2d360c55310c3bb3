import { createReadStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { styleText } from "node:util";
import { InterruptedError, UsageError } from "./errors.ts";
import type { Io, Prompts, Sink } from "./io.ts";
import { openDrillGrounds, openStores } from "./stores/open.ts";

/** The commands' world as the process really has it. */
export function processIo(): Io {
  return {
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    // styleText knows NO_COLOR, FORCE_COLOR and whether this is a terminal.
    colours: styleText("bold", "x", { stream: process.stdout }) !== "x",
    folder: path.dirname(import.meta.dirname),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    prompts: terminalPrompts,
    readDescriptor,
    readFile: (file) => readFile(file, "utf8"),
    writeFile: (file, content) => writeFile(file, content),
    now: () => new Date(),
    wait: async (milliseconds) => {
      await setTimeout(milliseconds);
    },
    fetch,
    open: (settings) => openStores(settings, fetch),
    drillGrounds: (settings) => openDrillGrounds(settings, fetch),
  };
}

async function readDescriptor(descriptor: number): Promise<string> {
  try {
    return await text(createReadStream("", { fd: descriptor, autoClose: false }));
  } catch (error) {
    throw new UsageError(
      `File descriptor ${descriptor} cannot be read (${(error as { code?: string }).code}).`,
      "npm hands on standard input only: with --fd, use node launch/secrets.js (or npx qualisys-secrets) in place of npm run secrets.",
    );
  }
}

// A pipe may take less than a whole document at once; written synchronously, nothing is lost when the process ends.
function sink(stream: NodeJS.WriteStream): Sink {
  const { _handle: handle } = stream as { _handle?: { setBlocking?(on: boolean): void } };
  handle?.setBlocking?.(true);
  return { write: (chunk) => stream.write(chunk), isTerminal: stream.isTTY === true };
}

const terminalPrompts: Prompts = {
  async hidden(message, check) {
    const { default: password } = await import("@inquirer/password");
    return answered(
      password(
        { message, mask: false, toggleMask: false, validate: (answer) => check(answer) ?? true },
        // Standard output may be a document.
        { output: process.stderr },
      ),
    );
  },
  async confirm(message) {
    const { default: confirm } = await import("@inquirer/confirm");
    return answered(confirm({ message, default: false }, { output: process.stderr }));
  },
};

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Error).name === "ExitPromptError") throw new InterruptedError("Interrupted; nothing was changed.");
    throw error;
  }
}
