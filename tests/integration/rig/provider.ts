import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Cloud } from "./cloud.ts";
import { clusterDifference } from "./kept-kubernetes.ts";
import type { Difference, DiffRequest, Handled, Kind } from "./kinds.ts";
import { type Properties, plain, secretKeys, withSecrets } from "./values.ts";

// The SDK's own copies of these libraries: its messages work with no other. `@pulumi/pulumi/provider` would do for a
// provider that needs neither old inputs nor ignored changes nor its configuration; the real ones use all three.
const fromSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
const grpc = fromSdk("@grpc/grpc-js") as typeof Grpc;
const structs = fromSdk("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript(value: object): Struct };
};
const { Empty } = fromSdk("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => object };

/** What the served providers know. */
export interface Served {
  readonly cloud: Cloud;
  /** How a type behaves; undefined is an error that names the type. */
  readonly kindOf: (type: string) => Kind | undefined;
  /** A provider's function, such as `aws:index/getCallerIdentity:getCallerIdentity`. */
  readonly invoke: (token: string, inputs: Properties, cloud: Cloud) => Properties;
  /** The region of a provider that is configured with none. */
  readonly region: string;
}

/** A running server: every package's provider on one port, for a type tells which package it is of. */
export interface ProviderServer {
  readonly port: number;
  close(): void;
}

const MESSAGE_LIMIT = 400 * 1024 * 1024;

/** Serves the providers on a free port of the loopback address. */
export async function serveProviders(served: Served): Promise<ProviderServer> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MESSAGE_LIMIT,
    "grpc.max_send_message_length": MESSAGE_LIMIT,
  });
  server.addService(
    providerGrpc.ResourceProviderService as unknown as Grpc.ServiceDefinition,
    handlers(served) as unknown as Grpc.UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  return { port, close: () => server.forceShutdown() };
}

type Call<Request> = { readonly request: Request; getPeer(): string };
type Handler<Request, Response> = (call: Call<Request>) => Promise<Response>;

