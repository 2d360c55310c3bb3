import { Cloud } from "../../rig/cloud.ts";
import { type ProviderServer, serveProviders } from "../../rig/provider.ts";
import { invoke, kindOf } from "../../rig/registry.ts";
import { REGION } from "../../rig/rig.ts";
import { type Properties, SECRET, SIGNATURE } from "../../rig/values.ts";
import type { ClusterApi, Manifest } from "./cluster-api.ts";
import type { Processes } from "./processes.ts";
import { type Made, ProviderClient } from "./provider-client.ts";

/** A Kubernetes provider with the place where its objects are. */
export interface Provider {
  readonly client: ProviderClient;
  /** Changes an object as somebody else does, by a merge patch. */
  patch(object: Manifest, change: Properties): Promise<void>;
  /** Deletes it as somebody else does. */
  remove(object: Manifest): Promise<void>;
}

/** The real provider on an API server, and the one that stands in for it where only the clouds matter. */
export class Compared {
  readonly real: Provider;
  readonly standIn: Provider;
  readonly #server: ProviderServer;

  private constructor(real: Provider, standIn: Provider, server: ProviderServer) {
    this.real = real;
    this.standIn = standIn;
    this.#server = server;
  }

  static async start(processes: Processes, api: ClusterApi, kubeconfig: string): Promise<Compared> {
    const client = await ProviderClient.start(processes, kubeconfig);
    await client.configure();
    const real = {
      client,
      patch: async (object: Manifest, change: Properties) =>
        void (await api.merge(object, change, "?fieldManager=other")),
      remove: async ({ apiVersion, kind, metadata: { name, namespace } }: Manifest) =>
        void (await api.remove(apiVersion, kind, name, namespace)),
    };
    const cloud = new Cloud("http://127.0.0.1:1");
    const server = await serveProviders({ cloud, kindOf, invoke, region: REGION });
    const standIn = {
      client: ProviderClient.at(server.port),
      patch: async (_: Manifest, change: Properties) => {
        for (const kept of cloud.kept.values()) {
          kept.inputs = merged(kept.inputs, change);
          kept.state = merged(kept.state, change);
        }
      },
      remove: async () => cloud.kept.clear(),
    };
    return new Compared(real, standIn, server);
  }

  close(): void {
    this.real.client.close();
    this.standIn.client.close();
    this.#server.close();
  }
}

interface Change {
  readonly what: string;
  readonly change: Properties;
  /** @default - every kind. */
  readonly kinds?: readonly string[];
}

const STORE = ["ClusterSecretStore"];
const ORDER = ["ExternalSecret"];

/** What a program could change of an object, and others, too. */
const CHANGES: readonly Change[] = [
  { what: "nothing", change: {} },
  { what: "a label", change: { metadata: { labels: { "app.kubernetes.io/part-of": "other" } } } },
  { what: "a label more", change: { metadata: { labels: { more: "one" } } } },
  { what: "a label less", change: { metadata: { labels: { "app.kubernetes.io/part-of": null } } } },
  { what: "an annotation more", change: { metadata: { annotations: { "force-sync": "now" } } } },
  { what: "no annotation", change: { metadata: { annotations: null } } },
  { what: "a finalizer", change: { metadata: { finalizers: ["example.com/kept"] } } },
  { what: "its namespaces", change: { spec: { conditions: [{ namespaces: ["other"] }] } }, kinds: STORE },
  { what: "a namespace more", change: { spec: { conditions: [{ namespaces: ["staging", "evil"] }] } }, kinds: STORE },
  {
    what: "a condition more",
    change: { spec: { conditions: [{ namespaces: ["staging"] }, { namespaces: ["evil"] }] } },
    kinds: STORE,
  },
  { what: "no condition", change: { spec: { conditions: null } }, kinds: STORE },
  { what: "the interval", change: { spec: { refreshInterval: "5m0s" } }, kinds: ORDER },
  { what: "a template's data", change: { spec: { target: { template: { data: { more: "one" } } } } }, kinds: ORDER },
];

/** What only a program can change. */
const MOVES: readonly Change[] = [
  { what: "the name", change: { metadata: { name: "renamed" } } },
  { what: "the namespace", change: { metadata: { namespace: "more" } }, kinds: ["ServiceAccount", "ExternalSecret"] },
];

const of = (changes: readonly Change[], { kind }: Manifest) =>
  changes.filter(({ kinds }) => kinds === undefined || kinds.includes(kind));

