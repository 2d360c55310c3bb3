import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, parametersOf } from "../../policy/judge.ts";
import { type Opinion, pack } from "../../policy/pack.ts";
import { isStackRule, type Resource, type Rule, type StackResource } from "../../policy/rule.ts";
import { readable } from "../../policy/values.ts";
import { madeUp, madeUpToken } from "./made-up-secrets.ts";
import { type CaseResource, stackResources, surroundingsOf, UNKNOWN_WIRE } from "./rules/case.ts";
import { allCases } from "./rules/cases/index.ts";

const root = path.dirname(path.dirname(import.meta.dirname));

// A rule that vanishes guards nothing: removing one is a decision to be seen here.
const LEVELS = {
  "alarm-rule-sees-reads": "mandatory",
  "alarms-have-receivers": "mandatory",
  "alarms-stand-apart": "mandatory",
  "credentials-delivered": "mandatory",
  "document-fits": "mandatory",
  "external-secret-guards-placeholders": "mandatory",
  "external-secret-retains": "mandatory",
  "key-rotates": "mandatory",
  "key-window": "mandatory",
  "no-cross-category-reader": "mandatory",
  "no-cross-category-role": "mandatory",
  "no-displacing-version": "mandatory",
  "no-role-on-whole-vault": "mandatory",
  "no-secret-in-configuration": "mandatory",
  "no-secret-in-resource": "mandatory",
  "no-secret-in-store": "mandatory",
  "no-wildcard-reader": "mandatory",
  "operator-survives-a-node": "advisory",
  "production-is-protected": "mandatory",
  "release-pins-version": "mandatory",
  "secret-recovery-window": "mandatory",
  "secret-tags": "mandatory",
  "secret-uses-customer-key": "mandatory",
  "store-names-namespaces": "mandatory",
  "topic-encrypted": "mandatory",
  "topic-uses-customer-key": "advisory",
  "trail-bucket-private": "mandatory",
  "trail-bucket-versioned": "advisory",
  "vault-denies-by-default": "mandatory",
  "vault-purge-protection": "mandatory",
  "vault-rbac": "mandatory",
  "vault-retention": "advisory",
};

test("the pack has exactly these rules at these levels, each in a file of its name", () => {
  const levels = Object.fromEntries(pack.map(({ rule, level }) => [rule.id, level]));
  expect(Object.entries(levels).sort()).toEqual(Object.entries(LEVELS));
  expect(pack).toHaveLength(Object.keys(LEVELS).length);
  const files = readdirSync(path.join(root, "policy", "rules"));
  expect(files.sort()).toEqual(Object.keys(LEVELS).map((id) => `${id}.ts`));
});

test("the pack has the version of the project", () => {
  const version = (file: string) => JSON.parse(readFileSync(path.join(root, file), "utf8")).version;
  expect(version("policy/package.json")).toBe(version("package.json"));
});

const surroundings = surroundingsOf({ resources: [] });
const resource: StackResource = {
  urn: "urn:pulumi:dev::any::a:b:C::c",
  type: "a:b:C",
  name: "c",
  parent: "",
  props: {},
  protect: false,
  ignoreChanges: [],
  provider: {},
  sources: {},
};
const opinionOf = (rule: Rule): Opinion => ({ rule, level: "advisory", description: "", advice: "" });

describe("a rule that fails", () => {
  const secret = madeUp(30);
  const failing = opinionOf({
    id: "failing",
    // biome-ignore lint/correctness/useYield: it fails before it can.
    *judge() {
      JSON.parse(`nonsense ${secret}`);
    },
  });

  test("is a mandatory violation that names it, whatever its level, and quotes nothing", async () => {
    const judged = await judge(failing, resource, surroundings, {});
    expect(judged).toMatchObject([{ level: "mandatory", finding: { id: "failed", certain: true } }]);
    expect(judged[0]?.finding.text).toMatch(/^the rule failing failed \(SyntaxError at .*\d+\)/);
    expect(JSON.stringify(judged)).not.toContain(secret.slice(0, 8));
  });

  test("keeps what it found before", async () => {
    const late = opinionOf({
      id: "late",
      *judge() {
        yield { id: "first", text: "first", certain: true };
        throw new TypeError(secret);
      },
    });
    const judged = await judge(late, resource, surroundings, {});
    expect(judged.map(({ finding }) => finding.id)).toEqual(["first", "failed"]);
  });

  test("fails on parameters that are not its own", async () => {
    const keyWindow = pack.find(({ rule }) => rule.id === "key-window");
    if (keyWindow === undefined) throw new Error("The pack has no rule key-window.");
    expect(() => parametersOf(keyWindow, { minimumDays: 3 })).toThrow();
  });
});

