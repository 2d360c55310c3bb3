import { isManualToken } from "./benign.ts";
import { looksRandom } from "./randomness.ts";

const PRIVATE_KEY_HEADER =
  /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|PuTTY-User-Key-File-\d: /g;
/** A text of headers alone is no key. */
const MAX_HEADERS = 200;
/** The first bytes of a private key in DER, in base64: PKCS#8 and PKCS#1 with RSA, EC keys, Ed25519. */
const BARE_PRIVATE_KEY =
  /(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9+/]{2}[AQgw]IBA(?:DANBgkqhkiG9w0BAQEFAASC|AKC)|MIG[A-Za-z0-9]AgEAMB[AMG]|MHcCAQEEI|MIGkAgEBBD|MC4CAQAwBQYDK2Vw)[A-Za-z0-9+/]{30}/;

/** Whether a text holds a private key: any PEM kind, PuTTY's, or bare base64. A header without a body is documentation. */
export function holdsPrivateKey(text: string): boolean {
  if (text.includes("PRIVATE KEY") || text.includes("PuTTY-User-Key-File")) {
    for (const header of [...text.matchAll(PRIVATE_KEY_HEADER)].slice(0, MAX_HEADERS)) {
      const start = header.index + header[0].length;
      const body = text
        .slice(start, start + 1200)
        .replace(/-----END[\s\S]*$/, "")
        .replace(/\\[rn]/g, "\n")
        .replace(/^[A-Za-z-]{3,20}: .*$/gm, "")
        .replace(/[^A-Za-z0-9+/=]/g, "");
      if (body.length >= 40 && looksRandom(body) && !/(?:X|x){8}|\.\.\./.test(body)) return true;
    }
  }
  return (text.includes("MI") || text.includes("MH") || text.includes("MC4")) && BARE_PRIVATE_KEY.test(text);
}

const JWT =
  /(?<![A-Za-z0-9_-])ey[JIK][A-Za-z0-9_-]{8,4000}\.ey[JIK][A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{16,2000}(?![A-Za-z0-9_.-])/g;
/** Roles of tokens that a vendor gives out to be put into web pages. */
const PUBLIC_ROLE = /"role"\s*:\s*"anon(?:ymous)?"/;

/** Whether a text holds a signed token that opens something. Supabase's `anon` token is made to be published. */
export function holdsSignedToken(text: string): boolean {
  if (!text.includes("ey")) return false;
  for (const [token] of text.matchAll(JWT)) {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("latin1");
    if (!PUBLIC_ROLE.test(payload) && !isManualToken(token)) return true;
  }
  return false;
}

const PASSWORD_HASH =
  /(?:^|[\s"'=,;])[\w.@-]{1,64}:(?:\$(?:apr1|2[abxy]|5|6|y|1|7)\$[^\s:"']{16,}|\{(?:SHA|SSHA)\}[A-Za-z0-9+/=]{24,})/;

/** Whether a text holds a line of an htpasswd or shadow file: a name with a password's hash, enough to guess it offline. */
export function holdsPasswordHash(text: string): boolean {
  return (text.includes("$") || text.includes("{S")) && PASSWORD_HASH.test(text);
}
