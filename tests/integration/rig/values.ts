// How the engine and a provider mark values on the wire (github.com/pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go).
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Stands for what is not known yet in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

/** A value without the marks of secrets in it. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = value as Record<string, unknown>;
  if (entries[SIGNATURE] === SECRET) return plain(entries.value);
  return Object.fromEntries(Object.entries(entries).map(([key, child]) => [key, plain(child)]));
}

/** The properties that are secret as a whole or in part. */
export function secretKeys(properties: Properties): readonly string[] {
  return Object.keys(properties).filter((key) =>
    JSON.stringify(properties[key])?.includes(`"${SIGNATURE}":"${SECRET}"`),
  );
}

/** Properties with those of the named keys marked as secret. */
export function withSecrets(properties: Properties, keys: Iterable<string>): Properties {
  const marked = { ...properties };
  for (const key of keys) {
    if (marked[key] !== undefined) marked[key] = { [SIGNATURE]: SECRET, value: marked[key] };
  }
  return marked;
}

/** Whether two values are the same, whatever the order of their keys. */
export function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
}
