import { read } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { isatty } from "node:tty";
import { styleText } from "node:util";
import { InterruptedError, UsageError } from "./errors.ts";
import type { Io, Prompts, Sink } from "./io.ts";
import { useProxies } from "./proxy.ts";
import { openDrillGrounds, openStores } from "./stores/open.ts";
import { isInteractive, type Terminal } from "./terminal.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** No store takes as much as this; it keeps a wrong file, or one without end, from filling the memory. */
const MAX_INPUT_BYTES = 1024 * 1024;

/** The commands' world as the process really has it. */
export function processIo(terminal: Terminal): Io {
  const prompts = promptsOf(terminal);
  const askCode = isInteractive() ? (device: string) => askForCode(prompts, device) : undefined;
  return {
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    // styleText knows NO_COLOR, FORCE_COLOR and whether this is a terminal.
    colours: styleText("bold", "x", { stream: process.stdout }) !== "x",
    folder: path.dirname(import.meta.dirname),
    interactive: isInteractive(),
    prompts,
    readDescriptor,
    readFile: (file) => readFile(file, "utf8"),
    writeFile: (file, content) => writeFile(file, content),
    onInterrupt: (listener) => {
      for (const signal of SIGNALS) process.once(signal, listener);
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
    now: () => new Date(),
    wait: async (milliseconds) => {
      await setTimeout(milliseconds);
    },
    fetch: proxied,
    open: async (settings) => openStores(settings, { fetch: proxied, askCode }),
    drillGrounds: async (settings) => openDrillGrounds(settings, { fetch: proxied, askCode }),
  };
}

let usesProxies = false;

/** `fetch` through the environment's proxies. Set on its first use: a command that asks nobody needs no proxy. */
const proxied: typeof fetch = async (...request) => {
  if (!usesProxies) useProxies(process.env);
  usesProxies = true;
  return fetch(...request);
};

function askForCode(prompts: Prompts, device: string): Promise<string> {
  // How far the command is stands on the line by now.
  process.stderr.write("\r\u001b[K");
  const named = /^[\w:/@.+=,-]{1,120}$/.test(device) ? ` of ${device}` : "";
  return prompts.hidden(`AWS: code${named}`, (code) =>
    /^\d{6}$/.test(code) ? undefined : "The code of a second factor has six digits.",
  );
}

async function readDescriptor(descriptor: number): Promise<string> {
  // What is typed there would be shown.
  if (isatty(descriptor)) {
    throw new UsageError(
      `File descriptor ${descriptor} is a terminal, which shows what is typed.`,
      "Pipe the value in, or run the command without --fd, with standard input and standard error at a terminal, to be asked at a hidden prompt.",
    );
  }
  // Anything from 3 up is Node's own there, and a read of it never ends. A script of another name may run node itself.
  if (descriptor > 2 && process.env.npm_lifecycle_event === "secrets") throw new UsageError(...notHandedOn(descriptor));
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of descriptor === 0 ? process.stdin : partsOf(descriptor)) {
      parts.push(part);
      bytes += part.length;
      if (bytes > MAX_INPUT_BYTES) throw new UsageError("What was given to read is longer than a store would take.");
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(...notHandedOn(descriptor, (error as { code?: string }).code));
  }
  return Buffer.concat(parts).toString("utf8");
}

const notHandedOn = (descriptor: number, code = "npm keeps it to itself"): [message: string, fix: string] => [
  `File descriptor ${descriptor} cannot be read (${code}).`,
  "npm hands on standard input only: with --fd, use node launch/secrets.js instead of npm run secrets.",
];

async function* partsOf(descriptor: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(64 * 1024);
  for (;;) {
    const length = await new Promise<number | undefined>((resolve, reject) =>
      read(descriptor, buffer, 0, buffer.length, null, (error, count) => {
        if (error === null) resolve(count);
        // Nothing yet: whoever opened it does not block.
        else if (error.code === "EAGAIN") resolve(undefined);
        else reject(error);
      }),
    );
    if (length === 0) return;
    if (length === undefined) await setTimeout(20);
    else yield Buffer.from(buffer.subarray(0, length));
  }
}

// A pipe may take less than a whole document at once; written synchronously, nothing is lost when the process ends.
function sink(stream: NodeJS.WriteStream): Sink {
  const { _handle: handle } = stream as { _handle?: { setBlocking?(on: boolean): void } };
  handle?.setBlocking?.(true);
  return { write: (chunk) => stream.write(chunk), isTerminal: stream.isTTY === true };
}

function promptsOf(terminal: Terminal): Prompts {
  return {
    async hidden(message, check) {
      const { default: password } = await import("@inquirer/password");
      return answered(
        terminal.ask((input) =>
          password(
            { message, mask: false, toggleMask: false, validate: (answer) => check(answer) ?? true },
            // Standard output may be a document.
            { input, output: process.stderr },
          ),
        ),
      );
    },
    async confirm(message) {
      const { default: confirm } = await import("@inquirer/confirm");
      return answered(terminal.ask((input) => confirm({ message, default: false }, { input, output: process.stderr })));
    },
    over: () => terminal.release(),
  };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Error).name === "ExitPromptError") throw new InterruptedError("Interrupted; nothing was changed.");
    throw error;
  }
}
