import { createPrivateKey, type KeyObject } from "node:crypto";
import { allCredentials, type Credential, type Field, isPlaceholder, PLACEHOLDER_PREFIX } from "../catalogue/index.ts";

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
  if (inside !== inside.trim()) return `${label} has white space before or after it. Give it without.`;
  if (/^(["'`]).*\1$/s.test(value)) return `${label} stands in quotes. Give it without them.`;
  const owner = ownerOf(credential, field, value);
  if (owner !== undefined)
    return `This is ${owner}, not the ${label.toLowerCase()} of ${credential.service}. ${wanted}`;
  if (format.kind === "pem") return pemComplaint(label, value, wanted);
  if (format.pattern.test(value)) return undefined;
  if (format.kind === "url") return urlComplaint(label, value, wanted);
  if (/\s/.test(value)) return `${label} has white space inside it. ${wanted}`;
  return `${label} has the wrong shape (${value.length} characters). ${wanted}`;
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
  let key: KeyObject;
  try {
    key = createPrivateKey(value);
  } catch {
    return `${label} cannot be parsed: it may have been cut off or lost its line breaks. ${wanted}`;
  }
  return key.asymmetricKeyType === "rsa" ? undefined : `${label} is a key of another kind than RSA. ${wanted}`;
}

function urlComplaint(label: string, value: string, wanted: string): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return `${label} is no web address. ${wanted}`;
  }
  if (url.protocol !== "https:") return `${label} does not begin with https://. ${wanted}`;
  return `${label} is an address of another site or of another kind. ${wanted}`;
}
