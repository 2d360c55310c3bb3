import { catalogueFormats } from "./catalogue-formats.ts";
import { libraryRules } from "./library.ts";
import { type MessageId, messages } from "./messages.ts";
import { SOURCES, type Source } from "./text.ts";
import { vendorTokens } from "./vendor-tokens/index.ts";
import { walk } from "./walk.ts";

export { SOURCES, type Source } from "./text.ts";

/** A place that holds a real-looking secret. Never holds the secret, nor a part of it. */
export interface Finding {
  /** One of `ruleIds`: `catalogue/…`, `secretlint/…`, `vendor/…` or `generic/…`. */
  readonly rule: string;
  /** Where in the value, from its top: `[]` is the value itself, `["env", "0", "value"]` a text inside it. */
  readonly path: readonly string[];
  /** What it looks like, for a person: "looks like a secret of GitHub". */
  readonly message: string;
  /** What decided, for a person who takes it for a mistake. Absent where the rule's published form did. */
  readonly why?: string;
}

export interface DetectOptions {
  /**
   * The sources of knowledge to use.
   * @default all of them
   */
  readonly sources?: readonly Source[];
}

const ALL: ReadonlySet<Source> = new Set(SOURCES);

/**
 * Finds the texts in a value that look like real secrets: keys and tokens in a vendor's or the catalogue's format, private keys,
 * addresses and connection strings with passwords, and passwords and tokens under a key that says so. Looks into objects, lists, JSON,
 * base64, headers, command lines and prose. Silent on placeholders, references to a store, ciphertext and public material.
 *
 * Synchronous, and more than 10,000 texts a second on one core (`npm run bench:detect`). Never throws: a part of the value that throws when it is read is passed over.
 *
 * @param key the name of the value, a configuration key or a property path parted by dots. A namespace (up to the colon) means
 *   nothing, but for the `secretId` of a provider that machines log in to: `approle:secretId`.
 * @param value anything: a text, a number, an object, a list
 */
export function detect(key: string, value: unknown, options: DetectOptions = {}): readonly Finding[] {
  const sources = options.sources === undefined ? ALL : new Set(options.sources);
  const found = walk(value, { names: [key], path: [], sources, unwrapped: 0, above: [] });
  const seen = new Set<string>();
  return found.filter(({ rule, path }) => {
    const id = JSON.stringify([rule, path]);
    return seen.has(id) ? false : seen.add(id);
  });
}

const genericIds = (Object.keys(messages) as MessageId[]).filter(
  (id) => !["catalogue", "vendor", "library"].includes(id),
);

/** Every rule that can be in a finding, sorted. */
export const ruleIds: readonly string[] = [
  ...catalogueFormats.map(({ rule }) => rule),
  ...libraryRules.map((rule) => `secretlint/${rule}`),
  ...vendorTokens.map(({ id }) => `vendor/${id}`),
  ...genericIds.map((id) => `generic/${id}`),
].sort();
