import { type Assignment, assignments, headerCredentials } from "./assignments.ts";
import { isCiphertext, isManualToken, isPublicMaterial, isReference } from "./benign.ts";
import { defaultsOf } from "./defaults.ts";
import type { FormatSearch, SecretFormat } from "./given-formats.ts";
import { isLogin, isMachineMade, isMixed, isPasswordLike, type Judgement, judge } from "./judgement.ts";
import { holdsPasswordHash, holdsPrivateKey, holdsSignedToken } from "./key-material.ts";
import { type KeyName, readKey } from "./key-name.ts";
import { findByLibrary } from "./library.ts";
import { messages } from "./messages.ts";
import { isNeverSecret } from "./never-secret.ts";
import { randomness } from "./randomness.ts";
import { fromBase64, unwrap } from "./unwrap.ts";
import { secretInUrl } from "./url.ts";
import { candidateTokens, publishableTokens } from "./vendor-tokens/index.ts";

/** One reason to take a text for a secret. */
export interface Evidence {
  readonly rule: string;
  readonly message: string;
  readonly source: Source;
  /** The given format that the text has, where `source` is "formats". */
  readonly format?: SecretFormat;
  /** What decided, in words and without any part of the value. Absent where the rule says it: a published form. */
  readonly why?: string;
}

/** The sources of evidence, best first; a bench leaves them out one by one. */
export const SOURCES = ["formats", "secretlint", "vendor", "generic"] as const;
export type Source = (typeof SOURCES)[number];

const MAX_UNWRAPPED = 4;
/** For texts that were put together: only a token's form counts, since chance looks like chance whatever way it is read. */
export function withoutGeneric(sources: ReadonlySet<Source>): ReadonlySet<Source> {
  const known = reduced.get(sources) ?? new Set([...sources].filter((source) => source !== "generic"));
  reduced.set(sources, known);
  return known;
}
const reduced = new WeakMap<ReadonlySet<Source>, ReadonlySet<Source>>();
const NO_KEY: KeyName = { class: "neutral", words: [], before: "" };
/** Beyond this a text is no longer decoded or parsed; tokens are still looked for in all of it. */
const MAX_STRUCTURED = 262_144;

export interface Inspection {
  readonly key: KeyName;
  readonly sources: ReadonlySet<Source>;
  readonly formats: FormatSearch;
  /** How many wrappings have been taken off. */
  readonly unwrapped: number;
  /** Walks what a JSON text holds. */
  readonly walk: (value: unknown, unwrapped: number) => readonly Evidence[];
}

