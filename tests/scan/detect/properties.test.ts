import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../../bench/scan/random.ts";
import { base64 } from "../../../bench/scan/sample.ts";
import { detector } from "../detector.ts";

const { detect, ruleIds } = detector;

const known = new Set(ruleIds);

/** Texts that look like a secret, so that the search gets past its first questions. */
const secretLike = fc
  .tuple(
    fc.integer(),
    fc.constantFrom("gh" + "p_{a36}", "{p16}", "postgres://u:{a12}@h/d", "password={a12}", "Bearer {w43}", "{h40}"),
  )
  .map(([seed, template]) => seeded(seed).fill(template));
const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), secretLike, secretLike.map(base64), fc.json());
const key = fc.oneof(fc.string(), fc.constantFrom("password", "app:apiKey", "tokens", "secretName", "note", "env"));
const value = fc.letrec((tie) => ({
  leaf: fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined), fc.bigInt(), fc.double()),
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(key, text), tie("node"), { maxKeys: 4 }),
  ),
})).node;

test("never throws, and reports known rules with messages of its own", () => {
  fc.assert(
    fc.property(key, value, (name, anything) => {
      for (const { rule, message } of detect(name, anything)) {
        expect(known).toContain(rule);
        expect(message).toMatch(/^(?:looks like|holds) /);
      }
    }),
    { numRuns: 300 },
  );
});

test("holds no text of the value, and no part of one", () => {
  fc.assert(
    fc.property(key, fc.integer(), (name, seed) => {
      const core = seeded(seed).fill("{a36}");
      const secret = `gh${"p_"}${core}`;
      const value = {
        list: [{ deep: secret }],
        text: `password=${core}`,
        json: JSON.stringify({ [core]: core }),
        [secret]: 1,
      };
      const found = detect(name, value);
      expect(found.length).toBeGreaterThan(1);
      const said = JSON.stringify(found);
      for (let start = 0; start + 6 <= core.length; start++) expect(said).not.toContain(core.slice(start, start + 6));
    }),
    { numRuns: 100 },
  );
});

test("says the same of the same value", () => {
  fc.assert(
    fc.property(key, value, (name, anything) => {
      expect(detect(name, anything)).toEqual(detect(name, anything));
    }),
    { numRuns: 50 },
  );
});

test("a namespace says nothing", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("qualisys-secrets", "passwords", "app", "token-service"),
      fc.constantFrom("item", "region", "dbPassword", "note"),
      secretLike,
      (namespace, name, anything) => {
        expect(detect(`${namespace}:${name}`, anything)).toEqual(detect(name, anything));
      },
    ),
    { numRuns: 100 },
  );
});

test("a value that refers to itself ends", () => {
  const cyclic: Record<string, unknown> = { password: "Correct1!horse" };
  cyclic.self = cyclic;
  cyclic.list = [cyclic, [cyclic]];
  expect(detect("x", cyclic)).toHaveLength(1);
});

test("a part that cannot be read is passed over, and the rest is judged", () => {
  const odd = {
    get unknown() {
      throw new Error("not known before the update");
    },
    password: "Correct1!horse",
    proxy: new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("revoked");
        },
      },
    ),
    symbol: Symbol("x"),
    method: () => "x",
    date: new Date(0),
    map: new Map([["password", "x"]]),
  };
  expect(detect("x", odd).map(({ path }) => path)).toEqual([["password"]]);
});

test("a value nested a thousand times ends", () => {
  let deep: unknown = "x";
  for (let i = 0; i < 1000; i++) deep = i % 2 ? [deep] : { a: deep };
  expect(detect("x", deep)).toEqual([]);
  expect(detect("x", "[".repeat(100_000))).toEqual([]);
});

describe("time is bounded", () => {
  const long = (unit: string) => unit.repeat(Math.ceil(200_000 / unit.length));
  const hostile = [
    "a",
    "A1",
    "-",
    "=",
    "a=",
    'a="',
    "a=b;",
    "password",
    "password ",
    "password: ",
    "the password is ",
    "sk-",
    "eyJ",
    "eyJ-",
    "ghp_",
    "xoxb-",
    "SG.",
    "-----BEGIN PRIVATE KEY-----",
    "MIIE",
    "AKIA",
    "://",
    "a://b:c@",
    "http://",
    "a@",
    "@",
    ":",
    "%41",
    "\\u0041",
    "&#65;",
    "{{",
    "${",
    "$(",
    "<a>",
    "<a b='c'>",
    '<a key="password">',
    "<name>a</name>",
    "name: ",
    'name: "a", ',
    "password: a\n- name: b\n  value: c\n",
    "a\\\n",
    "{{ a }}",
    "a b ssh-rsa ",
    "</",
    "/a",
    "a.",
    "a-",
    "a_",
    "\n",
    " ",
    "\t",
    "#",
    "sig=",
    "hooks.slack.com/services/",
    "bearer ",
    "basic ",
    "machine x login y password ",
    "mysql -p",
    "a1-",
    "x\u200b",
    "0123456789abcdef",
    "1//0",
    "+ASt",
    "u+",
    "key-",
    '"+"',
    "'a' + ",
  ];
  test.each(hostile)("200,000 characters of %j", (unit) => {
    const huge = long(unit);
    const start = process.cpuUsage();
    detect("password", huge);
    detect("x", huge);
    const { user, system } = process.cpuUsage(start);
    // About ten times what it takes, for slow machines: quadratic time would be hours.
    expect((user + system) / 1e6).toBeLessThan(4);
  });
});
