import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Existing, importFile } from "../../../operator/import-file.ts";
import type { Environment } from "../../../stack-settings.ts";
import { Rig } from "../rig/rig.ts";
import { inClear } from "../rig/secrecy.ts";
import { same } from "../rig/values.ts";
import { EDITS_VARIABLE } from "./edits.ts";
import { Lost } from "./lost.ts";
import { editsOf, type Program, SHIPPED } from "./program.ts";
import { ProgramHost } from "./program-host.ts";
import { type CloudName, configText, firstSettings, type Settings } from "./settings.ts";
import { isDoneUpdate, SigningKey } from "./signing-key.ts";
import { fieldsOf, type Store, storesOf, type Values } from "./stores.ts";

/** The credentials that operators fill in here. */
export const OPERATED = ["openai", "google-oauth"] as const;
export type Operated = (typeof OPERATED)[number];

/** Histories after which the program gets a fresh process, for memory. */
const LIVES_OF_A_HOST = 15;

export interface WorldOptions {
  readonly project: string;
  readonly main: string;
  readonly environment: Environment;
  readonly clouds: readonly CloudName[];
  /** Whether `secrets adopt` knows the program's names. */
  readonly adopts: boolean;
}

/** What an operator put, and what stood there before it. */
interface Held {
  readonly values: Values;
  readonly before: Values | undefined;
}

/** A stack, what happened to it, and what must therefore be in service. */
export class World {
  readonly rig: Rig;
  readonly stores: readonly Store[];
  readonly #adopts: boolean;
  readonly #host: ProgramHost;
  readonly #firstSettings: Settings;
  /** The state after the first update. */
  readonly #firstState: string;
  #lives = 0;
  #settings: Settings;
  /** How many runs there were when the settings last changed the signing key's generations. */
  #jwtAskedAt = 0;
  #program: Program = SHIPPED;
  #values = new Set<string>();
  #held = new Map<Operated, Held>();
  #tags = new Map<Operated, Record<string, string>>();
  readonly #signingKey: SigningKey;

  private constructor(rig: Rig, host: ProgramHost, adopts: boolean, settings: Settings, firstState: string) {
    this.rig = rig;
    this.#adopts = adopts;
    this.stores = storesOf(rig.cloud, settings);
    this.#signingKey = new SigningKey(this.stores);
    this.#host = host;
    this.#firstSettings = settings;
    this.#firstState = firstState;
    this.#settings = settings;
  }