/** Looks for secrets in a text, in what it decodes to, and in what it assigns to names. */
export function inspectText(given: string, inspection: Inspection): readonly Evidence[] {
  const text = withWholeExpressions(given);
  const bare = text.trim();
  if (bare.length < 4) return [];
  const { sources, formats, key, unwrapped } = inspection;
  const certain = findTokens(text, inspection);
  if (certain.length > 0) return certain;
  if (!sources.has("generic")) return unwrapped < MAX_UNWRAPPED ? decodedEvidence(text, inspection) : [];
  if (isCiphertext(bare) || isPublishable(key, bare)) return [];

  const structured = text.length <= MAX_STRUCTURED;
  if (structured && unwrapped < MAX_UNWRAPPED) {
    const parsed = parsedEvidence(bare, inspection);
    if (parsed) return parsed;
    const decoded = decodedEvidence(text, inspection);
    if (decoded.length > 0) return decoded;
    // A text that decodes to words is no random secret itself.
    if (isReadableBase64(bare)) return [];
  }
  const value = bare.replace(/^(["'`])([\s\S]*)\1$/, "$2").trim();
  const judgement = judge(key, value);
  if (judgement) {
    const named = sources.has("formats") ? formats.namedByKey(key, value) : undefined;
    return [named ? ofFormat(named) : judged(key, judgement)];
  }
  return structured ? assignedEvidence(text, inspection) : [];
}

/** A template's expression without its spaces, so that an address or an assignment does not end in the middle of it. */
const withWholeExpressions = (text: string): string =>
  text.includes("{{") ? text.replace(/\{\{[^{}]{1,300}\}\}/g, (expression) => expression.replace(/\s+/g, "")) : text;

const ofFormat = (format: SecretFormat): Evidence => ({
  rule: format.rule,
  message: format.message,
  source: "formats",
  format,
});

const generic = (id: Exclude<keyof typeof messages, "vendor" | "library">): Evidence => ({
  rule: `generic/${id}`,
  message: messages[id](),
  source: "generic",
});

/** Names the key's class and no word of the key, which may itself come from the value. */
function judged(key: KeyName, { suspicion, test }: Judgement): Evidence {
  const said = key.class === "neutral" ? "the key says nothing" : `the key reads as a ${key.class}`;
  return { ...generic(suspicion), why: `${said}; the value: ${test}` };
}

/** Secrets that are known by their form alone. */
function findTokens(text: string, { sources, formats, key }: Inspection): Evidence[] {
  const found: Evidence[] = [];
  if (text.length < 12) return found;
  if (sources.has("formats")) {
    found.push(...formats.inText(text).map(ofFormat));
    if (found.length > 0) return found;
  }
  if (sources.has("secretlint")) {
    for (const rule of findByLibrary(text))
      found.push({ rule: `secretlint/${rule}`, message: messages.library({ rule }), source: "secretlint" });
    if (found.length > 0) return found;
  }
  if (sources.has("vendor")) {
    const isBenign = key.class === "benign" || isPublicMaterial(text) || isCiphertext(text);
    for (const { vendor, id, pattern, publicWith, faint, binary } of candidateTokens(text)) {
      if (faint && isBenign) continue;
      if (publicWith && (publicWith.test(key.words.join(" ")) || publicWith.test(text))) continue;
      for (const [token] of text.matchAll(pattern)) {
        if (binary && fromBase64(token) !== undefined) continue;
        if (isManualToken(token) || (/[A-Za-z]/.test(token) && randomness(token) < 0.12)) continue;
        found.push({ rule: `vendor/${id}`, message: messages.vendor({ vendor }), source: "vendor" });
        break;
      }
      if (found.length > 0) break;
    }
    if (found.length > 0) return found;
  }
  if (sources.has("generic")) {
    if (holdsPrivateKey(text)) return [generic("private-key")];
    if (holdsSignedToken(text)) return [generic("jwt")];
    const address = secretInUrl(text);
    if (address) return [generic(address)];
    if (holdsHeaderCredential(text)) return [generic("authorization-header")];
    if (holdsPasswordHash(text) && !key.words.includes("hash")) return [generic("password-hash")];
  }
  return found;
}

function holdsHeaderCredential(text: string): boolean {
  return headerCredentials(text).some(({ scheme, text: credential }) => {
    if (isManualToken(credential) || isReference(credential)) return false;
    if (scheme === "basic")
      return (
        /^[^\s:]{1,100}:[^\s]{3,}$/.test(fromBase64(credential) ?? "") && !isNeverSecret(fromBase64(credential) ?? "")
      );
    const strict = scheme === "token" || scheme === "key";
    return credential.length >= (strict ? 20 : 12) && isMachineMade(credential) && !isNeverSecret(credential);
  });
}

function parsedEvidence(bare: string, { unwrapped, walk }: Inspection): readonly Evidence[] | undefined {
  if (!/^[[{"]/.test(bare) || !/[\]}"]$/.test(bare)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch {
    return undefined;
  }
  return walk(value, unwrapped + 1);
}

function decodedEvidence(text: string, inspection: Inspection): readonly Evidence[] {
  for (const form of unwrap(text)) {
    const inside = form.backwards
      ? { ...inspection, sources: withoutGeneric(inspection.sources), unwrapped: MAX_UNWRAPPED }
      : { ...inspection, unwrapped: inspection.unwrapped + 1 };
    const knowsKey = form.whole || inspection.key.class === "benign";
    const found = inspectText(form.text, knowsKey ? inside : { ...inside, key: NO_KEY });
    if (found.length > 0) return found;
    if (form.encoded && isLogin(form.text) && !isNeverSecret(form.text)) return [generic("secret")];
  }
  return [];
}

/** A person's words about a secret, not a script or a page: there, chance is ordinary. */
function isSentence(text: string): boolean {
  return (
    text.length <= 600 &&
    /\s/.test(text) &&
    /pass|pwd|secret|token|key|cred|login/i.test(text) &&
    !isPublicMaterial(text)
  );
}

const isPin = ({ name, text }: Assignment) => /^(?:pin|passcode)$/i.test(name) && /^\d{4,12}$/.test(text);

function isReadableBase64(text: string): boolean {
  return (
    text.length >= 16 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0 && fromBase64(text) !== undefined
  );
}

/** A token that is meant to be seen where it stands: a browser's key, a public project's. */
function isPublishable(key: KeyName, text: string): boolean {
  const words = key.words.join(" ");
  return publishableTokens.some(
    ({ hints, pattern, publicWith }) =>
      hints.some((hint) => text.includes(hint)) && publicWith?.test(words) && text.replace(pattern, "") === "",
  );
}

/** A reference is harmless, and what it falls back on is judged by the variable's name. */
function defaultEvidence(text: string): Evidence[] {
  for (const { name, text: value } of defaultsOf(text)) {
    const key = readKey([name]);
    const judgement = judge(key, value);
    if (judgement !== undefined) return [judged(key, judgement)];
  }
  return [];
}

function assignedEvidence(text: string, { key }: Inspection): Evidence[] {
  const fallback = defaultEvidence(text);
  if (fallback.length > 0) return fallback;
  if (/^[^\s="'({]*$/.test(text) && isNeverSecret(text) && !text.includes("?")) return [];
  for (const assignment of assignments(text, key.class === "hint" || key.class === "token")) {
    const own = readKey([assignment.name]);
    if (own.class === "benign") continue;
    // Under `cookie` each part may be secret, whatever it is called.
    const name = own.class === "neutral" && key.class !== "benign" ? { ...own, class: "hint" as const } : own;
    if (own.class === "neutral" && key.class !== "hint" && key.class !== "token") continue;
    const judgement = judge(name, assignment.text);
    if (judgement === undefined) continue;
    const { form } = assignment;
    if (form === "whole" || isPasswordLike(assignment.text)) return [judged(name, judgement)];
    if (form === "said" && judgement.suspicion === "password" && (isMixed(assignment.text) || isPin(assignment)))
      return [judged(name, judgement)];
  }
  if (isSentence(text)) {
    for (const word of text.split(/\s+/)) {
      const bare = word.replace(/^["'`(<[{\u201c]+|["'`)>\]}.,;:\u201d]+$/g, "");
      if (!/^[^\s/\\=<>{}()[\]$"'`|]{8,200}$/.test(bare) || isNeverSecret(bare)) continue;
      if (isPasswordLike(bare) || isLogin(bare)) return [generic("secret")];
    }
  }
  return [];
}
