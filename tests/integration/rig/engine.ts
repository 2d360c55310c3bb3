import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bundledNode, ROOT } from "../../../launch/node.js";
import { install } from "../../../toolchain/install.ts";
import { type Happened, readEvents, withoutDebugging } from "./events.ts";

/** What came of one command of the CLI. */
export interface Run extends Happened {
  readonly command: string;
  /** Undefined where the engine was killed. */
  readonly exitCode: number | undefined;
  /** What people read. */
  readonly printed: string;
  /** All of that, and the log of events: what must hold no secret. */
  readonly output: string;
  readonly seconds: number;
}

export interface EngineOptions {
  /** The folder with Pulumi.yaml. */
  readonly project: string;
  readonly stack: string;
  /** The text of the stack's configuration file. */
  readonly config: string;
  /** Port of the served providers. */
  readonly providers: number;
  readonly policyPack?: string;
  /** Packages whose real provider runs, by the toolchain's `pulumi-resource-<package>`; the others are served. */
  readonly realProviders?: readonly string[];
  /**
   * What encrypts the state, as `pulumi stack init --secrets-provider` takes it, and what the engine needs for it.
   * @default - a passphrase, which costs a quarter of a second of processor time in every run.
   */
  readonly encryption?: { readonly provider: string; readonly environment: Readonly<Record<string, string>> };
  /** For the program. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * SIGINT is an operator's Ctrl-C, upon which the engine ends in good order; twice it is an impatient one's, and the engine
 * leaves what it is at; SIGKILL is the machine's end.
 */
export const SIGNALS = ["SIGINT", "SIGINT twice", "SIGKILL"] as const;
export type Signal = (typeof SIGNALS)[number];

/** When a run is ended, and how. */
interface End {
  readonly when: () => boolean;
  readonly signal: Signal;
}

interface RunOptions {
  readonly end?: End | undefined;
  readonly cli?: string;
}

const PACKAGES = ["aws", "azure-native", "kubernetes", "random"];
// A made-up passphrase: the state is thrown away.
const PASSPHRASE = "integration";
/** Milliseconds in which nobody presses Ctrl-C twice by mistake. */
const BETWEEN_SIGNALS = 300;

/** A stack on a file backend of its own in a temporary folder, and the real engine to work on it. */
export class Engine {
  readonly folder = mkdtempSync(path.join(tmpdir(), "qualisys-engine-"));
  readonly runs: Run[] = [];
  environment: Record<string, string>;
  /** Port of a language runtime that the test serves; without it the engine starts the one that Pulumi.yaml names. */
  client: number | undefined;
  /** The backend and the configuration. */
  readonly #work = path.join(this.folder, "work");
  readonly #saved = path.join(this.folder, "saved");
  readonly #options: EngineOptions;
  readonly #pulumi: string;
  readonly #path: string;
  readonly #kills = new Set<() => void>();

  private constructor(options: EngineOptions, pulumi: string, searchPath: string) {
    this.#options = options;
    this.#pulumi = pulumi;
    this.#path = searchPath;
    this.environment = { ...options.environment };
  }

