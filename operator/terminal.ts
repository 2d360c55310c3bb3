import { PassThrough } from "node:stream";
import { setTimeout } from "node:timers/promises";

const CTRL_C = 0x03;
const LINE_ENDS = [0x0a, 0x0d];
/** Keys by which a terminal stops its processes; with echo off they arrive as characters. */
const STOPS = new Map<number, NodeJS.Signals>([
  [0x1a, "SIGTSTP"],
  [0x1c, "SIGQUIT"],
]);
const ENDS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
/** A paste comes in pieces: the rest of one that began before a question is not its answer. */
const QUIET_MS = 150;
/** A terminal that was closed. */
const LOST = ["error", "end", "close"] as const;
const SHOW_CURSOR = "\u001b[?25h";

/**
 * The terminal of a command that asks for a value. While it is held, nothing that is typed is shown, and only what is
 * typed after a question is its answer. It is given back on every way out of the process that can be caught.
 */
export class Terminal {
  readonly #input: NodeJS.ReadStream;
  readonly #output: NodeJS.WritableStream;
  #held = false;
  #question: PassThrough | undefined;
  /** Whether something was thrown away that nobody was told of. */
  #thrown = false;
  /** Whether the rest of a paste is on its way that no question takes. */
  #skipping = false;
  #gone = false;
  #lastByte = 0;

  constructor(input: NodeJS.ReadStream, output: NodeJS.WritableStream) {
    this.#input = input;
    this.#output = output;
  }

  /** Switches echo off until `release`. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    this.#input.setRawMode(true);
    this.#input.on("data", this.#take);
    for (const event of LOST) this.#input.on(event, this.#lose);
    process.on("exit", this.#restore);
    process.on("SIGCONT", this.#resume);
    for (const signal of ENDS) process.on(signal, this.#end);
  }

  /** Gives the terminal back: no question follows. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#input.off("data", this.#take);
    for (const event of LOST) this.#input.off(event, this.#lose);
    this.#input.pause();
    process.off("exit", this.#restore);
    process.off("SIGCONT", this.#resume);
    for (const signal of ENDS) process.off(signal, this.#end);
    this.#restore();
  }

  /** Asks a question, whose answer is what is typed from now on. @param ask reads keys from the stream. */
  async ask<T>(ask: (keys: NodeJS.ReadableStream) => Promise<T>): Promise<T> {
    this.hold();
    // What waits in the terminal is read before it is said what was thrown away.
    do await setTimeout(QUIET_MS);
    while (Date.now() - this.#lastByte < QUIET_MS);
    this.#tellThrown();
    // Readline takes its input for a terminal by itself; this one's echo is switched here alone.
    const keys = new PassThrough();
    this.#question = keys;
    if (this.#gone) keys.end();
    try {
      return await ask(keys);
    } finally {
      this.#question = undefined;
      keys.end();
    }
  }

  readonly #take = (chunk: Buffer): void => {
    this.#skipping &&= Date.now() - this.#lastByte < QUIET_MS;
    this.#lastByte = Date.now();
    const stop = chunk.find((byte) => STOPS.has(byte));
    if (stop !== undefined) {
      this.#stop(STOPS.get(stop) as NodeJS.Signals);
      return;
    }
    if (this.#question === undefined || this.#skipping) {
      if (chunk.includes(CTRL_C)) process.kill(process.pid, "SIGINT");
      else this.#throwAway(chunk);
      return;
    }
    // A line answers a question; what was pasted behind it answers none.
    const end = chunk.findIndex((byte) => LINE_ENDS.includes(byte)) + 1;
    this.#question.write(end === 0 ? chunk : chunk.subarray(0, end));
    this.#skipping = end > 0 && end < chunk.length;
    if (this.#skipping) this.#throwAway(chunk.subarray(end));
  };

  readonly #lose = (): void => {
    this.#gone = true;
    this.#question?.end();
  };

  #throwAway(bytes: Buffer): void {
    this.#thrown ||= bytes.toString("latin1").trim() !== "";
  }

  #tellThrown(): void {
    if (!this.#thrown) return;
    this.#thrown = false;
    this.#output.write(
      "What was typed while nothing was asked was thrown away. If it was a key, it may be on your screen: clear it there.\n",
    );
  }

  readonly #restore = (): void => {
    if (this.#question !== undefined) this.#output.write(SHOW_CURSOR);
    this.#input.setRawMode(false);
    this.#tellThrown();
  };

  /** The whole job stops, npm included: a shell waits for the process that it started, and not for its children. */
  #stop(signal: NodeJS.Signals): void {
    if (process.platform === "win32") return;
    this.#input.setRawMode(false);
    process.kill(0, signal);
    // A job that no shell looks after does not stop.
    void setTimeout(QUIET_MS).then(this.#resume);
  }

  /** A shell has had the terminal meanwhile. Switched off first: Node does not repeat a mode that it believes is on. */
  readonly #resume = (): void => {
    if (!this.#held) return;
    this.#input.setRawMode(false);
    this.#input.setRawMode(true);
  };

  /** A signal that nobody else listens for ends the process without a word, and its "exit" listeners are not called. */
  readonly #end = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    this.release();
    process.kill(process.pid, signal);
  };
}

/**
 * The process's terminal, held already where the command will ask for a value: what is typed while programs load and
 * clouds answer may be a key.
 */
export function openTerminal(argv: readonly string[]): Terminal {
  const terminal = new Terminal(process.stdin, process.stderr);
  if (isInteractive() && asksForValue(argv)) terminal.hold();
  return terminal;
}

/** Whether a person can be asked: standard output may be a document. */
export function isInteractive(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** The others hold the terminal for the time of a question only. */
function asksForValue(argv: readonly string[]): boolean {
  if (argv.some((word) => /^(?:-h|--help|--fd(?:=.*)?)$/.test(word))) return false;
  return argv.includes("put") || argv.includes("rotate") || (argv.includes("revoke") && argv.includes("--live"));
}
