import { Cloud, type SavedCloud } from "./cloud.ts";
import { Engine, type EngineOptions } from "./engine.ts";
import { tellMoto } from "./moto.ts";
import { type ProviderServer, serveProviders } from "./provider.ts";
import { invoke, kindOf } from "./registry.ts";

export const REGION = "eu-central-1";

/** A stack under the real engine, its providers and the clouds behind them. */
export class Rig {
  readonly cloud: Cloud;
  readonly engine: Engine;
  readonly #server: ProviderServer;
  #saved: SavedCloud | undefined;

  private constructor(cloud: Cloud, engine: Engine, server: ProviderServer) {
    this.cloud = cloud;
    this.engine = engine;
    this.#server = server;
  }

  /** @param configOf the stack's configuration, which may name the rig's own AWS account. */
  static async create(
    options: Omit<EngineOptions, "providers" | "config"> & { readonly configOf: (account: string) => string },
    endpoint: string,
  ): Promise<Rig> {
    const cloud = new Cloud(endpoint);
    const server = await serveProviders({ cloud, kindOf, invoke, region: REGION });
    try {
      const config = options.configOf(cloud.account);
      return new Rig(cloud, await Engine.create({ ...options, config, providers: server.port }), server);
    } catch (error) {
      server.close();
      throw error;
    }
  }

  /** Remembers the stack and its clouds as they are. */
  async save(): Promise<void> {
    this.engine.save();
    this.#saved = this.cloud.save();
    await tellMoto(this.cloud, "save");
  }

  /** Puts them back, in milliseconds: many histories can begin where the first update ended. */
  async restore(): Promise<void> {
    if (this.#saved === undefined) throw new Error("nothing was saved");
    this.cloud.mend();
    this.engine.restore();
    this.cloud.restore(this.#saved);
    await tellMoto(this.cloud, "restore");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cloud.mend();
    this.#server.close();
    this.engine.remove();
  }
}
