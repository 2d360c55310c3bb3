import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { awsSecretName, findCredential } from "../../../catalogue/index.ts";
import type { Environment } from "../../../stack-settings.ts";
import { callAws } from "../rig/aws-api.ts";
import { REGION, Rig } from "../rig/rig.ts";
import { EDITS_VARIABLE } from "./edits.ts";
import { editsOf, type Program, SHIPPED } from "./program.ts";

/** The credentials that operators fill in here. */
export const OPERATED = ["openai", "google-oauth"] as const;
export type Operated = (typeof OPERATED)[number];

const JWT = "jwt-signing-key";

export interface Settings {
  readonly environment: Environment;
  readonly secretPrefix: string;
  readonly startedEpics: readonly number[];
  readonly jwt: { readonly current: number; readonly previous?: number };
  readonly aws: Readonly<Record<string, unknown>>;
}

/** A promise to operators that was broken. */
export class Lost extends Error {
  override readonly name = "Lost";
}

/** A stack, what happened to it, and what must therefore be in service. */
export class World {
  readonly rig: Rig;
  readonly firstSettings: Settings;
  /** The state after the first update. */
  readonly firstState: string;
  #settings: Settings;
  #program: Program = SHIPPED;
  #values = new Set<string>();
  #inService = new Map<Operated, { readonly value: string; readonly before: string | undefined }>();
  #tags = new Map<Operated, Record<string, string>>();
  #importedAfter = 0;
  #jwt: { readonly generation: number; readonly secret: string } | undefined;

  private constructor(rig: Rig, settings: Settings, firstState: string) {
    this.rig = rig;
    this.firstSettings = settings;
    this.firstState = firstState;
    this.#settings = settings;
  }