// What rules look for, so that arbitrary inputs get as far as a rule can be led.
const types = [
  ...new Set(
    Object.values(allCases)
      .flatMap(({ ok, ng }) => [...Object.values(ok), ...Object.values(ng)])
      .flatMap(({ resources }) => resources.map(({ type }) => type)),
  ),
];
const keys = [
  ...new Set(
    Object.values(allCases)
      .flatMap(({ ok, ng }) => [...Object.values(ok), ...Object.values(ng)])
      .flatMap(({ resources }) => resources.flatMap(({ props }) => keysIn(props))),
  ),
];

function keysIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [...(Array.isArray(value) ? [] : [key]), ...keysIn(child)]);
}

const odd = fc.constantFrom(
  null,
  UNKNOWN_WIRE,
  "",
  "*",
  -1,
  Number.NaN,
  true,
  "{",
  '{"Statement":[null]}',
  "arn:aws:secretsmanager:::secret:",
  "[[",
  "{{ if",
);
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    odd,
    fc.string(),
    fc.double(),
    fc.jsonValue({ maxDepth: 1 }),
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("value"), { maxLength: 3 }),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie("value"), { maxKeys: 8 }),
}));
const anyResource = fc.record({
  type: fc.oneof(fc.constantFrom(...types), fc.string()),
  name: fc.string(),
  props: fc.dictionary(fc.constantFrom(...keys), anything, { maxKeys: 12 }),
  protect: fc.boolean(),
  ignoreChanges: fc.array(fc.string(), { maxLength: 2 }),
  provider: fc.dictionary(fc.constantFrom("defaultTags", "region"), anything as fc.Arbitrary<unknown>),
}) as fc.Arbitrary<CaseResource>;

async function verdicts(resources: readonly CaseResource[]) {
  const read = await stackResources({ resources });
  const judged = await Promise.all(
    pack.flatMap((opinion) => {
      const subjects: readonly (Resource | readonly StackResource[])[] = isStackRule(opinion.rule) ? [read] : read;
      return subjects.map((subject) => judge(opinion, subject, { ...surroundings, stack: "production" }, {}));
    }),
  );
  return judged.flat();
}

test("no input makes a rule fail", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyResource, { minLength: 1, maxLength: 4 }), async (resources) => {
      const failed = (await verdicts(resources)).filter(({ finding }) => finding.id === "failed");
      expect(failed.map(({ finding }) => finding.text)).toEqual([]);
    }),
    { numRuns: 300 },
  );
}, 30_000);

test("no message holds a value", async () => {
  const token = madeUpToken();
  const planted = (value: unknown): unknown => {
    if (typeof value === "string") return `${token}${value}`;
    if (Array.isArray(value)) return [...value.map(planted), token];
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, child]) => [
        [key, planted(child)],
        [`${key}${token}`, child],
      ]),
    );
  };
  let told = 0;
  for (const { ok, ng } of Object.values(allCases)) {
    for (const { resources } of [...Object.values(ok), ...Object.values(ng)]) {
      const spoilt = resources.map(({ props, ...rest }) => ({
        ...rest,
        props: planted(props ?? {}) as Record<string, unknown>,
      }));
      for (const { finding } of await verdicts(spoilt)) {
        told++;
        expect(finding.text).not.toContain(token.slice(4, 16));
      }
    }
  }
  expect(told).toBeGreaterThan(300);
}, 30_000);

describe("values as rules read them", () => {
  test("past a proxy that throws where one is unknown", async () => {
    const throwing = new Proxy(
      { known: 1, later: UNKNOWN_WIRE },
      {
        get: () => {
          throw new Error("touched");
        },
      },
    );
    expect((await readable(throwing)).known).toBe(1);
    expect(typeof (await readable(throwing)).later).toBe("symbol");
  });

  test("secrets in clear, references as URNs, an asset's text", async () => {
    const signature = "4dabf18193072939515e22adb298388d";
    const read = await readable({
      secret: { [signature]: "1b47061264138c4ac30d75fd1eb44270", value: { deep: "x" } },
      reference: { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "i" },
      known: { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value: "v", secret: true },
      later: { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4" },
      asset: { text: Promise.resolve("content") },
    });
    expect(read).toMatchObject({ secret: { deep: "x" }, reference: "urn:x", known: "v", asset: { text: "content" } });
    expect(typeof read.later).toBe("symbol");
  });
});
