import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundledNode } from "../launch/node.js";
import { Cloud } from "../tests/integration/rig/cloud.ts";
import { serveProviders } from "../tests/integration/rig/provider.ts";
import { invoke, kindOf } from "../tests/integration/rig/registry.ts";
import { REGION } from "../tests/integration/rig/rig.ts";
import { install } from "../toolchain/install.ts";
import { measured } from "./command.ts";
import type { Sample } from "./measures.ts";

/** The account that everything is previewed for. */
export const ACCOUNT = "123412341234";

/** What every run of the engine is made of, by the names under which versions are told. */
export const ENGINE_PROGRAMS = [
  "pulumi",
  "pulumi-language-nodejs",
  "@pulumi/pulumi",
  "@pulumi/aws",
  "@pulumi/azure-native",
  "@pulumi/kubernetes",
] as const;

export interface StackOptions {
  /** The folder with Pulumi.yaml. */
  readonly project: string;
  readonly stack: string;
  /** The text of the stack's configuration file. */
  readonly config: string;
  /** For the program. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly policyPack?: string;
  /** As `--policy-pack-config` takes it. */
  readonly policyConfig?: object;
}

/** Providers in this process, and stacks that are previewed on the real engine against them, always from nothing. */
export class Engine {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "qualisys-bench-"));
  readonly #pulumi: string;
  readonly #path: string;
  readonly #server: { readonly port: number; close(): void };
  #made = 0;

  private constructor(pulumi: string, searchPath: string, server: { port: number; close(): void }) {
    this.#pulumi = pulumi;
    this.#path = searchPath;
    this.#server = server;
  }

  static async start(say: (line: string) => void): Promise<Engine> {
    const tools = [await install("pulumi", say), await install("pulumi-language-nodejs", say)];
    const programs = [bundledNode() ?? process.execPath, ...tools.flatMap(({ programs }) => Object.values(programs))];
    const folders = new Set([...programs.map((file) => path.dirname(file)), process.env.PATH ?? ""]);
    // A preview from nothing asks no cloud.
    const cloud = new Cloud("http://127.0.0.1:9", ACCOUNT);
    const server = await serveProviders({ cloud, kindOf, invoke, region: REGION });
    return new Engine(tools[0]?.programs.pulumi ?? "pulumi", [...folders].join(path.delimiter), server);
  }

  /** Makes a stack without resources. The returned function previews it as people do, and fails where the preview does. */
  async stack({
    project,
    stack,
    config,
    environment = {},
    policyPack,
    policyConfig,
  }: StackOptions): Promise<() => Promise<Sample>> {
    this.#made += 1;
    const work = path.join(this.#folder, String(this.#made));
    mkdirSync(path.join(work, "state"), { recursive: true });
    // Making a stack writes to its configuration file, which must not be the project's own.
    cpSync(path.join(project, "Pulumi.yaml"), path.join(work, "Pulumi.yaml"));
    const configFile = path.join(work, `Pulumi.${stack}.yaml`);
    writeFileSync(configFile, config);
    const env: Record<string, string | undefined> = {
      PATH: this.#path,
      HOME: process.env.HOME ?? "",
      PULUMI_HOME: path.join(this.#folder, "home"),
      PULUMI_BACKEND_URL: `file://${path.join(work, "state")}`,
      // A made-up passphrase: the state is thrown away.
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
      PULUMI_DEBUG_PROVIDERS: ["aws", "azure-native", "kubernetes", "random"]
        .map((name) => `${name}:${this.#server.port}`)
        .join(","),
      ...environment,
    };
    const pulumi = (cwd: string, ...words: string[]) =>
      measured([this.#pulumi, "--non-interactive", "--color", "never", "--cwd", cwd, ...words], { cwd, env });
    await pulumi(work, "stack", "init", stack, "--no-select");
    const pack = policyPack === undefined ? [] : ["--policy-pack", policyPack];
    if (policyConfig !== undefined) {
      const file = path.join(work, "policies.json");
      writeFileSync(file, JSON.stringify(policyConfig));
      pack.push("--policy-pack-config", file);
    }
    return async () => {
      // The default runtime keeps what it compiles here.
      const temporary = mkdtempSync(path.join(this.#folder, "tmp-"));
      env.TMPDIR = temporary;
      try {
        const { cost, stdout } = await pulumi(
          project,
          "preview",
          "--stack",
          stack,
          "--config-file",
          configFile,
          ...pack,
        );
        const planned = Number(/^\s+\+ (\d+) to create$/m.exec(stdout)?.[1]);
        return { resources: planned, ...cost };
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
