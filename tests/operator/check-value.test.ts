import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
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

const key = credential("github-app").fields.find(({ name }) => name === "private_key");
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
])("a private key: %s is refused", (_, make, reason) => {
  if (key === undefined) throw new Error("the catalogue has no such field");
  expect(complaint(credential("github-app"), key, make().toString())).toContain(reason);
});

test("a private key as GitHub gives it, and with Windows' line breaks, is taken", () => {
  if (key === undefined) throw new Error("the catalogue has no such field");
  const pem = rsa().privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  expect(complaint(credential("github-app"), key, pem)).toBeUndefined();
  expect(complaint(credential("github-app"), key, pem.replaceAll("\n", "\r\n"))).toBeUndefined();
});

test.each([
  ["another site", "https://hooks.example.com/services/T00000000/B00000000/x"],
  ["a look-alike", "https://hooks.slack.com.example.com/services/T00000000/B00000000/x"],
])("a webhook of %s is refused", (_, url) => {
  const [field] = credential("slack-webhook").fields;
  expect(complaint(credential("slack-webhook"), field, url)).toContain("another site");
});
