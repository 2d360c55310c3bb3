import { afterAll, describe, expect, test } from "vitest";
import { CIPHER, json, OTHER, PASSWORD, places, random, removeFolders, scan, TOKEN } from "./rig.ts";

afterAll(removeFolders);

describe("exit status", () => {
  test.each<[string, 0 | 1 | 2, Record<string, string | Uint8Array>, string[]]>([
    ["nothing found", 0, { "Pulumi.dev.yaml": "config:\n  aws:region: eu-central-1\n" }, []],
    ["something found", 1, { "Pulumi.dev.yaml": `config:\n  x:password: ${PASSWORD}\n` }, []],
    ["a file is missing", 2, { "Pulumi.dev.yaml": "" }, ["nowhere.yaml"]],
    ["a file is broken", 2, { "Pulumi.dev.yaml": "config: [1\n  b: {" }, []],
    ["a file is no text", 2, { "Pulumi.dev.yaml": Uint8Array.of(0xff, 0xfe, 0x00, 0x41) }, []],
    ["there is nothing to scan", 2, { "other.yaml": "a: 1" }, []],
    [
      "a finding and a missing file",
      2,
      { "Pulumi.dev.yaml": `config:\n  x:password: ${PASSWORD}\n` },
      ["Pulumi.dev.yaml", "nowhere.yaml"],
    ],
    ["a named folder holds nothing to scan", 2, { "docs/a.md": "# x" }, ["docs"]],
    ["an unknown option", 2, {}, ["--quick"]],
    ["an unknown format", 2, {}, ["--format", "xml"]],
    ["help", 0, {}, ["--help"]],
    ["an empty file", 0, { "Pulumi.dev.yaml": "" }, []],
    ["a file of comments", 0, { "Pulumi.dev.yaml": "# nothing yet\n" }, []],
  ])("%s: %i", (_name, status, files, argv) => {
    expect(scan(files, ...argv).exitStatus).toBe(status);
  });
});

describe("what is scanned", () => {
  const dirty = `config:\n  x:password: ${PASSWORD}\n`;

  test("by default every Pulumi*.yaml of the folder, and nothing below it", () => {
    const { report } = json({
      "Pulumi.yaml": "name: x\n",
      "Pulumi.dev.yaml": dirty,
      "Pulumi.prod.yml": dirty,
      "values.yaml": dirty,
      "sub/Pulumi.dev.yaml": dirty,
    });
    expect(report.files).toBe(3);
    expect(report.findings.map(({ file }) => file)).toEqual(["Pulumi.dev.yaml", "Pulumi.prod.yml"]);
  });

  test("the folder that stackConfigDir names", () => {
    const { report } = json({ "Pulumi.yaml": "name: x\nstackConfigDir: stacks\n", "stacks/Pulumi.dev.yaml": dirty });
    expect(report.findings.map(({ file }) => file)).toEqual(["stacks/Pulumi.dev.yaml"]);
  });

  test("a folder that is named, with all below it but other people's files", () => {
    const { report } = json(
      { "a/Pulumi.dev.yaml": dirty, "a/b/Pulumi.dev.yaml": dirty, "a/node_modules/x/Pulumi.dev.yaml": dirty },
      "a",
    );
    expect(report.findings.map(({ file }) => file).sort()).toEqual(["a/Pulumi.dev.yaml", "a/b/Pulumi.dev.yaml"]);
  });

  test("any YAML or JSON file that is named, once", () => {
    const { report } = json(
      { "values.json": JSON.stringify({ db: { password: PASSWORD } }, null, "\t") },
      "values.json",
      "./values.json",
    );
    expect(report.findings).toEqual([
      { file: "values.json", line: 3, key: "db.password", rule: "generic/password", message: "looks like a password" },
    ]);
  });
});

