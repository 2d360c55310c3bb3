import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { credentials, isOperatorProvided, placeholder } from "../../catalogue/index.ts";
import { complaint } from "../../operator/check-value.ts";
import { credential, Generator } from "./values.ts";

const fields = credentials
  .filter(isOperatorProvided)
  .flatMap((owner) => owner.fields.map((field) => [owner.id, field.name, owner, field] as const));
const generator = new Generator(1);

test.each(fields)("%s.%s: a right value is taken", (_, __, owner, field) => {
  expect(complaint(owner, field, generator.value(owner, field))).toBeUndefined();
});

test.each(fields)("%s.%s: what is near a right value is refused, and not repeated", (_, __, owner, field) => {
  const right = generator.value(owner, field);
  const wrong = [
    ["", "is empty"],
    [placeholder(owner, field), "is a placeholder"],
    [` ${right}`, "white space before or after"],
    [`${right} `, "white space before or after"],
    [`${right}\t`, "white space before or after"],
    [`"${right}"`, "in quotes"],
    [`'${right}'`, "in quotes"],
  ] as const;
  for (const [value, reason] of wrong) {
    const told = complaint(owner, field, value);
    expect(told, JSON.stringify(reason)).toContain(reason);
    if (right.length > 20) expect(told).not.toContain(right);
  }
});

test.each(fields)("%s.%s: another credential's key is told by its name", (_, __, owner, field) => {
  for (const [, , other, otherField] of fields) {
    if (otherField.format.detect === undefined || (other === owner && otherField === field)) continue;
    const told = complaint(owner, field, generator.value(other, otherField));
    expect(told).toContain(`This is a`);
    expect(told).toContain(other.service);
  }
});

describe("what copying and pasting puts in", () => {
  const odd: readonly (readonly [string, (value: string) => string, string])[] = [
    [
      "a zero-width space",
      (v) => `${v.slice(0, 8)}\u200B${v.slice(8)}`,
      "an invisible character (U+200B) at place 9 of",
    ],
    ["a soft hyphen", (v) => `${v.slice(0, 3)}\u00AD${v.slice(3)}`, "an invisible character (U+00AD) at place 4 of"],
    ["a mark of direction", (v) => `\u202A${v}\u202C`, "an invisible character (U+202A) at place 1 of"],
    ["a byte order mark", (v) => `\uFEFF${v}`, "an invisible character (U+FEFF) at place 1 of"],
    ["a dash of a text processor", (v) => `${v}\u2013`, "a quote or dash of a text processor (U+2013)"],
    ["curly quotes", (v) => `\u201C${v}\u201D`, "a quote or dash of a text processor (U+201C) at place 1"],
    ["a space that does not break", (v) => `${v}\u00A0`, "a space of another kind (U+00A0)"],
    ["a lost character", (v) => `${v}\uFFFD`, "a character that was lost in another encoding (U+FFFD)"],
    ["an escape sequence", (v) => `\u001B[200~${v}`, "a control character (U+001B) at place 1"],
    ["a wrapped line", (v) => `${v.slice(0, 10)}\n${v.slice(10)}`, "a line break at place 11 of"],
    ["Windows' wrapped line", (v) => `${v.slice(0, 10)}\r\n${v.slice(10)}`, "a line break at place 11 of"],
    ["a line of an environment file", (v) => `OPENAI_API_KEY=${v}`, "a name and an equals sign before the value"],
    ["a shell's line", (v) => `export KEY=${v}`, "a name and an equals sign before the value"],
    ["a request's header", (v) => `Bearer ${v}`, "a word before the value"],
    ["another letter", (v) => `${v}\u00E9`, "a character that is not ASCII (U+00E9)"],
  ];
  const openai = credential("openai");
  test.each(odd)("%s is named, and the value is not repeated", (_, spoilt, told) => {
    const right = generator.value(openai, openai.fields[0]);
    const said = complaint(openai, openai.fields[0], spoilt(right));
    expect(said).toContain(told);
    expect(said).not.toContain(right.slice(10, 30));
  });

  test.each(["ops\u200B@example.com", "\u201Cops@example.com\u201D", "Ops<ops@example.com>", "ops@example.com;"])(
    "an e-mail address as %j is refused",
    (address) => {
      const jira = credential("jira");
      expect(complaint(jira, jira.fields[0], address)).toBeDefined();
    },
  );
});

describe("Jira's address", () => {
  const jira = credential("jira");
  const field = jira.fields.find(({ name }) => name === "base_url");
  const told = (address: string) => field && complaint(jira, field, address);
  const gateway = "https://api.atlassian.com/ex/jira/11111111-2222-3333-4444-555555555555";

  test.each(["https://acme.atlassian.net", gateway])("%s is taken", (address) => {
    expect(told(address)).toBeUndefined();
  });

  test.each([
    ["https://Acme.atlassian.net", "is the right address, written otherwise than it is stored"],
    ["https://acme.atlassian.net/", "is the right address, written otherwise than it is stored"],
    [`${gateway}/`, "is the right address, written otherwise than it is stored"],
    [`${gateway}/rest/api/3`, "address of another site or of another kind"],
    ["https://api.atlassian.com/ex/jira/me", "address of another site or of another kind"],
    ["https://acme.atlassian.net/jira", "address of another site or of another kind"],
  ])("%s: %s", (address, said) => {
    expect(told(address)).toContain(said);
  });
});

const key = credential("github-app").fields.find(({ name }) => name === "private_key");
const pem = () => rsa().privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const rsa = () => generateKeyPairSync("rsa", { modulusLength: 1024 });

test.each([
  ["a public key", () => rsa().publicKey.export({ type: "spki", format: "pem" }), "is a public key"],
  [
    "a key under a passphrase",
    () => rsa().privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "any" }),
    "protected by a passphrase",
  ],
  [
    "an elliptic-curve key",
    () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }),
    "another kind than RSA",
  ],
  [
    "a key cut off",
    () => rsa().privateKey.export({ type: "pkcs1", format: "pem" }).toString().slice(0, 300),
    "cannot be parsed",
  ],
  [
    "a key without line breaks",
    () => rsa().privateKey.export({ type: "pkcs1", format: "pem" }).toString().replaceAll("\n", " ").trim(),
    "cannot be parsed",
  ],
  ["a path", () => "key.pem", "is no PEM text"],
  ["two keys", () => [0, 1].map(() => pem()).join(""), "holds 2 PEM blocks"],
  [
    "a key with its attributes",
    () => `Bag Attributes\n    friendlyName: x\n${pem()}`,
    "has text before or after the key",
  ],
])("a private key: %s is refused", (_, make, reason) => {
  if (key === undefined) throw new Error("the catalogue has no such field");
  expect(complaint(credential("github-app"), key, make().toString())).toContain(reason);
});

test("a private key as GitHub gives it, and with Windows' line breaks, is taken", () => {
  if (key === undefined) throw new Error("the catalogue has no such field");
  const given = pem();
  expect(complaint(credential("github-app"), key, given)).toBeUndefined();
  expect(complaint(credential("github-app"), key, given.replaceAll("\n", "\r\n"))).toBeUndefined();
});

test.each([
  ["another site", "https://hooks.example.com/services/T00000000/B00000000/x"],
  ["a look-alike", "https://hooks.slack.com.example.com/services/T00000000/B00000000/x"],
])("a webhook of %s is refused", (_, url) => {
  const [field] = credential("slack-webhook").fields;
  expect(complaint(credential("slack-webhook"), field, url)).toContain("another site");
});
