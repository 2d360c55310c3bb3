import type { Settings } from "../stack-settings.ts";
import type { AwsDrillGround, AzureDrillGround } from "./drill/grounds.ts";
import type { Stores } from "./stores/store.ts";

export interface DrillGrounds {
  readonly aws?: AwsDrillGround;
  readonly azure?: AzureDrillGround;
}

/** Where text goes. */
export interface Sink {
  write(text: string): void;
  readonly isTerminal: boolean;
}

/** Questions to the person at the terminal. Each rejects with an InterruptedError on Ctrl-C. */
export interface Prompts {
  /** A value that is not shown while it is typed; asked again until `check` gives no complaint. */
  hidden(message: string, check: (answer: string) => string | undefined): Promise<string>;
  confirm(message: string): Promise<boolean>;
  /** No question follows: what is typed from now on is for the shell. */
  over(): void;
}

/** Everything a command meets of the world outside; tests bring their own. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly colours: boolean;
  /** The project's folder, with the stack files. */
  readonly folder: string;
  /** Whether a person can answer questions. */
  readonly interactive: boolean;
  readonly prompts: Prompts;
  /** The whole text of a file descriptor; 0 is standard input. */
  readDescriptor(descriptor: number): Promise<string>;
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;
  /** Calls the listener when the person or the machine wants the process to end. @returns how to stop listening. */
  onInterrupt(listener: () => void): () => void;
  now(): Date;
  wait(milliseconds: number): Promise<void>;
  readonly fetch: typeof fetch;
  /** The stores that a stack's settings name. */
  open(settings: Settings): Promise<Stores>;
  /** Where a drill proves the alarms: the clouds that a stack's settings name. */
  drillGrounds(settings: Settings): Promise<DrillGrounds>;
}
