// What someone added to an object of the cluster. The Kubernetes provider prunes what it reads to the shape of the inputs
// that the program sent, so an element more in a list or a key more in a map is no difference to it:
// https://github.com/pulumi/pulumi-kubernetes/blob/v4.34.2/provider/pkg/provider/util.go (pruneMap, pruneSlice).
// Its outputs hold the live object.

/** A resource as the engine's events show it, before or after. */
export interface State {
  readonly inputs?: Readonly<Record<string, unknown>> | null;
  readonly outputs?: Readonly<Record<string, unknown>> | null;
}

interface Resource {
  readonly type?: string;
  readonly old?: State | null;
  readonly new?: State | null;
}

// The API server's and the provider's own bookkeeping, and what controllers report.
const OF_THE_SYSTEM = /^(?:status|__.*)$/;
// `secrets put` asks the operator by one to deliver at once; the others are tools' notes on what they applied.
const TOLERATED_ANNOTATIONS = /^(?:force-sync$|kubectl\.kubernetes\.io\/|deployment\.kubernetes\.io\/|pulumi\.com\/)/;

/** The paths that differ in an object of the cluster, beyond what the provider reports. */
export function hiddenChanges(resource: Resource): readonly string[] {
  const { type = "", old, new: now } = resource;
  if (!type.startsWith("kubernetes:") || now?.outputs == null) return [];
  const [before, after] = [compared(old?.outputs ?? {}), compared(now.outputs)];
  const paths = [...differences(before, after, ""), ...longerLists(old?.inputs ?? {}, after, "")];
  return [...new Set(paths)].sort();
}

/** What people decide of an object. */
function compared(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { metadata, ...rest } = object;
  const { labels = {}, annotations = {} } = asMap(metadata) ?? {};
  const kept = Object.entries(asMap(annotations) ?? {}).filter(([name]) => !TOLERATED_ANNOTATIONS.test(name));
  const own = Object.entries(rest).filter(([name]) => !OF_THE_SYSTEM.test(name));
  return { ...Object.fromEntries(own), metadata: { labels, annotations: Object.fromEntries(kept) } };
}

function differences(before: unknown, after: unknown, path: string): readonly string[] {
  const [one, other] = [asMap(before), asMap(after)];
  if (one === undefined || other === undefined) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differences(one[key], other[key], join(path, key)));
}

/** Lists with more than the program sent: also where an update has written the addition into the state since. */
function longerLists(sent: unknown, live: unknown, path: string): readonly string[] {
  if (Array.isArray(sent) && Array.isArray(live)) {
    if (live.length > sent.length) return [path];
    return sent.flatMap((item, index) => longerLists(item, live[index], `${path}[${index}]`));
  }
  const [one, other] = [asMap(sent), asMap(live)];
  if (one === undefined || other === undefined) return [];
  return Object.keys(one).flatMap((key) => longerLists(one[key], other[key], join(path, key)));
}

function asMap(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
