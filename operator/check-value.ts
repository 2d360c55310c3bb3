import { createPrivateKey, type KeyObject } from "node:crypto";
import { allCredentials, type Credential, type Field, isPlaceholder, PLACEHOLDER_PREFIX } from "../catalogue/index.ts";
import { notAscii, oddCharacter } from "./odd-characters.ts";

/**
 * Why a text is no value of a field, and what is allowed; undefined where it is one. The text itself is never told.
 */
export function complaint(credential: Credential, field: Field, value: string): string | undefined {
  const { label, format } = field;
  const wanted = `Wanted is ${format.description}.`;
  if (value === "") return `${label} is empty. ${wanted}`;
  if (isPlaceholder(value.trim())) {
    return `${label} is a placeholder (${PLACEHOLDER_PREFIX}…), not a value. ${wanted}`;
  }
  // A file of PowerShell's, for example, is UTF-16.
  if (value.includes("\0")) return `${label} holds NUL bytes: it is no text in UTF-8. ${wanted}`;
  const inside = format.kind === "pem" ? value.replace(/\r?\n$/, "") : value;
  const odd = oddCharacter(inside);
  if (odd !== undefined) return `${label} holds ${odd}. Copy it again, from the vendor's own page.`;
  if (inside !== inside.trim()) return `${label} has white space before or after it. Give it without.`;
  if (/^(["'`]).*\1$/s.test(value)) return `${label} stands in quotes. Give it without them.`;
  const owner = ownerOf(credential, field, value);
  if (owner !== undefined)
    return `This is ${owner}, not the ${label.toLowerCase()} of ${credential.service}. ${wanted}`;
  if (format.kind === "pem") return pemComplaint(label, value, wanted);
  if (format.pattern.test(value)) return undefined;
  if (format.kind === "url") return urlComplaint(field, value, wanted);
  const wrapped = wrapping(value) ?? notAscii(value);
  if (wrapped !== undefined) return `${label} holds ${wrapped}. ${wanted}`;
  if (/\s/.test(value)) return `${label} has white space inside it. ${wanted}`;
  return `${label} has the wrong shape (${value.length} characters). ${wanted}`;
}

/** What to say of a value that is taken, and may still be a part of one; undefined where it looks whole. */
export function doubt({ service }: Credential, { label, format }: Field, value: string): string | undefined {
  if (format.shortest === undefined || value.length >= format.shortest) return undefined;
  return `${label} is shorter (${value.length} characters) than any that ${service} is known to make (${format.shortest} at least). It may have been cut off: --live asks ${service} about it.`;
}

/** What stands around a value that was copied with its surroundings, or broken where a line was full. */
function wrapping(value: string): string | undefined {
  if (/^(?:export\s+)?[A-Za-z_][A-Za-z0-9_]{2,}\s*=/.test(value)) return "a name and an equals sign before the value";
  if (/^(?:authorization\s*:\s*)?(?:bearer|basic)\s/i.test(value))
    return "a word before the value, as a request has it";
  const line = value.search(/[\r\n]/);
  return line === -1 ? undefined : `a line break at place ${line + 1} of ${value.length}: it may have been wrapped`;
}

/** Whose key a text is, where it is known by its look as that of another field. */
function ownerOf(credential: Credential, field: Field, value: string): string | undefined {
  for (const other of allCredentials) {
    for (const { name, label, format } of other.fields) {
      if (other.id === credential.id && name === field.name) continue;
      if (format.detect?.test(value))
        return `${article(other.service)} ${other.service} ${label.toLowerCase()}`.replace(/\bapi\b/, "API");
    }
  }
  return undefined;
}

function article(word: string): string {
  return /^[AEIOU]/i.test(word) ? "an" : "a";
}

function pemComplaint(label: string, value: string, wanted: string): string | undefined {
  if (/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(value)) return `${label} is a public key. ${wanted}`;
  if (/-----BEGIN CERTIFICATE-----/.test(value)) return `${label} is a certificate. ${wanted}`;
  if (/-----BEGIN OPENSSH PRIVATE KEY-----/.test(value)) return `${label} is an OpenSSH key. ${wanted}`;
  if (/ENCRYPTED/.test(value)) return `${label} is protected by a passphrase. ${wanted}`;
  if (!/-----BEGIN [A-Z ]+-----/.test(value)) return `${label} is no PEM text. ${wanted}`;
  const blocks = value.match(/-----BEGIN [A-Z ]+-----/g) ?? [];
  if (blocks.length > 1) return `${label} holds ${blocks.length} PEM blocks. Give the private key alone.`;
  const around = /^([\s\S]*?)-----BEGIN [\s\S]*-----END [A-Z ]+-----([\s\S]*)$/.exec(value);
  if (around !== null && `${around[1]}${around[2]}`.trim() !== "") {
    return `${label} has text before or after the key. Give the lines from BEGIN to END alone.`;
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(value);
  } catch {
    return `${label} cannot be parsed: it may have been cut off or lost its line breaks. ${wanted}`;
  }
  return key.asymmetricKeyType === "rsa" ? undefined : `${label} is a key of another kind than RSA. ${wanted}`;
}

function urlComplaint({ label, format: { pattern } }: Field, value: string, wanted: string): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return `${label} is no web address. ${wanted}`;
  }
  if (url.protocol !== "https:") return `${label} does not begin with https://. ${wanted}`;
  const plain = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  if (plain !== value && pattern.test(plain)) {
    return `${label} is the right address, written otherwise than it is stored: give it in lower case, without a slash or a question mark at its end.`;
  }
  return `${label} is an address of another site or of another kind. ${wanted}`;
}
