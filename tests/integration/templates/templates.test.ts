import { describe, expect, test } from "vitest";
import { type Credential, credentials, placeholder, vaultSecrets } from "../../../catalogue/index.ts";
import { notProvided } from "../../../components/kubernetes/target-template.ts";
import { delivery, EXTERNAL_SECRET, fromAws, fromAzure, objects } from "../../components/kubernetes/delivered.ts";
import { OPERATORS, type Rendered, render } from "./render.ts";

const operators = Object.keys(OPERATORS) as (keyof typeof OPERATORS)[];
const manifests = objects(await delivery(fromAws), EXTERNAL_SECRET);

function templates(credential: Credential, among = manifests): Record<string, string> {
  const manifest = among.find(({ metadata }) => metadata.name === credential.kubernetes?.secret);
  return manifest.spec.target.template.data;
}

/** Values that a vendor could have given, made up from the fields' names. */
function provided(credential: Credential): Record<string, string> {
  return Object.fromEntries(
    credential.fields.map(({ name, default: fallback }) => [name, fallback ?? `value of ${name}`]),
  );
}

interface Case {
  readonly credential: Credential;
  readonly what: string;
  readonly values: Record<string, string>;
  /** The field that must be named; absent where the values are good. */
  readonly missing?: string;
}

const good = credentials.map((credential): Case => ({ credential, what: "provided", values: provided(credential) }));

const MISSING: readonly (readonly [string, (credential: Credential, field: Credential["fields"][number]) => string])[] =
  [
    ["a placeholder", placeholder],
    ["a placeholder with a line's end", (credential, field) => `${placeholder(credential, field)}\n`],
    ["a placeholder after spaces", (credential, field) => `  ${placeholder(credential, field)}`],
    ["empty", () => ""],
    ["spaces", () => "   "],
    ["line ends", () => "\n\r\n\t"],
  ];

const bad = credentials.flatMap((credential) =>
  credential.fields.flatMap((field) =>
    MISSING.map(([what, value]): Case => {
      const values = { ...provided(credential), [field.name]: value(credential, field) };
      return { credential, what: `${field.name} is ${what}`, values, missing: field.name };
    }),
  ),
);

const awkward = [
  "p@ss:w/rd%?#[] +é\"'\\",
  "with space",
  "plus+plus",
  "%41%",
  "a&b=c;d",
  "{{ .host }}",
  "$(touch x)`y`",
  "REPLACE_WITHOUT",
  "–dash…",
];
const logins = awkward.map((password): Case => {
  const credential = credentials.find(({ id }) => id === "database") as Credential;
  const username = `user ${password}`;
  return {
    credential,
    what: "awkward",
    values: { ...provided(credential), host: "db.internal", dbname: `base ${password}`, username, password },
  };
});

const cases = [...good, ...bad, ...logins];

test("a cluster that Azure feeds has the same templates", async () => {
  const azure = objects(await delivery(fromAzure), EXTERNAL_SECRET);
  for (const credential of credentials.filter((one) => vaultSecrets(one).length > 0)) {
    expect(templates(credential, azure)).toEqual(templates(credential));
  }
});

// What the templates may call: Go's own, and three of sprig that every operator has.
// @see https://github.com/external-secrets/external-secrets/blob/main/runtime/template/v2/sprig/functions.go
const FUNCTIONS = ["if", "end", "or", "eq", "urlquery", "trim", "hasPrefix", "replace"];

test("the templates call no other function", () => {
  const called = credentials.flatMap((credential) =>
    Object.values(templates(credential)).flatMap((template) =>
      [...template.matchAll(/\{\{(.*?)\}\}/g)].flatMap(
        ([, action = ""]) =>
          action
            .replaceAll(/"[^"]*"/g, "")
            .replaceAll(/\$?\.\w+/g, "")
            .match(/\w+/g) ?? [],
      ),
    ),
  );
  expect([...new Set(called)].sort()).toEqual([...FUNCTIONS].sort());
});

test("the newest operator's list cannot even read a template with fail", () => {
  const order = { templates: { key: '{{ if false }}{{ fail "x" }}{{ end }}{{ .key }}' }, values: { key: "made up" } };
  expect(render([order], "0.20.4")).toEqual([{ data: { key: "made up" } }]);
  expect(render([order], "2.12 and newer")[0]?.error).toContain('function "fail" not defined');
});

describe.each(operators)("operator %s", (operator) => {
  const results = new Map<Case, Rendered>();
  const rendered = render(
    cases.map(({ credential, values }) => ({ templates: templates(credential), values })),
    operator,
  );
  for (const [index, result] of rendered.entries()) results.set(cases[index] as Case, result);

  describe("a credential that is provided", () => {
    test.each(good)("$credential.id arrives as it is", (item) => {
      const { data, error } = results.get(item) ?? {};
      expect(error).toBeUndefined();
      for (const [key, field] of Object.entries(item.credential.kubernetes?.keys ?? {})) {
        expect(data?.[key]).toBe(item.values[field]);
      }
    });

    test("Slack's channel is not a placeholder, though no one has touched it", () => {
      const slack = good.find(({ credential }) => credential.id === "slack-webhook") as Case;
      expect(results.get(slack)?.data?.channel).toBe("#qualisys-alerts");
    });
  });

  describe("a credential that is not", () => {
    test.each(bad)("$credential.id: $what, and the failure names the credential, the field and the command", (item) => {
      const { data, error } = results.get(item) ?? {};
      expect(data).toBeUndefined();
      expect(error).toContain(`map has no entry for key "${notProvided(item.credential, item.missing ?? "")}"`);
    });

    test.each(bad)("$credential.id: $what, and the failure shows no value", (item) => {
      for (const value of Object.values(item.values).filter((text) => text.startsWith("value of "))) {
        expect(results.get(item)?.error).not.toContain(value);
      }
    });

    test("a field that the store does not have fails, too", () => {
      const credential = credentials[0] as Credential;
      const [result] = render([{ templates: templates(credential), values: {} }], operator);
      expect(result?.error).toContain("no entry for key");
    });
  });

  describe("the database's address", () => {
    test.each(logins)("leads back to its parts: $values.password", (item) => {
      const { data, error } = results.get(item) ?? {};
      expect(error).toBeUndefined();
      const url = new URL(data?.DATABASE_URL ?? "");
      expect({
        protocol: url.protocol,
        host: url.hostname,
        port: url.port,
        username: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
        dbname: decodeURIComponent(url.pathname.slice(1)),
      }).toEqual({
        protocol: "postgresql:",
        host: item.values.host,
        port: item.values.port,
        username: item.values.username,
        password: item.values.password,
        dbname: item.values.dbname,
      });
    });
  });
});
