import { isReference } from "./benign.ts";
import { namesAndValues } from "./name-and-value.ts";

/** A name with its text, as found inside a longer text. */
export interface Assignment {
  readonly name: string;
  readonly text: string;
  /**
   * How sure it is that the text is the value, and all of it: `whole` (it fills the line, stands in quotes or between separators),
   * `bare` (other words follow), `said` (a sentence says so).
   */
  readonly form: "whole" | "bare" | "said";
}

const PAIR =
  /(?:^|[\s;,&?{[("'`|#])-{0,2}["']?([A-Za-z_][\w.-]{0,79}|\/\/[\w./-]{1,120}:_\w{1,20})["']?[ \t]{0,3}(=>|:=|=|:)(?!\/\/)[ \t]{0,3}(?:\\?"([^"\n\\]{0,500})\\?"|'([^'\n]{0,500})'|([^\s"';&,]{1,500}))/g;
const LINE =
  /^[ \t]*(?:export |set |setx |ENV |ARG |SET |- |# ?|\$env:)?["']?([A-Za-z_][\w.-]{0,79})["']?[ \t]{0,3}(?:=>|:=|=|:)[ \t]{0,3}([^\n]{1,500})$/gm;
const OPTION =
  /(?:^|[\s"',[])--?([A-Za-z][\w-]{2,40})(?:["']?\s{0,2},\s{0,2}["']|[ \t]{1,2}["']?)([^\s"',\]-][^\s"',\]]{2,300})/g;
/** Programs whose short option takes a password: with mysql it is attached, elsewhere -p is often a port. */
const SHORT_OPTION =
  /\b(?:(?:mysql|mariadb)\w{0,9}\b[^\n]{0,200}?\s-p|(?:sshpass|docker login|podman login|helm registry login|mongo\w{0,8}|snowsql|vsql|mssql-cli|7z|az login|htpasswd)\b[^\n]{0,200}?\s-p[ =]?|(?:redis-cli|valkey-cli)\b[^\n]{0,200}?\s-a[ =]?|(?:ldap\w{3,8})\b[^\n]{0,200}?\s-w[ =]?|(?:unzip|zip|sqlcmd|bcp)\b[^\n]{0,200}?\s-P[ =]?|openssl\b[^\n]{0,200}?\s(?:-k |-K |-pass(?:in|out)? pass:))["']?([^\s"'-][^\s"']{2,200})/g;
const ATTACHED_OPTION = /(?:^|\s)-p([^\s"'=:/-][^\s"'=:/]{7,200})/g;
/** What other tools and languages write between the word and the secret. */
const SPOKEN = [
  /\bidentified\s+(?:with\s+\S+\s+)?by\s+["']([^"']{4,200})["']/gi,
  /\bpassword\s+["']([^"']{4,200})["']/gi,
  /\bPSK\s+["']([^"']{6,200})["']/g,
  /\bnet\s+user\s+\S{1,64}\s+([^\s/]{6,128})/gi,
  /\bConvertTo-SecureString\s+(?:-String\s+)?["']([^"'$]{4,200})["']/gi,
  /\s-U\s+[^\s%]{1,64}%([^\s"']{4,128})/g,
  /\bhtpasswd\s+-\w{0,4}b\w{0,4}\s+\S{1,200}\s+\S{1,64}\s+([^\s"']{4,128})/g,
  /\bchpasswd\b[\s\S]{0,40}?\b\w{1,32}:([^\s"']{6,128})/g,
];
const CALL =
  /\b(\w{0,40}(?:password|passwd|secret|token|api_?key|credentials?)\w{0,20})\s?\(\s?["']([^"'\s]{6,300})["']/gi;
/** `ENV NAME value` of a Dockerfile, `SetEnv NAME value` of a web server. */
const ENVIRONMENT =
  /^[ \t]*(?:ENV|ARG|SetEnv|setenv|putenv)[ \t]{1,4}([A-Za-z_]\w{0,79})[ \t]{1,4}["']?([^\s"'=]{4,300})/gm;
/** Two texts beside each other, as in `define('NAME', 'value')`. */
const COUPLE = /["']([A-Za-z_][\w.-]{2,60})["']\s{0,3},\s{0,3}["']([^"'\n]{4,300})["']/g;
const USER_OPTION = /\s(?:-u|-U|--user|--auth|--proxy-user|--creds)[ =]["']?([^\s:"'$]{1,64}):([^\s"']{3,200})/g;
const NETRC = /\b(?:machine|login|default)\s[\s\S]{0,200}?\bpassword\s+["']?([^\s"']{3,200})/g;
const PGPASS = /^[\w.*-]{1,253}:(?:\d{1,5}|\*):[\w*-]{1,63}:[\w*-]{1,63}:(\S{3,200})$/gm;
const SAID =
  /(?<![:.])\b(password|passphrase|passwd|pwd|passcode|psk|secret|token|api[ _-]?key|access[ _-]?key|secret[ _-]?key|pin|credentials?|creds|pw)s?\b([^\n/?=]{0,60}?)(?:\bis(?: now)?\b|\bwas\b|\bto\b|=|:|->|\u2192|\bof\b|\bwith\b|\bkey\b|\btoken\b)[ \t]{0,3}["'`\u201c(]?([^\s"'`\u201d)]{4,200})/gi;
const NAMED =
  /\b(password|passphrase|passwd|pwd|pw|psk|passwort|kennwort)[ \t]{1,3}["'`\u201c]?([^\s"'`\u201d]{6,200})/gi;
const SENTENCE_END = /[.,;:)?]+$/;
const TELLING =
  /pass|pwd|psk|identified|securestring|net user|smbclient|secret|token|key|cred|login|auth|\bpin\b|\bpw\b/i;

/**
 * Finds what a text assigns to names: dotenv, INI, YAML, connection strings, query parameters, command lines, netrc, prose.
 *
 * @param isKnownTelling the text stands under a key that says it is secret, so that its own names need not
 */
export function assignments(text: string, isKnownTelling = false): Assignment[] {
  const found: Assignment[] = [];
  const add: Add = (name, value, form) => {
    const clean = value?.trim();
    if (clean) found.push({ name, text: clean, form });
  };
  const isTelling = isKnownTelling || TELLING.test(text);
  if (isTelling && /[=:]/.test(text)) {
    addPairs(text, add);
    for (const match of text.matchAll(LINE)) {
      const value = (match[2] ?? "")
        .replace(/\s#.*$/, "")
        .replace(/[;,\s]+$/, "")
        .trimStart();
      if (isCutByPair(value) && !isCommandAfterReference(value))
        add(match[1] ?? "", value.replace(/^(["'])(.*)\1$/, "$2"), "whole");
    }
  }
  if (isTelling) for (const [name, value] of namesAndValues(text)) add(name, value, "whole");
  if (text.includes("-")) {
    for (const match of text.matchAll(OPTION)) add(match[1] ?? "", match[2], "whole");
    for (const match of text.matchAll(SHORT_OPTION))
      if (!/^\d+$/.test(match[1] ?? "")) add("password", match[1], "whole");
    for (const match of text.matchAll(USER_OPTION)) add("password", match[2], "whole");
    for (const match of text.matchAll(ATTACHED_OPTION)) add("password", match[1], "bare");
  }
  if (text.includes("password")) for (const match of text.matchAll(NETRC)) add("password", match[1], "whole");
  if (text.includes(":")) for (const match of text.matchAll(PGPASS)) add("password", match[1], "bare");
  if (!isTelling) return found;
  for (const match of text.matchAll(SAID)) add(match[1] ?? "", match[3]?.replace(SENTENCE_END, ""), "said");
  for (const match of text.matchAll(/\bsecret\s+["']([^"'\s]{8,300})["']/gi)) add("secret", match[1], "whole");
  for (const pattern of SPOKEN) for (const match of text.matchAll(pattern)) add("password", match[1], "whole");
  if (text.includes("("))
    for (const match of text.matchAll(CALL))
      if (!/^(?:get|require|read|fetch|lookup|find|has|delete)/i.test(match[1] ?? ""))
        add(tokenName(match[1] ?? ""), match[2], "whole");
  for (const match of text.matchAll(ENVIRONMENT)) add(match[1] ?? "", match[2], "whole");
  if (text.includes(",")) for (const match of text.matchAll(COUPLE)) add(match[1] ?? "", match[2], "said");
  for (const match of text.matchAll(NAMED)) add("password", match[2]?.replace(SENTENCE_END, ""), "said");
  return found;
}

type Add = (name: string, value: string | undefined, form: Assignment["form"]) => void;

/** @param isInside the text is itself a value: what it assigns in turn is not looked into again */
function addPairs(text: string, add: Add, isInside = false): void {
  for (const match of text.matchAll(PAIR)) {
    const name = (match[1] ?? "").replace(/^\/\/.*:_/, "");
    const quoted = match[3] ?? match[4];
    const value = quoted ?? bareValue(match[5] ?? "");
    add(name, value, quoted !== undefined || isWhole(match, text) ? "whole" : "bare");
    // "was: DB_PASS=…", `Environment="AGENT_TOKEN=…"`, `connectionString="Server=…;Password=…"`
    if (!isInside && value.includes("=")) addPairs(value, add, true);
  }
}

/** What `PAIR` takes the beginning of: a value with spaces or separators, after which no other name follows. */
const isCutByPair = (value: string): boolean =>
  /\s/.test(value) || (/^[^&;,].*[&;,]/.test(value) && !/[&;,]\s?["']?[A-Za-z_][\w .-]{0,79}["']?\s?[:=]/.test(value));

/** `PGPASSWORD=$PASSWORD psql -h db` */
const isCommandAfterReference = (value: string): boolean =>
  /^["']?[$`]/.test(value) && isReference((value.split(/\s/)[0] ?? "").replace(/^(["'])(.*)\1$/, "$2"));

/** `setToken` -> "token": what a function takes. */
const tokenName = (name: string) => name.replace(/^(?:set|with|use|add|put)_?/i, "");

/** Without the brackets and quotes that close what stands around the value. */
function bareValue(text: string): string {
  return /[{[(<]/.test(text) ? text : text.replace(/[)}\]>`]+$/, "");
}

/** A separator, an option or the line's end follows; after `=` without spaces no sentence goes on. */
function isWhole(match: RegExpMatchArray, text: string): boolean {
  const end = (match.index ?? 0) + match[0].length;
  return match[0].includes(`${match[2]}${match[5]}`) && match[2] === "="
    ? true
    : /^(?:[;&,]|\s*(?:\r?\n|$))/.test(text.slice(end, end + 8));
}

const HEADER =
  /(?:^|[^A-Za-z])(bearer|basic|token|apikey|api-key|ssws|splunk|geniekey|key|negotiate)[ \t]{1,3}["']?([A-Za-z0-9+/=._~:|-]{8,4000})/gi;

/** Credentials of HTTP headers: the scheme in lower case, and what follows it. */
export function headerCredentials(text: string): { readonly scheme: string; readonly text: string }[] {
  return [...text.matchAll(HEADER)].map((match) => ({ scheme: (match[1] ?? "").toLowerCase(), text: match[2] ?? "" }));
}
