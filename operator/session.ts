import { styleText } from "node:util";
import type { Settings } from "../stack-settings.ts";
import { InterruptedError, UsageError } from "./errors.ts";
import type { Io } from "./io.ts";
import { nameStack } from "./name-stack.ts";
import { readLiveSettings, readSettings } from "./stack.ts";
import type { Stores } from "./stores/store.ts";

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export interface SessionOptions {
  readonly stack: string;
  readonly json: boolean;
  readonly yes: boolean;
}

/** One command's dealings with its stack and with the person who runs it. */
export class Session {
  readonly io: Io;
  readonly options: SessionOptions;
  #stores: Promise<Stores> | undefined;
  #settings: Settings | undefined;
  #progressShown = false;
  /** What an interruption at this moment leaves behind; undefined while nothing was changed. */
  underway: string | undefined;
  /** Whether the result stands on standard output as a document. */
  reported = false;

  constructor(io: Io, options: SessionOptions) {
    this.io = io;
    this.options = options;
  }

  get stack(): string {
    return this.options.stack;
  }

  /** The stack's settings as they stand in its file, stand-ins included. */
  get fileSettings(): Settings {
    return readSettings(this.io.folder, this.stack);
  }

  /** The stack's settings. @throws UsageError where stand-ins are left in: nothing is asked of nobody's account. */
  get settings(): Settings {
    this.#settings ??= readLiveSettings(this.io.folder, this.stack);
    return this.#settings;
  }

  /** The stores that the settings name, opened once. */
  get stores(): Promise<Stores> {
    this.#stores ??= this.io.open(this.settings);
    return this.#stores;
  }

  /** The day on which the command runs (ISO date, UTC). */
  get today(): string {
    return this.io.now().toISOString().slice(0, 10);
  }

  style(style: Style, text: string): string {
    return this.io.colours ? styleText(style, text, { validateStream: false }) : text;
  }

  /** A line of the result; with --json results go out as one document instead. */
  say(line = ""): void {
    if (!this.options.json) this.io.stdout.write(`${nameStack(line, this.stack)}\n`);
  }

  /** The result of a reporting command as a document. */
  report(document: unknown): void {
    if (!this.options.json) return;
    const named = (_: string, value: unknown) => (typeof value === "string" ? nameStack(value, this.stack) : value);
    this.io.stdout.write(`${JSON.stringify(document, named, 2)}\n`);
    this.reported = true;
  }

  /** Something to know that is no result: on standard error, so that it never mixes with a document. */
  note(line: string): void {
    this.clearProgress();
    this.io.stderr.write(`${nameStack(line, this.stack)}\n`);
  }

  /** How far long work is: one line that changes on a terminal, plain lines elsewhere. */
  progress(line: string): void {
    if (this.io.stderr.isTerminal) {
      this.io.stderr.write(`\r\u001b[K${line}`);
      this.#progressShown = true;
    } else this.io.stderr.write(`${line}\n`);
  }

  clearProgress(): void {
    if (this.#progressShown) this.io.stderr.write("\r\u001b[K");
    this.#progressShown = false;
  }

  /**
   * Asks before production is changed.
   * @throws InterruptedError where the answer is no; UsageError where nobody can answer and --yes is not given.
   */
  async confirmProduction(what: string): Promise<void> {
    if (this.settings.environment !== "production") return;
    await this.confirm(`This changes production: ${what}. Go on?`);
  }

  /** @throws UsageError where production would have to be asked about and nobody can answer. */
  requireAnswerForProduction(): void {
    if (this.settings.environment === "production") this.#requireAnswer();
  }

  async confirm(question: string): Promise<void> {
    this.#requireAnswer();
    if (this.options.yes) return;
    if (!(await this.io.prompts.confirm(question))) throw new InterruptedError("Nothing was changed.");
  }

  #requireAnswer(): void {
    if (this.options.yes || this.io.interactive) return;
    throw new UsageError("This needs a yes, and there is no terminal to ask at.", "Add --yes if you mean it.");
  }
}
