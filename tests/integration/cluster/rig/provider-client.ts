import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { install } from "../../../../toolchain/install.ts";
import { type Properties, plain } from "../../rig/values.ts";
import { type Processes, STARTING_SECONDS, until } from "./processes.ts";

const fromSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
const grpc = fromSdk("@grpc/grpc-js") as typeof Grpc;
const structs = fromSdk("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript(value: object): Struct };
};
const { Empty } = fromSdk("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => object };

const { DIFF_NONE } = messages.DiffResponse.DiffChanges;

/** What a provider would do about changed inputs. */
export interface ProviderDiff {
  readonly does: "nothing" | "update" | "replace" | "delete and replace";
}

/** A provider, asked as the engine asks it. */
export class ProviderClient {
  readonly #client: InstanceType<typeof providerGrpc.ResourceProviderClient>;
  readonly #close: () => void;

  private constructor(port: number, close: () => void) {
    const options = { "grpc.max_receive_message_length": 400 * 1024 * 1024 };
    const credentials = grpc.credentials.createInsecure();
    this.#client = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials as never, options);
    this.#close = close;
  }

  /** One that is served already. */
  static at(port: number): ProviderClient {
    return new ProviderClient(port, () => {});
  }

  /** Starts the real one. It tells an engine what it logs: here nobody reads it. */
  static async start(processes: Processes, kubeconfig: string): Promise<ProviderClient> {
    const { programs } = await install("pulumi-resource-kubernetes");
    const engine = await serveEngine();
    const running = processes.start({
      name: "pulumi-resource-kubernetes",
      program: programs["pulumi-resource-kubernetes"] ?? "",
      args: [`127.0.0.1:${engine.port}`],
      env: { KUBECONFIG: kubeconfig },
    });
    const port = await until(async () => /^(\d+)$/m.exec(running.log())?.[1], {
      what: "the provider's port",
      seconds: STARTING_SECONDS,
      check: running.check,
    });
    return new ProviderClient(Number(port), engine.close);
  }

  close(): void {
    this.#client.close();
    this.#close();
  }

  async configure(): Promise<void> {
    const request = new messages.ConfigureRequest();
    request.setArgs(struct({}));
    request.setAcceptsecrets(true);
    request.setAcceptresources(true);
    await this.#call("configure", request);
  }

  async diffConfig(old: Properties, next: Properties): Promise<ProviderDiff> {
    const request = diffRequest("urn:pulumi:staging::p::pulumi:providers:kubernetes::cluster", old, next);
    return readDiff(await this.#call<messages.DiffResponse>("diffConfig", request));
  }

  async check(urn: string, inputs: Properties): Promise<Properties> {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setNews(struct(inputs));
    request.setOlds(struct({}));
    const response = await this.#call<messages.CheckResponse>("check", request);
    const [failure] = response.getFailuresList();
    if (failure !== undefined) throw new Error(failure.getReason());
    return properties(response.getInputs());
  }

  async diff(urn: string, { id, state, inputs }: Made, next: Properties): Promise<ProviderDiff> {
    const request = diffRequest(urn, state, next);
    request.setId(id);
    request.setOldInputs(struct(inputs));
    return readDiff(await this.#call<messages.DiffResponse>("diff", request));
  }

  async create(urn: string, inputs: Properties): Promise<Made> {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(struct(inputs));
    const response = await this.#call<messages.CreateResponse>("create", request);
    return { id: response.getId(), state: properties(response.getProperties()), inputs };
  }

  /** Undefined where the object is gone. */
  async read(urn: string, { id, state, inputs }: Made): Promise<Made | undefined> {
    const request = new messages.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setProperties(struct(state));
    request.setInputs(struct(inputs));
    const response = await this.#call<messages.ReadResponse>("read", request);
    if (response.getId() === "") return undefined;
    return {
      id: response.getId(),
      state: properties(response.getProperties()),
      inputs: properties(response.getInputs()),
    };
  }

  #call<Response>(method: string, request: object): Promise<Response> {
    const client = this.#client as unknown as Record<
      string,
      (request: object, callback: (error: Error | null, response: Response) => void) => void
    >;
    return new Promise((resolve, reject) => {
      client[method]?.call(client, request, (error, response) => (error === null ? resolve(response) : reject(error)));
    });
  }
}

/** A resource as the engine keeps it. */
export interface Made {
  readonly id: string;
  readonly state: Properties;
  readonly inputs: Properties;
}

function diffRequest(urn: string, old: Properties, next: Properties): messages.DiffRequest {
  const request = new messages.DiffRequest();
  request.setUrn(urn);
  request.setOlds(struct(old));
  request.setOldInputs(struct(old));
  request.setNews(struct(next));
  return request;
}

function readDiff(response: messages.DiffResponse): ProviderDiff {
  if (response.getChanges() === DIFF_NONE) return { does: "nothing" };
  if (response.getReplacesList().length === 0) return { does: "update" };
  return { does: response.getDeletebeforereplace() ? "delete and replace" : "replace" };
}

async function serveEngine(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = new grpc.Server();
  const log = (_: unknown, callback: (error: null, response: object) => void) => callback(null, new Empty());
  server.addService(engineGrpc.EngineService as unknown as Grpc.ServiceDefinition, { log });
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  return { port, close: () => server.forceShutdown() };
}

function struct(value: Properties): Struct {
  return structs.Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as object);
}

function properties(value: Struct | undefined): Properties {
  return plain(value?.toJavaScript() ?? {}) as Properties;
}
