import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { allCredentials } from "../../catalogue/index.ts";
import { consumingDocument } from "../../docs/generate/consuming.ts";
import { delivery, EXTERNAL_SECRET, fromAws, objects } from "../components/kubernetes/delivered.ts";

interface Ordered {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly target: { readonly name: string; readonly template: { readonly data: object } } };
}

const text = consumingDocument();
const sections = new Map(text.split(/^## /m).map((section) => [section.split("\n")[0] ?? "", section]));
const snippets = (section: string) =>
  [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ""]) => parse(yaml) as Record<string, never>);

/** Name of a Kubernetes Secret -> the keys that the program's order makes in it. */
const keys = new Map<string, string[]>();
beforeAll(async () => {
  for (const { spec } of objects(await delivery(fromAws), EXTERNAL_SECRET) as unknown as Ordered[])
    keys.set(spec.target.name, Object.keys(spec.target.template.data).sort());
});

describe.each(
  allCredentials.flatMap(({ service, kubernetes }) =>
    kubernetes === null ? [] : [[service, kubernetes.secret] as const],
  ),
)("%s", (service, secret) => {
  const section = sections.get(service) ?? "";

  test("its variables are every key of its Secret as delivered, and no other", () => {
    const env = snippets(section).flatMap(
      ({ env = [] }) => env as { name: string; valueFrom: { secretKeyRef: { name: string; key: string } } }[],
    );
    expect(env.map(({ valueFrom }) => valueFrom.secretKeyRef.key).sort()).toEqual(keys.get(secret));
    expect([...new Set(env.map(({ valueFrom }) => valueFrom.secretKeyRef.name))]).toEqual([secret]);
    for (const { name } of env) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
    expect(new Set(env.map(({ name }) => name)).size).toBe(env.length);
  });

  test("what it mounts is there as well", () => {
    const volumes = snippets(section).flatMap(
      ({ volumes = [] }) => volumes as { secret: { secretName: string; items?: { key: string }[] } }[],
    );
    for (const { secret: source } of volumes) {
      expect(source.secretName).toBe(secret);
      for (const { key } of source.items ?? []) expect(keys.get(secret)).toContain(key);
    }
    // A private key, and what changes without a restart, are read as files.
    expect(volumes).toHaveLength(["github-app", "database-connection"].includes(secret) ? 1 : 0);
  });

  test("its delivery can be checked, and no command prints a value", () => {
    expect(section).toContain(`kubectl get externalsecret ${secret} --namespace production`);
    for (const [block = ""] of section.matchAll(/```sh\n[\s\S]*?```/g)) expect(block).not.toMatch(/get secret |base64/);
  });
});

test("has nothing of what no cluster receives, and every link of its table leads somewhere", () => {
  for (const { service, kubernetes } of allCredentials) expect(sections.has(service)).toBe(kubernetes !== null);
  const anchors = [...sections.keys()].map((heading) => heading.toLowerCase().replaceAll(" ", "-"));
  for (const [, anchor] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
});
