/** What stands where a value is known only once the update has made the resource that it comes from. */
export const UNKNOWN: unique symbol = Symbol("unknown");

// Marks of the engine's wire format: github.com/pulumi/pulumi, sdk/go/common/resource/properties.go.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
// One mark for each kind of value that is not known yet: the same source, and @pulumi/policy's proxy.ts.
const UNKNOWN_MARKS = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
// An input nested deeper than this is no resource's; without an end a cycle would never return.
const MAX_DEPTH = 64;

export type Values = Readonly<Record<string, unknown>>;

/**
 * A resource's properties as rules read them: secrets in clear, unknown values as `UNKNOWN`, references as their URN.
 *
 * @param properties as the engine hands them over (where touching an unknown value throws and would hide the rest) or
 *   as a program registers them.
 */
export async function readable(properties: object): Promise<Values> {
  const pending: Promise<void>[] = [];
  const values = entries(properties).map(([key, value]) => [key, plain(value, pending, 0)] as const);
  await Promise.all(pending);
  return Object.fromEntries(values);
}

// Descriptors are read past the proxy by which the policy SDK makes an unknown value throw.
function entries(holder: object): [string, unknown][] {
  return Object.keys(holder).map((key) => [key, Object.getOwnPropertyDescriptor(holder, key)?.value]);
}

function plain(value: unknown, pending: Promise<void>[], depth: number): unknown {
  if (typeof value === "string") return UNKNOWN_MARKS.has(value) ? UNKNOWN : value;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return typeof value === "object" ? null : value;
  if (Array.isArray(value)) return value.map((item) => plain(item, pending, depth + 1));
  const wrapped = value as Values;
  switch (wrapped[SIGNATURE]) {
    case SECRET:
      return plain(wrapped.value, pending, depth + 1);
    case OUTPUT:
      return wrapped.value === undefined ? UNKNOWN : plain(wrapped.value, pending, depth + 1);
    case RESOURCE:
      return wrapped.urn;
  }
  const result: Record<string, unknown> = {};
  for (const [key, child] of entries(value)) {
    // An asset's text.
    if (child instanceof Promise) {
      pending.push(
        child.then((text) => {
          result[key] = plain(text, [], depth + 1);
        }),
      );
    } else result[key] = plain(child, pending, depth + 1);
  }
  return result;
}

/** Whether anything in a value is unknown. */
export function holdsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}

/** The object that a value is, or an empty one. */
export function fields(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};
}

/** The items of a list; a single value counts as a list of one, as in IAM's documents. */
export function items(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function texts(value: unknown): readonly string[] {
  return items(value).filter((item) => typeof item === "string");
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** What stands at a path below a value: undefined where there is nothing, `UNKNOWN` where that is not known yet. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let node = value;
  for (const part of path) {
    if (node === UNKNOWN) return UNKNOWN;
    const holder = fields(node);
    node = Object.hasOwn(holder, part) ? holder[part] : undefined;
  }
  return node;
}

/** The value of a JSON text; a value that is no JSON text is given back. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