  /** Makes the stack. */
  static async create(options: EngineOptions): Promise<Engine> {
    const tools = [await install("pulumi"), await install("pulumi-language-nodejs")];
    for (const name of options.realProviders ?? []) tools.push(await install(`pulumi-resource-${name}`));
    const node = bundledNode() ?? process.execPath;
    const folders = [node, ...tools.flatMap(({ programs }) => Object.values(programs))].map((file) =>
      path.dirname(file),
    );
    const searchPath = [...new Set([...folders, process.env.PATH ?? ""])].join(path.delimiter);
    const engine = new Engine(options, tools[0]?.programs.pulumi ?? "pulumi", searchPath);
    mkdirSync(path.join(engine.#work, "state"), { recursive: true });
    // Making a stack writes to its configuration file, which must not be the one of the project.
    cpSync(path.join(options.project, "Pulumi.yaml"), path.join(engine.#work, "Pulumi.yaml"));
    engine.configure(options.config);
    const encryption = options.encryption === undefined ? [] : [`--secrets-provider=${options.encryption.provider}`];
    const made = await engine.pulumi(["stack", "init", options.stack, "--no-select", ...encryption]);
    if (made.exitCode !== 0) throw new Error(`pulumi stack init failed:\n${made.output}`);
    return engine;
  }

  /** Replaces the stack's configuration. */
  configure(config: string): void {
    const before = existsSync(this.#configFile) ? readFileSync(this.#configFile, "utf8") : "";
    const encryption = before.match(/^(?:secretsprovider|encryptedkey|encryptionsalt):.*\n/gm) ?? [];
    writeFileSync(this.#configFile, `${encryption.join("")}${config}`);
  }

  /** Without the preview that comes first where people run it. */
  up(...more: string[]): Promise<Run> {
    return this.#operate(["up", "--yes", "--skip-preview", ...this.#pack(), ...more]);
  }

  /** As people run it: what the preview refuses is not begun. */
  upWithPreview(...more: string[]): Promise<Run> {
    return this.#operate(["up", "--yes", ...this.#pack(), ...more]);
  }

  preview(...more: string[]): Promise<Run> {
    return this.#operate(["preview", ...this.#pack(), ...more]);
  }

  refresh(...more: string[]): Promise<Run> {
    return this.#operate(["refresh", "--yes", "--skip-preview", ...more]);
  }

  /** As people run it, with a preview first. */
  destroy(...more: string[]): Promise<Run> {
    return this.#operate(["destroy", "--yes", ...more]);
  }

  /** Takes over what a file of `secrets adopt` lists. */
  importResources(file: object, ...more: string[]): Promise<Run> {
    const place = path.join(this.folder, "adopt.json");
    writeFileSync(place, JSON.stringify(file));
    return this.#operate(["import", "--file", place, "--yes", "--skip-preview", "--generate-code=false", ...more]);
  }

  cancel(): Promise<Run> {
    return this.pulumi(["cancel", "--yes", this.#options.stack]);
  }

  /** The state as text, with its secrets encrypted. */
  async exportState(): Promise<string> {
    const { output, exitCode } = await this.pulumi(["stack", "export", "--stack", this.#options.stack]);
    if (exitCode !== 0) throw new Error(`pulumi stack export failed:\n${output}`);
    return output;
  }

  /** Every file that the engine keeps, one after the other: the state, its backups, the history of updates. */
  backendText(): string {
    const entries = readdirSync(path.join(this.#work, "state"), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"))
      .join("\n");
  }

  async importState(state: string): Promise<Run> {
    const file = path.join(this.folder, "import.json");
    writeFileSync(file, state);
    return this.pulumi(["stack", "import", "--stack", this.#options.stack, "--file", file]);
  }

  /** The stack's outputs; secrets as "[secret]". */
  async outputs(): Promise<Record<string, unknown>> {
    const { output } = await this.pulumi(["stack", "output", "--json", "--stack", this.#options.stack]);
    return JSON.parse(output) as Record<string, unknown>;
  }

  /**
   * What a person does after an engine was ended at a bad moment. The file backend writes the attributes of a file in
   * place, beside it (gocloud.dev/blob/fileblob, attrs.go): ended in between, it leaves them empty, and then every command
   * says "failed to load checkpoint: EOF". The state itself is written whole or not at all.
   */
  removeEmptyAttributes(): void {
    for (const entry of readdirSync(path.join(this.#work, "state"), { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile() && entry.name.endsWith(".attrs") && statSync(file).size === 0) rmSync(file);
    }
  }

  /** Copies the backend and the configuration aside. */
  save(): void {
    this.#copy(this.#work, this.#saved);
  }

  /** Puts back what was saved: as if nothing had happened since. */
  restore(): void {
    this.#copy(this.#saved, this.#work);
    this.runs.length = 0;
  }

  #copy(from: string, to: string): void {
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true });
  }

  /** Removes the stack's folder, and ends what still runs because a test gave up waiting. */
  remove(): void {
    for (const kill of this.#kills) kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs the engine and ends it as soon as `when` says so. */
  async upUntil(when: () => boolean, signal: Signal): Promise<Run> {
    return this.#operate(["up", "--yes", "--skip-preview"], { when, signal });
  }

  async #operate(words: readonly string[], end?: End): Promise<Run> {
    const log = path.join(this.folder, "events.json");
    rmSync(log, { force: true });
    const command = [...words, "--stack", this.#options.stack, "--config-file", this.#configFile, "--event-log", log];
    // A program that outlives the engine could disturb the next run: what is killed has a process of its own.
    if (this.client !== undefined && end === undefined && words[0] !== "import")
      command.push(`--client=127.0.0.1:${this.client}`, "--exec-kind=auto.inline");
    const run = await this.#run(this.#options.project, command, { end });
    if (end !== undefined && end.signal !== "SIGINT") this.removeEmptyAttributes();
    const text = existsSync(log) ? readFileSync(log, "utf8") : "";
    const happened = readEvents(text, words[0] === "preview");
    const whole = { ...run, ...happened, command: words[0] ?? "", output: `${run.output}\n${withoutDebugging(text)}` };
    this.runs.push(whole);
    return whole;
  }

  /**
   * Any command of the CLI that needs no program.
   * @param cli another CLI than the one that made the stack.
   */
  pulumi(words: readonly string[], cli = this.#pulumi): Promise<Run> {
    return this.#run(this.#work, words, { cli });
  }

  async #run(folder: string, words: readonly string[], { end, cli = this.#pulumi }: RunOptions): Promise<Run> {
    const start = performance.now();
    const child = spawn(cli, ["--non-interactive", "--color", "never", "--cwd", folder, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: this.#path,
        HOME: process.env.HOME ?? "",
        PULUMI_HOME: path.join(this.folder, "home"),
        PULUMI_BACKEND_URL: `file://${path.join(this.#work, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
        PULUMI_SKIP_UPDATE_CHECK: "1",
        ...this.#options.encryption?.environment,
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
        PULUMI_DEBUG_COMMANDS: "1",
        PULUMI_DEBUG_PROVIDERS: PACKAGES.filter((name) => !this.#options.realProviders?.includes(name))
          .map((name) => `${name}:${this.#options.providers}`)
          .join(","),
        ...this.environment,
      },
    });
    const kill = () => killWhole(child.pid);
    this.#kills.add(kill);
    process.once("exit", kill);
    const ending = end && endInTime(child, end);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
    const exitCode = await new Promise<number | undefined>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(code ?? undefined));
    });
    await ending;
    process.off("exit", kill);
    this.#kills.delete(kill);
    const seconds = (performance.now() - start) / 1000;
    return { ...readEvents("", false), command: words.join(" "), exitCode, printed: output, output, seconds };
  }

  get #configFile(): string {
    return path.join(this.#work, `Pulumi.${this.#options.stack}.yaml`);
  }

  #pack(): string[] {
    return this.#options.policyPack === undefined ? [] : ["--policy-pack", this.#options.policyPack];
  }
}

/** The folder of the project itself. */
export const PROJECT = ROOT;

async function endInTime(child: ChildProcess, { when, signal }: End): Promise<void> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  while (!when() && !hasEnded()) await delay(25);
  if (hasEnded()) return;
  if (signal === "SIGKILL") return killWhole(child.pid);
  child.kill("SIGINT");
  if (signal !== "SIGINT twice") return;
  await delay(BETWEEN_SIGNALS);
  child.kill("SIGINT");
}

// The engine starts its language host in a process group of its own; killed alone, it leaves the host and the program
// behind, and the program then asks the engine that is gone over and over.
function killWhole(pid: number | undefined): void {
  if (pid === undefined) return;
  const listed = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).stdout;
  const pairs = listed.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const whole = [pid];
  for (const parent of whole) whole.push(...pairs.flatMap(([own = 0, of]) => (of === parent ? [own] : [])));
  for (const each of whole) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // It ended by itself in the meantime.
    }
  }
}