function handlers({ cloud, kindOf, invoke, region }: Served) {
  // Each provider resource of a program has a connection of its own: that is how its configuration is told apart.
  const places = new Map<string, { readonly region: string; readonly subscription: string }>();

  const handled = (call: Call<{ getUrn(): string }>): { resource: Handled; kind: Kind } => {
    const urn = call.request.getUrn();
    const type = (urn.split("::")[2] ?? "").replace(/^.*\$/, "");
    const kind = kindOf(type);
    if (kind === undefined)
      throw new Error(`the rig does not know how ${type} behaves: add it to tests/integration/rig`);
    const place = places.get(call.getPeer()) ?? { region, subscription: "" };
    return { kind, resource: { cloud, urn, type, ...place } };
  };

  const diffRequest = (
    call: Call<messages.DiffRequest> | Call<messages.UpdateRequest>,
  ): { kind: Kind; request: DiffRequest } => {
    const { request } = call;
    const { resource, kind } = handled(call);
    return {
      kind,
      request: {
        ...inRegion(resource, clear(request.getNews())),
        id: request.getId(),
        state: clear(request.getOlds()),
        oldInputs: clear(request.getOldInputs()),
        inputs: clear(request.getNews()),
        ignoreChanges: request.getIgnorechangesList(),
      },
    };
  };

  return answering({
    getPluginInfo: async () => {
      const response = new plugin.PluginInfo();
      // Newer than every SDK asks for.
      response.setVersion("99.0.0");
      return response;
    },
    attach: async () => new Empty(),
    cancel: async () => {
      cloud.cancel();
      return new Empty();
    },
    checkConfig: async (call: Call<messages.CheckRequest>) => {
      const response = new messages.CheckResponse();
      response.setInputs(call.request.getNews());
      return response;
    },
    diffConfig: async (call: Call<messages.DiffRequest>) => {
      const { request } = call;
      const found = request.getUrn().includes("::pulumi:providers:kubernetes::")
        ? clusterDifference(clear(request.getOlds()), clear(request.getNews()))
        : { changed: [], replaces: [] };
      return diffResponse(found);
    },
    configure: async (call: Call<messages.ConfigureRequest>) => {
      const { region: configured, subscriptionId, allowedAccountIds } = clear(call.request.getArgs());
      places.set(call.getPeer(), { region: String(configured ?? region), subscription: String(subscriptionId ?? "") });
      // Lists come as JSON. The real provider asks AWS who it is.
      const allowed = JSON.parse(String(allowedAccountIds ?? "[]")) as string[];
      if (allowed.length > 0 && !allowed.includes(cloud.account)) {
        throw new Error(`AWS account ID not allowed: ${cloud.account}`);
      }
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      return response;
    },
    invoke: async (call: Call<messages.InvokeRequest>) => {
      const response = new messages.InvokeResponse();
      response.setReturn(struct(invoke(call.request.getTok(), clear(call.request.getArgs()), cloud)));
      return response;
    },
    check: async (call: Call<messages.CheckRequest>) => {
      const { resource, kind } = handled(call);
      const given = raw(call.request.getNews());
      const inputs = clear(call.request.getNews());
      const checked = kind.check?.(resource, clear(call.request.getOlds()), inputs) ?? inputs;
      const response = new messages.CheckResponse();
      // What the provider left as it was keeps its marks, deep ones too.
      const marked = Object.fromEntries(
        Object.entries(checked).map(([key, value]) => [key, key in given ? given[key] : value]),
      );
      response.setInputs(struct(marked));
      return response;
    },
    diff: async (call: Call<messages.DiffRequest>) => {
      const { kind, request } = diffRequest(call);
      return diffResponse(kind.diff(request));
    },
    create: async (call: Call<messages.CreateRequest>) => {
      const { resource, kind } = handled(call);
      const inputs = clear(call.request.getProperties());
      const made = await cloud.during("create", resource.type, () => kind.create(inRegion(resource, inputs), inputs));
      const response = new messages.CreateResponse();
      response.setId(made.id);
      response.setProperties(marked(made.state, kind, call.request.getProperties()));
      return response;
    },
    read: async (call: Call<messages.ReadRequest>) => {
      const { resource, kind } = handled(call);
      const id = call.request.getId();
      const state = clear(call.request.getProperties());
      const hasInputs = call.request.getInputs() !== undefined && Object.keys(raw(call.request.getInputs())).length > 0;
      const inputs = hasInputs ? clear(call.request.getInputs()) : undefined;
      const now = await cloud.during("read", resource.type, () =>
        kind.read({ ...inRegion(resource, inputs ?? state), id }, state, inputs),
      );
      const response = new messages.ReadResponse();
      if (now === undefined) return response;
      response.setId(now.id);
      response.setProperties(marked(now.state, kind, call.request.getProperties(), call.request.getInputs()));
      response.setInputs(marked(now.inputs, kind, call.request.getInputs()));
      return response;
    },
    update: async (call: Call<messages.UpdateRequest>) => {
      const { kind, request } = diffRequest(call);
      const state = await cloud.during("update", request.type, () => kind.update(request));
      const response = new messages.UpdateResponse();
      response.setProperties(marked(state, kind, call.request.getNews(), call.request.getOlds()));
      return response;
    },
    delete: async (call: Call<messages.DeleteRequest>) => {
      const { resource, kind } = handled(call);
      const state = clear(call.request.getProperties());
      await cloud.during("delete", resource.type, () =>
        kind.delete({ ...inRegion(resource, state), id: call.request.getId() }, state),
      );
      return new Empty();
    },
  });
}

function diffResponse({ changed, replaces, deleteBeforeReplace = false }: Difference): messages.DiffResponse {
  const response = new messages.DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList([...changed]);
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  return response;
}

/** A resource of AWS may name a region other than its provider's. @see pulumi-aws 7, "Enhanced Region Support" */
function inRegion(resource: Handled, { region }: Properties): Handled {
  return resource.type.startsWith("aws:") && typeof region === "string" ? { ...resource, region } : resource;
}

// gRPC wants callbacks; an error is its message for the engine's diagnostics.
function answering(byName: Record<string, Handler<never, object>>) {
  return Object.fromEntries(
    Object.entries(byName).map(([name, handler]) => [
      name,
      (call: Call<never>, callback: (error: object | null, response?: object) => void) => {
        handler(call).then(
          (response) => callback(null, response),
          (error: Error) => callback({ code: grpc.status.UNKNOWN, message: error.message, details: error.message }),
        );
      },
    ]),
  );
}

function raw(properties: Struct | undefined): Properties {
  return (properties?.toJavaScript() ?? {}) as Properties;
}

function clear(properties: Struct | undefined): Properties {
  return plain(raw(properties)) as Properties;
}

// Secret stays what the program marked so, and what the type always keeps secret.
function marked(state: Properties, kind: Kind, ...sources: (Struct | undefined)[]): Struct {
  const keys = new Set([...(kind.secretOutputs ?? []), ...sources.flatMap((source) => secretKeys(raw(source)))]);
  return struct(withSecrets(state, keys));
}

function struct(properties: Properties): Struct {
  const defined = Object.entries(properties).filter(([, value]) => value !== undefined);
  return structs.Struct.fromJavaScript(JSON.parse(JSON.stringify(Object.fromEntries(defined))) as object);
}