  /** A stack after its first update, which the engine makes as people run it: with the program in a process of its own. */
  static async create({ project, main, environment, clouds, adopts }: WorldOptions, endpoint: string): Promise<World> {
    let settings: Settings | undefined;
    const configOf = (account: string) => {
      settings = firstSettings(environment, account, clouds);
      return configText(settings);
    };
    const rig = await Rig.create({ project, stack: environment, configOf, encryptedByKey: true }, endpoint);
    let host: ProgramHost | undefined;
    try {
      if (settings === undefined) throw new Error("no settings were asked for");
      rig.engine.environment = {
        [EDITS_VARIABLE]: editsFile(rig),
        NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, "program-preload.ts")).href}`,
        // The engine is a short run here: what it saves by collecting garbage costs more than it is worth.
        GOGC: "400",
      };
      writeFileSync(editsFile(rig), JSON.stringify(editsOf(SHIPPED)));
      const first = await rig.engine.up();
      if (first.exitCode !== 0) throw new Error(`the first update failed:\n${first.output}`);
      host = await ProgramHost.start({ project, main, environment: { [EDITS_VARIABLE]: editsFile(rig) } });
      await rig.save();
      return new World(rig, host, adopts, settings, await rig.engine.exportState());
    } catch (error) {
      host?.stop();
      await rig[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#host.stop();
    await this.rig[Symbol.asyncDispose]();
  }

  /** Back to the end of the first update. */
  async restart(): Promise<void> {
    await this.rig.restore();
    this.#lives += 1;
    if (this.#lives % LIVES_OF_A_HOST === 0) await this.#host.renew();
    this.rig.engine.client = this.#host.port;
    this.settings = this.#firstSettings;
    this.program = SHIPPED;
    this.#values.clear();
    this.#held.clear();
    this.#tags.clear();
    await this.#signingKey.begin();
  }

  get settings(): Settings {
    return this.#settings;
  }

  set settings(settings: Settings) {
    if (settings.jwt !== this.#settings.jwt) this.#jwtAskedAt = this.rig.engine.runs.length;
    this.#settings = settings;
    this.rig.engine.configure(configText(settings));
  }

  get program(): Program {
    return this.#program;
  }

  set program(program: Program) {
    this.#program = program;
    writeFileSync(editsFile(this.rig), JSON.stringify(editsOf(program)));
  }

  /** Whether the signing key is where the settings ask for, and an update since has ended well. */
  get jwtIsUpToDate(): boolean {
    const { current, next } = this.#settings.jwt;
    if (!this.#signingKey.isOf(current)) return false;
    return next === undefined || this.rig.engine.runs.slice(this.#jwtAskedAt).some(isDoneUpdate);
  }

  /** Whether an operator's value of the credential is in service. */
  isProvided(id: string): boolean {
    return this.#held.has(id as Operated);
  }

  /** An operator puts a new value on every cloud. */
  async put(id: Operated): Promise<void> {
    const values = Object.fromEntries(fieldsOf(id).map(({ name }) => [name, this.#made()]));
    for (const store of this.stores) await store.put(id, values);
    this.#held.set(id, { values, before: this.#held.get(id)?.values });
  }

  /** An operator goes back to the value before, if there is one. */
  async goBack(id: Operated): Promise<boolean> {
    const held = this.#held.get(id);
    if (held?.before === undefined) return false;
    for (const store of this.stores) await store.goBack(id, held.before);
    this.#held.set(id, { values: held.before, before: held.values });
    return true;
  }

  /** A tag edited by hand, or written by the operators' commands: those must stay. */
  async tag(id: Operated, key: string, value: string): Promise<void> {
    for (const store of this.stores) await store.tag(id, key, value);
    if (key === "NextRotation" || key === "Status") this.#tags.set(id, { ...this.#tags.get(id), [key]: value });
  }

  /**
   * Somebody puts an older state in place, and the generation of the signing key that it knows: the program refuses to
   * jump. It does not know a key that was generated since.
   */
  async importFirstState(): Promise<void> {
    await this.rig.engine.importState(this.#firstState);
    this.settings = { ...this.settings, jwt: this.#firstSettings.jwt };
    this.#signingKey.forget(this.#settings.jwt.current, this.rig.engine.runs.length);
  }

  /** Somebody deletes a credential past Pulumi. */
  async deleteByHand(id: Operated): Promise<void> {
    for (const store of this.stores) await store.delete(id);
  }

  /** The owner of deleted secrets takes them back within their recovery window, and into the state. */
  async recoverDeleted(): Promise<void> {
    const existing: Existing[] = [];
    for (const store of this.stores)
      for (const id of OPERATED) if (await store.recover(id)) existing.push(...(await store.existing(id)));
    if (existing.length === 0 || !this.#adopts) return;
    const protect = this.#settings.environment === "production";
    await this.rig.engine.importResources(this.#named(importFile(existing)), `--protect=${protect}`);
  }

  // The file has the logical names that the program is shipped with.
  #named(file: ReturnType<typeof importFile>): object {
    if (!this.#program.renamed) return file;
    const renamed = (name: string) => `renamed-${name}`;
    return {
      resources: file.resources.map(({ name, parent, ...rest }) => ({
        ...rest,
        name: renamed(name),
        ...(parent === undefined ? {} : { parent: renamed(parent) }),
      })),
    };
  }

  /** @throws Lost for the first promise that is broken. */
  async check(): Promise<void> {
    for (const store of this.stores) {
      for (const [id, held] of this.#held) await checkHeld(store, id, held);
      for (const [id, tags] of this.#tags) await checkTags(store, id, tags);
    }
    const { runs } = this.rig.engine;
    await this.#signingKey.check(this.#settings.jwt.current, runs, runs.slice(this.#jwtAskedAt));
  }

  /** @throws Lost where a value stands in clear in the state, or in what any run printed or logged. */
  checkSecrecy(): void {
    const where = inClear(this.rig.engine, [...this.#values, ...this.#signingKey.seen]);
    if (where !== undefined) throw new Lost(`a value stands in clear in ${where}`);
  }

  /** What the engine's last runs printed. */
  lastOutputs(): string {
    return this.rig.engine.runs
      .slice(-3)
      .map(({ command, exitCode, printed }) => `--- ${command}, exit code ${exitCode}\n${printed}`)
      .join("\n");
  }

  #made(): string {
    const made = randomBytes(20).toString("hex");
    this.#values.add(made);
    return made;
  }
}

async function checkHeld(store: Store, id: string, { values, before }: Held): Promise<void> {
  const now = await store.inService(id);
  const why = typeof now === "string" ? ` (${now})` : "";
  if (!same(now, values)) throw new Lost(`the operator's value of ${id} on ${store.cloud} is no longer current${why}`);
  const back = before && (await store.wayBack(id));
  if (back !== undefined && !same(back, before))
    throw new Lost(`the operator's value before, of ${id} on ${store.cloud}, can no longer be gone back to`);
}

async function checkTags(store: Store, id: string, tags: Values): Promise<void> {
  const now = await store.tags(id);
  const lost = Object.keys(tags).find((tag) => now[tag] !== tags[tag]);
  if (lost !== undefined)
    throw new Lost(`the tag ${lost} of ${id} on ${store.cloud}, which operators write, was taken back`);
}

function editsFile(rig: Rig): string {
  return path.join(rig.engine.folder, "edits.json");
}
