import { describe, expect, test } from "vitest";
import { createDetector } from "../../../scan/detect/index.ts";
import { detector } from "../detector.ts";

const { detect, ruleIds } = detector;

/** Letters and digits from a seed: no value that looks real stands in this file. */
function random(
  length: number,
  alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  seed = 7,
): string {
  let state = seed;
  let text = "";
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    text += alphabet[(state >> 8) % alphabet.length];
  }
  return text;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const token = ["gh", "p_", random(36)].join("");
const UUID = [8, 4, 4, 4, 12].map((length) => random(length, "0123456789abcdef")).join("-");
const password = `${random(4)}!${random(4)}7a`;

describe("a finding", () => {
  test("says where in a value the secret is", () => {
    const value = { containers: [{ env: [{ name: "DB_PASSWORD", value: password }] }] };
    expect(detect("spec", value)).toEqual([
      {
        rule: "generic/password",
        path: ["containers", "0", "env", "0", "value"],
        message: "looks like a password",
        source: "generic",
        why: expect.stringContaining("the key reads as a password"),
      },
    ]);
  });

  test("names a rule of the list", () => {
    for (const value of [token, password]) {
      for (const { rule } of detect("adminPassword", value)) expect(ruleIds).toContain(rule);
    }
  });

  test("hands back the format that it was found by, beside those that vendors publish", () => {
    const format = {
      rule: "ours/badge",
      message: "looks like a badge",
      pattern: /^\d{9}$/,
      words: ["badge"],
      detect: /\bbdg-[a-z]{20}\b/,
      department: "gate",
    };
    const { detect, ruleIds } = createDetector({ formats: [format] });
    const [found] = detect("note", `lost: bdg-${random(20, "abcdefghijklmnopqrstuvwxyz")}`);
    expect(found).toEqual({
      rule: "ours/badge",
      path: [],
      message: "looks like a badge",
      source: "formats",
      format,
    });
    expect(found?.format).toBe(format);
    expect(detect("note", token).map(({ source }) => source)).toEqual(["secretlint"]);
    expect(ruleIds).toContain("ours/badge");
    expect(createDetector().ruleIds).not.toContain("ours/badge");
  });

  test("hides a key that is itself a secret", () => {
    const [finding] = detect("tokens", { [token]: "ci" });
    expect(finding?.path).toEqual(["*"]);
  });
});

test("rule ids are unique", () => {
  expect(ruleIds).toEqual([...new Set(ruleIds)]);
});

