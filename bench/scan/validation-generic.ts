import { base64, base64url, type Kind, made } from "./sample.ts";

const leet = (text: string) => text.replace(/a/g, "4").replace(/e/g, "3").replace(/o/g, "0");
const NAMES = "olivia mateo nordlicht bavaria krakow leipzig bicycle trumpet volcano penguin sparrow lighthouse".split(
  " ",
);
const chosen = (r: { pick: <T>(list: readonly T[]) => T; fill: (t: string) => string }) =>
  r.fill(
    r.pick([
      `${r.pick(NAMES)}#{d2}{C1}`,
      `${leet(r.pick(NAMES))}_{d4}!`,
      `My{C1}${r.pick(NAMES)}{d2}`,
      `{d2}${r.pick(NAMES).toUpperCase()}{d2}`,
      `${r.pick(NAMES)}$${r.pick(NAMES)}`,
      `I<3${r.pick(NAMES)}{d1}`,
      `${r.pick(NAMES)}{d2}`,
    ]),
  );

/** Passwords and tokens under keys that tell, to judge by. */
export const validationGeneric: readonly Kind[] = [
  made(
    "generic",
    "chosen password, other keys",
    "LDAP_BIND_PASSWORD grafana.adminPassword sa_pwd rdsMasterPassword winrm-pass vpnPassphrase console.passwd keystore_pass bindPw",
    chosen,
  ),
  made("generic", "password in nested maps", "app", (r) => ({
    databases: [{ name: "main", login: { user: "u", pwd: chosen(r) } }],
  })),
  made("generic", "phrase, other words", "password sudoPassword luksPassphrase", (r) =>
    Array.from({ length: 4 }, () => r.pick(NAMES)).join(r.pick([" ", "-", "_", "."])),
  ),
  made("generic", "parameters", "parameters", (r) => [
    { ParameterKey: "MasterUserPassword", ParameterValue: chosen(r) },
  ]),
  made("generic", "string data", "manifest", (r) => ({ kind: "Secret", stringData: { "admin-password": chosen(r) } })),
  made("generic", "helm set list", "set", (r) => [{ name: "auth.rootPassword", value: chosen(r) }]),
  made("generic", "map of passwords", "passwords users.passwords", (r) => ({ alice: chosen(r), bob: chosen(r) })),
  made("generic", "oauth object", "oauth", (r) => ({ client_id: r.fill("{a20}"), client_secret: r.fill("{a40}") })),
];

const neutral = "body text content field1 extra cfg annotation meta";
const anyToken = (r: { pick: <T>(list: readonly T[]) => T; fill: (t: string) => string }) =>
  r.fill(
    r.pick([
      "npm" + "_{a36}",
      "xoxb" + "-{d12}-{d12}-{a24}",
      "hf" + "_{a34}",
      "dop_v1" + "_{h64}",
      "shpat" + "_{h32}",
      "AKIA" + "{A16}",
    ]),
  );

/** Secrets inside something else, to judge by. */
export const validationDisguised: readonly Kind[] = [
  made("disguised", "base64url", neutral, (r) => base64url(`token=${anyToken(r)}`)),
  made("disguised", "hex", neutral, (r) => Buffer.from(anyToken(r)).toString("hex")),
  made("disguised", "data uri", neutral, (r) => `data:text/plain;base64,${base64(anyToken(r))}`),
  made("disguised", "json in json", neutral, (r) =>
    JSON.stringify({ inner: JSON.stringify({ apiKey: r.fill("{a36}") }) }),
  ),
  made("disguised", "concatenated", neutral, (r) => {
    const text = anyToken(r);
    return `"${text.slice(0, 9)}" + "${text.slice(9)}"`;
  }),
  made("disguised", "wrapped lines", neutral, (r) =>
    base64(`-- ${anyToken(r)} --`.repeat(3)).replace(/(.{40})/g, "$1\n"),
  ),
  made("disguised", "markdown", neutral, (r) => `## Access\n\n- user: admin\n- password: \`${chosen(r)}\`\n`),
  made(
    "disguised",
    "xml",
    neutral,
    (r) =>
      `<connectionStrings><add name="x" connectionString="Data Source=s;User ID=u;Password=${r.fill("{a14}")}" /></connectionStrings>`,
  ),
  made("disguised", "toml", neutral, (r) => `[auth]\napi_key = "${r.fill("{a32}")}"\n`),
  made(
    "disguised",
    "shell export",
    neutral,
    (r) => `export AWS_REGION=eu-west-1\nexport GITHUB_TOKEN=${r.fill("{h40}")}\n`,
  ),
  made(
    "disguised",
    "terraform",
    neutral,
    (r) => `resource "aws_db_instance" "x" {\n  username = "app"\n  password = "${chosen(r)}"\n}`,
  ),
  made("disguised", "api key header", neutral, (r) => `X-Api-Key: ${r.fill("{a32}")}`),
  made("disguised", "header map", "headers requestHeaders", (r) => ({
    Accept: "application/json",
    Authorization: `Token ${r.fill("{h40}")}`,
  })),
  made(
    "disguised",
    "helm argument",
    "script",
    (r) => `helm upgrade --install x ./c --set auth.password=${r.fill("{a16}")} --wait`,
  ),
  made("disguised", "docker login", "script", (r) => `docker login -u ci -p ${r.fill("{a20}")} registry.acme.dev`),
  made(
    "disguised",
    "environment before a command",
    "script",
    (r) => `PGPASSWORD=${r.fill("{a14}")} psql -h db -U app -c 'select 1'`,
  ),
  made(
    "disguised",
    "said in passing",
    neutral,
    (r) => `FYI we changed the root password to ${chosen(r)}x8! yesterday, please update your notes`,
  ),
  made("disguised", "said with a token", neutral, (r) => `Use this token for now: ${r.fill("{a40}")} (expires Friday)`),
  made("disguised", "ftp address", neutral, (r) => r.fill("sftp://backup:{a15}@files.acme.dev/daily")),
  made("disguised", "pgpass", "pgpass", (r) => r.fill("db.internal:5432:app:svc:{a18}")),
  made("disguised", "commented out", neutral, (r) => `# old: DB_PASS=${r.fill("{a14}")}\nDB_HOST=db`),
  made("disguised", "unicode escapes", neutral, (r) =>
    [...anyToken(r)].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  ),
  made("disguised", "in a long list", "args", (r) => [
    "serve",
    "--listen",
    ":8080",
    "--db-password",
    chosen(r),
    "--verbose",
  ]),
  made("disguised", "deep", "spec", (r) => ({ a: { b: [{ c: { d: [`x ${anyToken(r)} y`] } }] } })),
];