describe("where a secret is found", () => {
  test.each<[string, string, string[]]>([
    ["a value", `config:\n  aws:region: x\n  app:dbPassword: ${PASSWORD}\n`, ["3 app:dbPassword"]],
    [
      "deep in a value",
      `config:\n  app:db:\n    users:\n      - name: a\n        password: ${PASSWORD}\n`,
      ["5 app:db.users.0.password"],
    ],
    ["a flow collection", `config:\n  app:db: {user: a, password: "${PASSWORD}"}\n`, ["2 app:db.password"]],
    ["a block text", `config:\n  app:env: |\n    PORT=80\n    DB_PASSWORD=${PASSWORD}\n`, ["2 app:env"]],
    ["a key", `config:\n  app:${TOKEN}: x\n`, ["2 [a key]"]],
    ["a comment", `config:\n  # app:dbPassword: ${PASSWORD}\n  app:x: 1 # was ${TOKEN}\n`, ["2", "3"]],
    ["a second document", `a: 1\n---\npassword: ${PASSWORD}\n`, ["3 password"]],
    [
      "each of equal keys",
      `config:\n  app:password: ${PASSWORD}\n  app:password: changeme\n  app:password: ${OTHER}\n`,
      ["2 app:password", "4 app:password"],
    ],
    [
      "each of equal keys deep inside",
      `config:\n  app:db:\n    password: ${PASSWORD}\n    password: ${OTHER}\n`,
      ["3 app:db.password", "4 app:db.password"],
    ],
    [
      "an anchor under a key that tells nothing",
      `config:\n  app:x: &a ${PASSWORD}\n  app:password: *a\n`,
      ["3 app:password"],
    ],
    [
      "a merged map",
      `base: &b {password: ${PASSWORD}}\nconfig:\n  app:db:\n    <<: *b\n`,
      ["1 base.password", "1 app:db.[a key].password"],
    ],
    ["digits as they are written", "config:\n  app:password: 00714253\n", ["2 app:password"]],
    ["a list of one text", `config:\n  app:tokens: ["${TOKEN}"]\n`, ["2 app:tokens.0"]],
    [
      "a default in the project's file",
      `name: x\nconfig:\n  app:dbPassword:\n    default: ${PASSWORD}\n`,
      ["4 app:dbPassword.default"],
    ],
    ["Windows' line ends", `config:\r\n  a: 1\r\n  app:password: ${PASSWORD}\r\n`, ["3 app:password"]],
    ["a byte order mark", `\ufeffconfig:\n  app:password: ${PASSWORD}\n`, ["2 app:password"]],
    ["a list at the top", `- a\n- password: ${PASSWORD}\n`, ["2 1.password"]],
    ["braces in braces", `{{ ${TOKEN} }}\n`, ["1 [a key]"]],
    ["braces in braces as one document of several", `a: 1\n---\n{{ ${TOKEN} }}\n`, ["3 [a key]"]],
    ["a list as a key", `a: 1\n? [${TOKEN}]\n: 1\n`, ["2 0"]],
    ["a map as a key", `a:\n  ? {password: ${PASSWORD}}\n  : 1\n`, ["2 password"]],
    ["each of equal keys in a map as a key", `? {x: ${TOKEN}, x: 1}\n: 1\n`, ["1 x"]],
    ["a tag", `a: 1\nb: !${TOKEN} v\nc: !!${TOKEN} [1]\n`, ["2", "3"]],
    ["an anchor", `a: 1\nb: &${TOKEN} v\n`, ["2"]],
    ["an alias that stands for nothing", `a: 1\nb: *${TOKEN}\n`, ["2"]],
    ["a directive", `%TAG !e! tag:${TOKEN}\n---\na: 1\n`, ["1"]],
    ["plain text under secure", `config:\n  app:password:\n    secure: ${PASSWORD}\n`, ["3 app:password.secure"]],
  ])("%s", (_name, text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["an encrypted value", `config:\n  app:password:\n    secure: ${CIPHER}\n`],
    [
      "encrypted values in lists and maps",
      `config:\n  app:all:\n    - secure: ${CIPHER}\n    - {password: {secure: "${CIPHER}"}}\n`,
    ],
    [
      "what the secrets provider writes",
      `secretsprovider: awskms://alias/pulumi?region=eu-central-1\nencryptedkey: ${random.fill("AQICAHh{b150}==")}\nconfig: {}\n`,
    ],
    ["a # in a text", `config:\n  app:channel: "#general"\n  app:note: 'see # password'\n`],
  ])("silent on %s", (_name, text) => {
    expect(places(text)).toEqual([]);
  });

  test("an alias to itself, and aliases that multiply", () => {
    const bomb = [
      "a0: &a0 [x, x]",
      ...Array.from({ length: 25 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
    ].join("\n");
    const self = json({ "Pulumi.dev.yaml": `self: &s {again: *s, password: ${PASSWORD}}\n` });
    expect(self.exitStatus).toBe(1);
    expect(self.report.findings).toHaveLength(1);
    expect(json({ "Pulumi.dev.yaml": `${bomb}\n` }).exitStatus).toBe(0);
  });

  test("a text nested deeper than can be read is a problem, not a crash", () => {
    const { exitStatus, report } = json({ "Pulumi.dev.yaml": `a: ${"[".repeat(20_000)}` });
    expect(exitStatus).toBe(2);
    expect(report.problems.length).toBeGreaterThan(0);
  });
});

test("a file that git-crypt encrypts as a whole is a notice, not a failure", () => {
  const encrypted = Buffer.concat([Buffer.from("\0GITCRYPT\0"), Buffer.from(random.fill("{p200}"))]);
  const { exitStatus, stdout } = scan({ "Pulumi.dev.yaml": encrypted });
  expect(exitStatus).toBe(0);
  expect(stdout).toContain("is encrypted as a whole by git-crypt");
  expect(stdout).toContain("1 notice.");
});

test("a file that SOPS encrypts as a whole holds no finding", () => {
  const encrypted = (type: string) => random.fill(`ENC[AES256_GCM,data:{b24},iv:{b43}=,tag:{b22}==,type:${type}]`);
  const text = `config:\n  app:dbPassword: ${encrypted("str")}\nsops:\n  mac: ${encrypted("str")}\n  lastmodified: "2026-11-01T10:00:00Z"\n`;
  expect(scan({ "Pulumi.dev.yaml": text }).exitStatus).toBe(0);
});