test.each<[string, string, unknown]>([
  ["a token", "x", token],
  ["a token in prose", "description", `Ask Anna, she has ${token} somewhere.`],
  ["a token in base64", "x", base64(token)],
  ["a token in base64 twice", "x", base64(base64(token))],
  ["a token in JSON in a text", "x", JSON.stringify(JSON.stringify({ a: [token] }))],
  ["a token in two pieces", "x", [token.slice(0, 4), token.slice(4)]],
  ["a token that is percent-encoded", "x", encodeURIComponent(token).replace("_", "%5F")],
  ["a password", "app:dbPassword", password],
  ["a password of digits that YAML reads as a number", "dbPassword", 48_151_623],
  ["a password in an address", "databaseUrl", `postgres://app:${password}@db.internal:5432/app`],
  ["a password in a connection string", "connection", `Server=db;User Id=app;Password=${password};Encrypt=true`],
  ["a password in arguments", "args", ["--user", "app", "--password", password]],
  ["a password in a command", "command", `mysql -u root -p${password} app`],
  ["a password in prose", "note", `The password is ${password}.`],
  ["a password in dotenv", "env", `PORT=80\nDB_PASSWORD=${password}\nDEBUG=false`],
  ["a login in a header", "header", `Authorization: Basic ${base64(`app:${password}`)}`],
  [
    "a login in Docker's configuration",
    "config",
    JSON.stringify({ auths: { "ghcr.io": { auth: base64(`app:${password}`) } } }),
  ],
  ["a phrase", "jwtSecret", "keyboard cat"],
  ["a Secret's neutral members", "x", { kind: "Secret", stringData: { value: random(24) } }],
  ["a default of a reference in a list", "x", [`\${DB_PASSWORD:-${password}}`]],
  ["plain text where Pulumi keeps ciphertext", "app:thing", { secure: random(40) }],
  ["a token of a young vendor", "x", `acme_live_${random(36)}`],
  ["a token that a continued line cuts", "script", `export T=${token.slice(0, 20)}\\\n${token.slice(20)}`],
  ["a variable in quotes", "unit", `Environment="AGENT_TOKEN=${random(40)}"`],
  ["a name and a value side by side", "x", "- name: DB_PASSWORD\n  value: LightningKoala16"],
  ["attributes of XML", "x", `<add key="SmtpPassword" value="${password}"/>`],
  ["an element that an attribute names", "x", `<entry key="db.password">${password}</entry>`],
  ["neighbouring elements", "x", `<name>fs.secret.key</name><value>${random(40)}</value>`],
  ["a password with separators in dotenv", "env", `A=1\nDB_PASSWORD=${random(3)}&${random(6)};${random(4)}\nB=2`],
  ["a machine's login by its namespace", "approle:secretId", UUID],
  ["a machine's login by its neighbour", "login", { role_id: UUID, secret_id: UUID }],
  ["a password in a template's address", "url", `postgres://{{ .Values.user }}:${password}@db/app`],
  [
    "a wallet with a placeholder's word",
    "mnemonic",
    "river hidden copper stone maple lunar eagle orbit velvet anchor cactus zebra",
  ],
])("finds %s", (_name, key, value) => {
  expect(detect(key, value)).not.toEqual([]);
});

test.each<[string, string, unknown]>([
  ["a placeholder", "openaiApiKey", "REPLACE_WITH_OPENAI_API_KEY"],
  ["an interpolation", "dbPassword", "${DB_PASSWORD}"],
  ["a digest that restarts pods", "podAnnotations", { "checksum/secret": random(64, "0123456789abcdef") }],
  ["a reference of Argo CD", "clientSecret", "$oidc.okta.clientSecret"],
  [
    "what an ExternalSecret can only hold as a name",
    "spec",
    { data: [{ secretKey: random(24), remoteRef: { key: random(22) } }] },
  ],
  ["a name", "passwordSecretName", "db-credentials"],
  ["a value under a telling namespace", "qualisys-secrets:region", "eu-central-1"],
  ["a public key without its name", "sshKeys", `AAAAC3NzaC1lZDI1NTE5AAAAI${random(43)}`],
  ["public keys in a list", "authorizedKeys", [`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${random(43)} jana`]],
  ["an ARN in dotenv", "env", `SECRET_ARN=arn:aws:secretsmanager:eu-west-1:1:secret:app-Y0aO36\nX=1`],
  ["a template's address", "url", "amqp://{{ .Values.user }}:{{ .Values.password }}@mq:5672"],
  ["a variable at a command's start", "command", 'MYSQL_PWD="$ROOT_PW" mysqldump --all-databases'],
  ["a question", "passwordLabel", "Passwort vergessen?"],
  ["a word for password", "passwordText", "Contrase\u00f1a"],
  ["an id that names a secret", "dbSecretId", UUID],
  ["readable text in base64", "banner", base64("river hidden copper stone maple lunar eagle orbit velvet anchors")],
  ["a digest", "imageDigest", `sha256:${random(64, "0123456789abcdef")}`],
  ["a public key", "sshPublicKey", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${random(43)} ops@example.org`],
  ["ciphertext", "dbPassword", { secure: `v1:${random(16)}:${random(40)}` }],
])("is silent on %s", (_name, key, value) => {
  expect(detect(key, value)).toEqual([]);
});
