import type { FormatSearch } from "./given-formats.ts";
import { readKey } from "./key-name.ts";
import { messages } from "./messages.ts";
import { NAME_KEYS, VALUE_KEYS } from "./name-and-value.ts";
import { type Evidence, inspectText, type Source, withoutGeneric } from "./text.ts";

export interface Located extends Evidence {
  /** Keys and indices from the value to the text. A key that itself looks secret is written `*`. */
  readonly path: readonly string[];
}

export interface Place {
  /** What the texts here are called: the key, and the names inside the value that lead to them. */
  readonly names: readonly string[];
  readonly path: readonly string[];
  readonly sources: ReadonlySet<Source>;
  readonly formats: FormatSearch;
  /** How many wrappings (JSON in a text, base64) have been taken off. */
  readonly unwrapped: number;
  /** Objects that are being walked, to end at a cycle. */
  readonly above: readonly object[];
}

const MAX_DEPTH = 64;
/** Enough for any list of arguments or pieces; a longer list is data. */
const MAX_JOINED = 4096;
/** Walks a value of any kind and inspects every text in it. What cannot be read is passed over. */
export function walk(value: unknown, place: Place): Located[] {
  if (typeof value === "string") return inspect(value, place);
  if (typeof value === "number" || typeof value === "bigint") {
    return readKey(place.names).class === "password" ? inspect(String(value), place) : [];
  }
  if (typeof value !== "object" || value === null) return [];
  if (place.above.length > MAX_DEPTH || place.above.includes(value)) return [];
  const inside = { ...place, above: [...place.above, value] };
  try {
    return Array.isArray(value) ? walkList(value, inside) : walkObject(value, inside);
  } catch {
    // An unknown or revoked part of a resource throws when it is read: there is no text to judge in it.
    return [];
  }
}

function inspect(text: string, place: Place): Located[] {
  const { names, path, sources, formats, unwrapped } = place;
  const key = readKey(names);
  const evidence = inspectText(text, {
    key,
    sources,
    formats,
    unwrapped,
    walk: (value, level) => walk(value, { ...place, unwrapped: level }),
  });
  return evidence.map((one) => ({ ...one, path }));
}

function walkList(list: readonly unknown[], place: Place): Located[] {
  const found: Located[] = [];
  for (let index = 0; index < list.length; index++) {
    found.push(...walk(list[index], { ...place, names: place.names, path: [...place.path, String(index)] }));
  }
  return found.length > 0 ? found : inspectJoined(list, place);
}

function walkObject(object: object, place: Place): Located[] {
  const entries = Object.keys(object).map((key) => [key, read(object, key)] as const);
  if (entries.some(([key]) => key === "kty")) return walkJsonWebKey(entries, place);
  if (isEncrypted(entries)) return [];
  const names = new Map(entries.filter(([key]) => NAME_KEYS.includes(key)));
  const name = NAME_KEYS.map((key) => names.get(key)).find((text) => typeof text === "string");
  const context = [...place.names, ...saidTogether(entries)];
  const found: Located[] = [];
  for (const [key, value] of entries) {
    if (isNameOfSecret(key, value, entries)) {
      found.push(
        ...walk(value, { ...place, names: [], path: [...place.path, key], sources: withoutGeneric(place.sources) }),
      );
      continue;
    }
    const isPair = typeof name === "string" && VALUE_KEYS.includes(key);
    const own = isSecretObject(entries) && /^(?:data|stringData)$/.test(key) ? "credentials" : key;
    const ofKey = key.length >= 16 ? inspect(key, { ...place, names: [], path: [...place.path, "*"] }) : [];
    found.push(...ofKey);
    const shown = ofKey.length > 0 || key.length > 128 ? "*" : key;
    found.push(
      ...walk(value, {
        ...place,
        names: isPair ? [...context, name] : [...context, own === "secure" ? "secret" : own],
        path: [...place.path, shown],
      }),
    );
  }
  return found.length > 0
    ? found
    : inspectJoined(
        entries.map(([, value]) => value),
        place,
      );
}

/** What the members of an object say only together: Firebase's web configuration is public; a secret's id beside a role's is a login. */
function saidTogether(entries: readonly (readonly [string, unknown])[]): string[] {
  const has = (pattern: RegExp) => entries.some(([key]) => pattern.test(key));
  if (has(/^authDomain$/)) return ["firebase"];
  return has(/^secret_?id$/i) && has(/^(?:role|accessor)_?id$/i) ? ["approle"] : [];
}

/** A JSON Web Key is public but for the members that only a private or a shared key has (RFC 7518, 6.2.2, 6.3.2, 6.4.1). */
function walkJsonWebKey(entries: readonly (readonly [string, unknown])[], place: Place): Located[] {
  const secret = entries.find(
    ([key, value]) => (key === "d" || key === "k") && typeof value === "string" && value.length >= 16,
  );
  return secret
    ? [
        {
          rule: "generic/private-key",
          message: messages["private-key"](),
          source: "generic",
          path: [...place.path, secret[0]],
        },
      ]
    : [];
}

function read(object: object, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/**
 * What finds a secret and cannot hold one: an ExternalSecret's `remoteRef`, `extract` and `secretKey`, a pod's `secretKeyRef`.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
function isNameOfSecret(key: string, value: unknown, entries: readonly (readonly [string, unknown])[]): boolean {
  if (key === "secretKey") return entries.some(([other]) => other === "remoteRef" || other === "sourceRef");
  if (!/^(?:remoteRef|extract|secretStoreRef|secretKeyRef|configMapKeyRef)$/.test(key)) return false;
  return typeof value === "object" && value !== null && ("key" in value || "name" in value);
}

/** Kubernetes' Secret says of all that it holds that it is secret, whatever its members are called. */
const isSecretObject = (entries: readonly (readonly [string, unknown])[]): boolean =>
  entries.some(([key, value]) => key === "kind" && value === "Secret");

/**
 * Pulumi's two forms of an encrypted value: with a key of the stack (`v1:nonce:text`), and Pulumi Cloud's.
 * Any other text under `secure` was written there by a person, and is judged as a secret.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/config/crypt.go
 */
function isEncrypted(entries: readonly (readonly [string, unknown])[]): boolean {
  const [key, value] = entries[0] ?? [];
  return (
    entries.length === 1 &&
    key === "secure" &&
    typeof value === "string" &&
    /^(?:v1:[A-Za-z0-9+/]+={0,2}:|AAAB)[A-Za-z0-9+/]+={0,2}$/.test(value)
  );
}

/** Arguments (`["--password", "…"]`) and tokens kept in pieces show only when they are put together. */
function inspectJoined(values: readonly unknown[], place: Place): Located[] {
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length < 2 || texts.length > 64) return [];
  if (texts.reduce((total, text) => total + text.length, 0) > MAX_JOINED) return [];
  const apart = { ...place, names: [] };
  const tokensOnly = { ...apart, sources: withoutGeneric(place.sources) };
  const asArguments = texts.some((text) => text.startsWith("-")) ? inspect(texts.join(" "), apart) : [];
  return asArguments.length > 0 ? asArguments : inspect(texts.join(""), tokensOnly);
}