  /** A stack after its first update. */
  static async create(project: string, environment: Environment, endpoint: string): Promise<World> {
    const configOf = (account: string) => configText(settingsOf(environment, account));
    const rig = await Rig.create({ project, stack: environment, configOf }, endpoint);
    try {
      Object.assign(rig.engine.environment, {
        [EDITS_VARIABLE]: editsFile(rig),
        NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, "edits.ts")).href}`,
        NODE_COMPILE_CACHE: path.join(rig.engine.folder, "compiled"),
      });
      writeFileSync(editsFile(rig), JSON.stringify(editsOf(SHIPPED)));
      const first = await rig.engine.up();
      if (first.exitCode !== 0) throw new Error(`the first update failed:\n${first.output}`);
      await rig.save();
      return new World(rig, settingsOf(environment, rig.cloud.account), await rig.engine.exportState());
    } catch (error) {
      await rig[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Back to the end of the first update. */
  async restart(): Promise<void> {
    await this.rig.restore();
    this.settings = this.firstSettings;
    this.program = SHIPPED;
    this.#values.clear();
    this.#inService.clear();
    this.#tags.clear();
    this.#importedAfter = 0;
    this.#jwt = await this.#jwtNow();
  }

  get settings(): Settings {
    return this.#settings;
  }

  set settings(settings: Settings) {
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

  /** Whether the key in service is of the generation that the settings ask for. */
  get jwtIsUpToDate(): boolean {
    return this.#jwt === undefined || this.#jwt.generation === this.#settings.jwt.current;
  }

  /** An operator puts a value. */
  async put(id: Operated): Promise<void> {
    const made = randomBytes(20).toString("hex");
    this.#values.add(made);
    const value = JSON.stringify({ api_key: made });
    await this.#aws("PutSecretValue", id, { SecretString: value, ClientRequestToken: crypto.randomUUID() });
    this.#inService.set(id, { value, before: this.#inService.get(id)?.value });
  }

  /** An operator goes back to the value before, if there is one. */
  async rollBack(id: Operated): Promise<void> {
    const { value, before } = this.#inService.get(id) ?? {};
    const { VersionIdsToStages } = await this.#aws("DescribeSecret", id);
    const labels = Object.entries(VersionIdsToStages as Record<string, string[]>);
    const [from, to] = ["AWSCURRENT", "AWSPREVIOUS"].map((stage) => labels.find(([, of]) => of.includes(stage))?.[0]);
    if (value === undefined || before === undefined || to === undefined) return;
    const move = { VersionStage: "AWSCURRENT", RemoveFromVersionId: from, MoveToVersionId: to };
    await this.#aws("UpdateSecretVersionStage", id, move);
    this.#inService.set(id, { value: before, before: value });
  }

  /** A tag edited by hand, or written by the operators' commands: those must stay. */
  async tag(id: Operated, key: string, value: string): Promise<void> {
    await this.#aws("TagResource", id, { Tags: [{ Key: key, Value: value }] });
    if (key === "NextRotation" || key === "Status") this.#tags.set(id, { ...this.#tags.get(id), [key]: value });
  }

  /** Somebody puts an older state in place. It does not know a key that was generated since: the next update makes one. */
  async importFirstState(): Promise<void> {
    await this.rig.engine.importState(this.firstState);
    this.#jwt = undefined;
    this.#importedAfter = this.rig.engine.runs.length;
  }

  /** The owner of a deleted secret takes it back within its recovery window. */
  async recoverDeleted(): Promise<void> {
    for (const id of this.#inService.keys()) {
      const { DeletedDate } = await this.#aws("DescribeSecret", id);
      if (DeletedDate) await this.#aws("RestoreSecret", id);
    }
  }

  /** @throws Lost for the first promise that is broken. */
  async check(): Promise<void> {
    for (const [id, { value }] of this.#inService) {
      const now = await this.#aws("GetSecretValue", id).catch((error: unknown) => ({ SecretString: `none: ${error}` }));
      if (now.SecretString !== value) throw new Lost(`the operator's value of ${id} is no longer current`);
    }
    for (const [id, tags] of this.#tags) {
      const now = ((await this.#aws("DescribeSecret", id)).Tags ?? []) as { Key: string; Value: string }[];
      const lost = Object.entries(tags).find(([tag, value]) => now.find(({ Key }) => Key === tag)?.Value !== value);
      if (lost !== undefined) throw new Lost(`the tag ${lost[0]} of ${id}, which operators write, was taken back`);
    }
    await this.#checkJwt();
  }

  /** @throws Error where a value stands in clear in the state, or in what any run printed or logged. */
  async checkSecrecy(): Promise<void> {
    const values = [...this.#values, ...(this.#jwt === undefined ? [] : [this.#jwt.secret])];
    const texts = new Map([["the backend", this.rig.engine.backendText()]]);
    for (const [index, { command, output }] of this.rig.engine.runs.entries())
      texts.set(`run ${index}, ${command}`, output);
    for (const [where, text] of texts) {
      const at = values.map((value) => text.indexOf(value)).find((index) => index >= 0);
      if (at !== undefined) throw new Lost(`a value stands in clear in ${where}, after …${text.slice(at - 200, at)}`);
    }
  }

  // A signing key stays until its generation moves on, and is accepted after that.
  async #checkJwt(): Promise<void> {
    const known = this.#jwt;
    const since = this.rig.engine.runs.slice(this.#importedAfter);
    if (known === undefined && !since.some(({ command, exitCode }) => command === "up" && exitCode === 0)) return;
    const now = await this.#jwtNow();
    if (known?.secret === now.secret) return;
    this.#jwt = now;
    if (known === undefined) return;
    if (now.generation === known.generation || now.previous !== known.secret) {
      throw new Lost("the JWT signing key in service was dropped");
    }
  }

  async #jwtNow() {
    const { SecretString } = await this.#aws("GetSecretValue", JWT);
    const { secret, previous_secret: previous } = JSON.parse(String(SecretString)) as Record<string, string>;
    if (secret === undefined) throw new Lost("there is no JWT signing key in service");
    return { secret, previous, generation: this.#settings.jwt.current };
  }

  #aws(action: string, id: string, body: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const credential = findCredential(id);
    if (credential === undefined) throw new Error(`no credential ${id}`);
    const SecretId = awsSecretName(this.firstSettings.secretPrefix, credential);
    return callAws(this.rig.cloud, REGION, "secretsmanager", action, { SecretId, ...body });
  }
}

function editsFile(rig: Rig): string {
  return path.join(rig.engine.folder, "edits.json");
}

function settingsOf(environment: Environment, account: string): Settings {
  return {
    environment,
    secretPrefix: environment === "production" ? "qualisys" : "qualisys-staging",
    startedEpics: [1, 2],
    jwt: { current: 1 },
    aws: {
      region: REGION,
      accountId: account,
      alarmEmails: ["alarms@example.com"],
      trail: "existing",
      deployerRole: `arn:aws:iam::${account}:role/deployer`,
    },
  };
}

// Each value as JSON, which is YAML.
function configText(settings: Settings): string {
  const lines = Object.entries(settings).map(([key, value]) => `  qualisys-secrets:${key}: ${JSON.stringify(value)}\n`);
  return `config:\n${lines.join("")}`;
}
