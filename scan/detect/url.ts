import { isManualToken, isPlaceholder, isReference } from "./benign.ts";
import { looksRandom } from "./randomness.ts";

const ADDRESS = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:(?:[a-z]{2,12}:)?\/\/([^\s"'<>`]{3,600})/gi;
const ORACLE = /jdbc:oracle:\w{2,5}:([^\s/@]{1,64})\/([^\s@]{1,128})@/gi;
/** Go's form of a MySQL address. */
const GO_MYSQL = /^([^\s:@/]{1,64}):([^\s@]{3,128})@(?:tcp|udp|unix|cloudsql)\(/;
/** Defaults of images and manuals: everybody knows them, and no configuration is safer for hiding them. */
const KNOWN_DEFAULT = new Set(
  "password passwd pass pwd secret user username guest root admin administrator postgres mysql mongo redis test example token changeme default none xxx xxxx".split(
    " ",
  ),
);

/** What an address gives away: a password, a token in the place of a user; undefined: nothing. */
export function secretInUrl(text: string): "url-password" | "url-token" | undefined {
  if (text.includes("@")) {
    for (const match of text.matchAll(ADDRESS)) {
      const found = secretInUserinfo(match[1] ?? "");
      if (found) return found;
    }
    for (const match of text.matchAll(ORACLE)) {
      if (isRealPassword(match[2] ?? "", match[1] ?? "")) return "url-password";
    }
  }
  const mysql = GO_MYSQL.exec(text.trim());
  return mysql && isRealPassword(mysql[2] ?? "", mysql[1] ?? "") ? "url-password" : undefined;
}

function secretInUserinfo(rest: string): "url-password" | "url-token" | undefined {
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? "";
  let userinfo: string | undefined;
  let after = "";
  if (authority.includes("@")) {
    userinfo = authority.slice(0, authority.lastIndexOf("@"));
    after = rest.slice(userinfo.length + 1);
  } else {
    // A password with an unescaped slash: not host:port/path, where an @ may follow as well.
    const loose = /^([^:/@]*:(?!\d{1,5}\/)[^@]{4,100})@[\w.-]+/.exec(rest);
    userinfo = loose?.[1];
  }
  if (userinfo === undefined || userinfo === "") return undefined;
  const colon = userinfo.indexOf(":");
  if (colon === -1) {
    const token = decoded(userinfo);
    // Sentry's DSN carries a public key there.
    const isSentry = /^[^/]*(?:sentry|ingest|glitchtip|bugsink)[^/]*\/|^[^/]+\/\d+$/i.test(after);
    return token.length >= 16 && looksRandom(token) && !isSentry && !isReference(token) ? "url-token" : undefined;
  }
  const password = decoded(userinfo.slice(colon + 1));
  return isRealPassword(password, decoded(userinfo.slice(0, colon))) ? "url-password" : undefined;
}

function isRealPassword(password: string, user: string): boolean {
  if (password.length < 3 || password === user || KNOWN_DEFAULT.has(password.toLowerCase())) return false;
  if (/^[A-Z][A-Z_]*$/.test(password) && /PASS|PWD|SECRET|TOKEN/.test(password)) return false;
  return !isPlaceholder(password) && !isReference(password) && !isManualToken(password);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