/** Has both do everything to an object that there can be to do. @returns what each did, by what it was. */
export async function compare(
  { real, standIn }: Compared,
  manifest: Manifest,
): Promise<Readonly<Record<"real" | "standIn", object>>> {
  return { real: await story(real, manifest), standIn: await story(standIn, manifest) };
}

async function story({ client, patch, remove }: Provider, object: Manifest): Promise<object> {
  const told: Record<string, unknown> = {};
  const urn = urnOf(object);
  const inputs = await client.check(urn, object);
  told.check = inputs;
  const made = await client.create(urn, inputs);
  told.create = shown(made);
  for (const { what, change } of of([...CHANGES, ...MOVES], object))
    told[`the program changes ${what}`] = await client.diff(urn, made, merged(inputs, change));
  for (const { what, change } of of(CHANGES, object)) {
    await patch(object, change);
    told[`others change ${what}`] = shown(await client.read(urn, made));
    // The object is there, and others have changed it.
    told[`made again over ${what}`] = shown(await client.create(urn, inputs));
    told[`read again after ${what}`] = shown(await client.read(urn, made));
  }
  await patch(object, { metadata: { finalizers: null } });
  await remove(object);
  // A namespace is there until everything in it has gone, for which the controllers take their time.
  if (object.kind !== "Namespace") told["others delete it"] = shown(await client.read(urn, made));
  return told;
}

const RELEASE: readonly Change[] = [
  { what: "nothing", change: {} },
  { what: "a value", change: { values: { concurrent: 1 } } },
  { what: "a value less", change: { values: { concurrent: null } } },
  { what: "the chart", change: { chart: "oci://registry.example.com/external-secrets" } },
  { what: "the version", change: { version: "0.20.4" } },
  { what: "the name", change: { name: "other" } },
  { what: "the namespace", change: { namespace: "other" } },
];

// By an identifier alone: without one the real provider looks into the kubeconfigs.
const PROVIDER = { clusterIdentifier: "https://issuer.example.com/first", context: "first" };
const CONFIGURATION: readonly Change[] = [
  { what: "nothing", change: {} },
  { what: "the context", change: { context: "second" } },
  { what: "the kubeconfig", change: { kubeconfig: "" } },
  { what: "the cluster", change: { clusterIdentifier: "https://issuer.example.com/second" } },
  {
    what: "cluster and context",
    change: { clusterIdentifier: "https://issuer.example.com/second", context: "second" },
  },
  { what: "to no identifier", change: { clusterIdentifier: null } },
];

/** Asks both what they would do about changes of the release and of their own configuration. */
export async function compareDiffs(
  { real, standIn }: Compared,
  release: Properties,
): Promise<Readonly<Record<"real" | "standIn", object>>> {
  return { real: await plans(real, release), standIn: await plans(standIn, release) };
}

async function plans({ client }: Provider, release: Properties): Promise<object> {
  const told: Record<string, unknown> = {};
  const urn = "urn:pulumi:staging::compared::kubernetes:helm.sh/v3:Release::one";
  // The real one finds the inputs in the state, as a secret.
  const __inputs = { [SIGNATURE]: SECRET, value: release };
  const made = { id: `${release.namespace}/${release.name}`, inputs: release, state: { ...release, __inputs } };
  for (const { what, change } of RELEASE)
    told[`the release: ${what}`] = await client.diff(urn, made, merged(release, change));
  for (const { what, change } of CONFIGURATION)
    told[`the provider: ${what}`] = await client.diffConfig(PROVIDER, merged(PROVIDER, change));
  const { context } = PROVIDER;
  told["the provider: an identifier for the first time"] = await client.diffConfig({ context }, PROVIDER);
  return told;
}

/** A JSON merge patch (RFC 7396). */
function merged(target: Properties, change: Properties): Properties {
  const result: Properties = { ...target };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete result[key];
    else if (typeof value !== "object" || Array.isArray(value)) result[key] = value;
    else result[key] = merged((result[key] ?? {}) as Properties, value as Properties);
  }
  return result;
}

/** The URN of an object, whose type says what it is. */
function urnOf({ apiVersion, kind }: Manifest): string {
  const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  return `urn:pulumi:staging::compared::kubernetes:${group}:${kind}::one`;
}

/** What the engine would keep, without what only one of them adds. */
function shown(made: Made | undefined): unknown {
  return made === undefined ? undefined : { id: made.id, inputs: made.inputs };
}
