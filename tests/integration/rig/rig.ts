import { callAws } from "./aws-api.ts";
import { Cloud, type SavedCloud } from "./cloud.ts";
import { Engine, type EngineOptions } from "./engine.ts";
import { tellMoto } from "./moto.ts";
import { type ProviderServer, serveProviders } from "./provider.ts";
import { invoke, kindOf } from "./registry.ts";

export const REGION = "eu-central-1";

export interface RigOptions extends Omit<EngineOptions, "providers" | "config" | "encryption"> {
  /** The stack's configuration, which may name the rig's own AWS account. */
  readonly configOf: (account: string) => string;
  /** Whether the state is encrypted by a KMS key of the emulator's. @default - by a passphrase. */
  readonly encryptedByKey?: boolean;
}

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

  static async create(options: RigOptions, endpoint: string): Promise<Rig> {
    const cloud = new Cloud(endpoint);
    const server = await serveProviders({ cloud, kindOf, invoke, region: REGION });
    try {
      const encryption = options.encryptedByKey === true ? { encryption: await keyOf(endpoint) } : {};
      const config = options.configOf(cloud.account);
      const engine = await Engine.create({ ...options, ...encryption, config, providers: server.port });
      return new Rig(cloud, engine, server);
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

// Of the account that the emulator gives to whoever it does not know.
const STATE_ACCOUNT = "123456789012";

async function keyOf(endpoint: string): Promise<NonNullable<EngineOptions["encryption"]>> {
  const made = await callAws(new Cloud(endpoint, STATE_ACCOUNT), REGION, "kms", "CreateKey", {});
  const { KeyId } = made.KeyMetadata as { KeyId: string };
  return {
    provider: `awskms:///${KeyId}?region=${REGION}&awssdk=v2`,
    // Anybody may sign in to the emulator.
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: "none",
      AWS_SECRET_ACCESS_KEY: "none",
    },
  };
}
