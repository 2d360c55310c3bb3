/** A name with its text, as found inside a longer text. */
export interface Assignment {
  readonly name: string;
  readonly text: string;
  /** The text is certainly all of it: it fills the line or stands in quotes. A person's words may follow otherwise. */
  readonly whole: boolean;
}

const PAIR =
  /(?:^|[\s;,&?{[("'`|])-{0,2}["']?([A-Za-z_][\w.-]{0,79}|\/\/[\w./-]{1,120}:_\w{1,20})["']?[ \t]{0,3}(?:=>|:=|=|:)[ \t]{0,3}(?:\\?"([^"\n\\]{0,500})\\?"|'([^'\n]{0,500})'|([^\s"';&]{1,500}))/g;
const LINE =
  /^[ \t]*(?:export |set |setx |ENV |ARG |SET |- |\$env:)?["']?([A-Za-z_][\w.-]{0,79})["']?[ \t]{0,3}(?:=>|:=|=|:)[ \t]{1,3}?([^\n]{1,500})$/gm;
const OPTION =
  /(?:^|[\s"',[])--?([A-Za-z][\w-]{2,40})(?:["']?\s{0,2},\s{0,2}["']|[ \t]{1,2}["']?)([^\s"',\]-][^\s"',\]]{2,300})/g;
const SHORT_OPTION =
  /\b(?:mysql\w{0,9}|mariadb\w{0,9}|sshpass|docker login|helm registry login|psql|redis-cli|mongo\w{0,8}|smbclient|ldapsearch|ldapadd|unzip|7z|zip|htpasswd|az login|sqlcmd|bcp|rabbitmqadmin|clickhouse-client|cqlsh|influx)\b[^\n]{0,200}?\s-(?:p|a|w|P|pass)[ =]?["']?([^\s"'-][^\s"']{2,200})/g;
const USER_OPTION = /\s(?:-u|-U|--user|--auth|--proxy-user|--creds)[ =]["']?([^\s:"'$]{1,64}):([^\s"']{3,200})/g;
const NETRC = /\b(?:machine|login|default)\s[\s\S]{0,200}?\bpassword\s+["']?([^\s"']{3,200})/g;
const PGPASS = /^[\w.*-]{1,253}:(?:\d{1,5}|\*):[\w*-]{1,63}:[\w*-]{1,63}:(\S{3,200})$/gm;
const SAID =
  /\b(password|passphrase|passwd|pwd|passcode|secret|token|api[ _-]?key|access[ _-]?key|secret[ _-]?key|pin|credentials?|creds|pw)s?\b[^\n]{0,60}?(?:\bis(?: now)?\b|\bwas\b|\bto\b|=|:|->|\u2192|\bof\b|\bwith\b|\bkey\b|\btoken\b)[ \t]{0,3}["'`\u201c(]?([^\s"'`\u201d)]{4,200})/gi;
const TELLING = /pass|pwd|secret|token|key|cred|login|auth|\bpin\b|\bpw\b/i;

/** Finds what a text assigns to names: dotenv, INI, YAML, connection strings, query parameters, command lines, netrc, prose. */
export function assignments(text: string): Assignment[] {
  const found: Assignment[] = [];
  const add = (name: string, value: string | undefined, whole: boolean) => {
    const clean = value?.trim();
    if (clean) found.push({ name, text: clean, whole });
  };
  if (/[=:]/.test(text)) {
    for (const match of text.matchAll(PAIR)) {
      const name = (match[1] ?? "").replace(/^\/\/.*:_/, "");
      const quoted = match[2] ?? match[3];
      if (quoted !== undefined) add(name, quoted, true);
      else {
        const end = match.index + match[0].length;
        add(name, match[4]?.replace(/[,)}\]]+$/, ""), /^(?:[;&]|[ \t]*(?:\r?\n|$))/.test(text.slice(end, end + 8)));
      }
    }
    for (const match of text.matchAll(LINE)) {
      const value = match[2] ?? "";
      if (/\s/.test(value.trim()))
        add(match[1] ?? "", value.replace(/\s#.*$/, "").replace(/^(["'])(.*)\1$/, "$2"), true);
    }
  }
  if (text.includes("-")) {
    for (const match of text.matchAll(OPTION)) add(match[1] ?? "", match[2], true);
    for (const match of text.matchAll(SHORT_OPTION)) add("password", match[1], false);
    for (const match of text.matchAll(USER_OPTION)) add("password", match[2], false);
  }
  if (text.includes("password")) for (const match of text.matchAll(NETRC)) add("password", match[1], false);
  if (text.includes(":")) for (const match of text.matchAll(PGPASS)) add("password", match[1], false);
  if (TELLING.test(text))
    for (const match of text.matchAll(SAID)) add(match[1] ?? "", match[2]?.replace(/[.,;:!?)]+$/, ""), false);
  return found;
}

const HEADER =
  /(?:^|[^A-Za-z])(bearer|basic|token|apikey|api-key|ssws|splunk|geniekey|key|negotiate)[ \t]{1,3}["']?([A-Za-z0-9+/=._~:|-]{8,4000})/gi;

/** Credentials of HTTP headers: the scheme in lower case, and what follows it. */
export function headerCredentials(text: string): { readonly scheme: string; readonly text: string }[] {
  return [...text.matchAll(HEADER)].map((match) => ({ scheme: (match[1] ?? "").toLowerCase(), text: match[2] ?? "" }));
}
