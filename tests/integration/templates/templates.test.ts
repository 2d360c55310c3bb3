import { describe, expect, test } from "vitest";
import { type Credential, credentials, placeholder, provideCommand } from "../../../catalogue/index.ts";
import { delivery, EXTERNAL_SECRET, fromAws, objects } from "../../components/kubernetes/delivered.ts";
import { type Rendered, render } from "./render.ts";

const manifests = objects(await delivery(fromAws), EXTERNAL_SECRET);

function templates(credential: Credential): Record<string, string> {
  const manifest = manifests.find(({ metadata }) => metadata.name === credential.kubernetes?.secret);
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
const results = new Map<Case, Rendered>();
const rendered = render(cases.map(({ credential, values }) => ({ templates: templates(credential), values })));
for (const [index, result] of rendered.entries()) results.set(cases[index] as Case, result);

describe("a credential that is provided", () => {
  test.each(good)("$credential.id arrives as it is", (item) => {
    const { data, error } = results.get(item) ?? {};
    expect(error).toBeUndefined();
    for (const [key, field] of Object.entries(item.credential.kubernetes?.keys ?? {})) {
      expect(data?.[key]).toBe(item.values[field]);
    }
  });

  test("Slack's channel is no placeholder, though nobody has touched it", () => {
    const slack = good.find(({ credential }) => credential.id === "slack-webhook") as Case;
    expect(results.get(slack)?.data?.channel).toBe("#qualisys-alerts");
  });
});

describe("a credential that is not", () => {
  test.each(bad)("$credential.id: $what, and the failure says what to do", (item) => {
    const { data, error } = results.get(item) ?? {};
    expect(data).toBeUndefined();
    expect(error).toContain(`${item.credential.id} is not provided: its field ${item.missing} is`);
    expect(error).toContain(provideCommand(item.credential, "production"));
  });

  test.each(bad)("$credential.id: $what, and the failure shows no value", (item) => {
    for (const value of Object.values(item.values).filter((text) => text.startsWith("value of "))) {
      expect(results.get(item)?.error).not.toContain(value);
    }
  });

  test("a field that the store does not have fails, too", () => {
    const credential = credentials[0] as Credential;
    expect(render([{ templates: templates(credential), values: {} }])[0]?.error).toContain("no entry for key");
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
