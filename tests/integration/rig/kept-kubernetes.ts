import { randomBytes } from "node:crypto";
import { keptKind } from "./kept.ts";
import { type Difference, difference, type Kind, logicalName } from "./kinds.ts";
import { type Properties, same } from "./values.ts";

type Metadata = { readonly name?: string; readonly namespace?: string } & Properties;

const metadataOf = (inputs: Properties) => (inputs.metadata ?? {}) as Metadata;

// An object of the whole cluster has no namespace; those of a namespace name theirs here.
function nameOf(inputs: Properties): string {
  const { namespace, name } = metadataOf(inputs);
  return namespace === undefined ? `${name}` : `${namespace}/${name}`;
}

const kept = keptKind({
  id: nameOf,
  diff(request) {
    const found = difference(request, []);
    const moved = !same(nameOf(request.oldInputs), nameOf(request.inputs));
    return { ...found, replaces: moved ? [...found.replaces, "metadata"] : found.replaces };
  },
});

/**
 * Any object of the API server. `cluster/provider.test.ts` holds it against the real provider.
 * @see https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/provider.go (Diff, Read)
 */
export const objectKind: Kind = {
  ...kept,
  check(resource, oldInputs, inputs) {
    const metadata = metadataOf(inputs);
    if (metadata.name !== undefined) return inputs;
    const name = metadataOf(oldInputs).name ?? `${logicalName(resource.urn)}-${randomBytes(4).toString("hex")}`;
    return { ...inputs, metadata: { ...metadata, name } };
  },
  /** An object that is there already is taken over: it is applied, and an apply does not ask who made it. */
  async create(resource, inputs) {
    await kept.delete({ ...resource, id: nameOf(inputs) }, inputs);
    return kept.create(resource, inputs);
  },
  async read(resource, state, inputs) {
    const now = await kept.read(resource, state, inputs);
    return now === undefined || inputs === undefined
      ? now
      : { ...now, inputs: pruned(now.inputs, inputs) as Properties };
  },
};

/**
 * What of an object has the shape of its inputs: what others added to it is no difference.
 * @see https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/util.go (pruneMap, pruneSlice)
 */
function pruned(live: unknown, inputs: unknown): unknown {
  if (Array.isArray(live) && Array.isArray(inputs))
    return live.slice(0, inputs.length).map((value, index) => pruned(value, inputs[index]));
  if (!isMap(live) || !isMap(inputs)) return live;
  const there = Object.entries(live).filter(([key]) => key in inputs);
  return Object.fromEntries(there.map(([key, value]) => [key, pruned(value, inputs[key])]));
}

function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `kubernetes:helm.sh/v3:Release`. */
export const releaseKind: Kind = keptKind({
  name: "name",
  fixed: ["namespace"],
  id: ({ namespace, name }) => `${namespace ?? "default"}/${name}`,
  computed: ({ name, namespace }) => ({ status: { name, namespace, status: "deployed" } }),
});

/**
 * What a changed configuration of the provider does. With an identifier, that alone tells the cluster; the entries of
 * kubeconfigs, which count without one, are not known here.
 * @see https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/provider.go (DiffConfig)
 */
export function clusterDifference(old: Properties, next: Properties): Difference {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(next)])];
  const changed = keys.filter((key) => !same(old[key], next[key]));
  const [before, after] = [old.clusterIdentifier, next.clusterIdentifier];
  const moved = before !== undefined && after !== undefined && before !== after;
  return { changed, replaces: moved ? ["clusterIdentifier"] : [] };
}
