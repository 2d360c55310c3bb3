import { describe, expect, it } from "vitest";
import { programText, some } from "../../bench/same-resources.ts";
import type { Registration } from "../../preview/recorder.ts";

const urn = (name: string) => `urn:pulumi:s::p::t::${name}`;

interface More extends Partial<Omit<Registration, "options">> {
  readonly options?: Partial<Registration["options"]>;
}

function registered(type: string, name: string, more: More = {}): Registration {
  const options = {
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    dependsOn: [],
    provider: "",
    aliases: [],
    deleteBeforeReplace: false,
    deletedWith: "",
    additionalSecretOutputs: [],
    ...more.options,
  };
  const custom = !type.startsWith("qualisys-secrets:");
  return { urn: urn(name), type, name, parent: "", custom, inputs: {}, propertyDependencies: {}, ...more, options };
}

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "REPLACE_WITH_IT" };
const by = (provider: string) => ({ provider: `${urn(provider)}::id`, ignoreChanges: ["tags"], protect: true });
const ALL = [
  registered("pulumi:pulumi:Stack", "stack"),
  registered("qualisys-secrets:aws:SecretStore", "store", { parent: urn("stack") }),
  registered("aws:secretsmanager/secret:Secret", "one", {
    parent: urn("store"),
    inputs: { name: "a/b" },
    options: by("aws-provider"),
  }),
  registered("aws:secretsmanager/secret:Secret", "two", { parent: urn("store") }),
  registered("azure-native:keyvault:Secret", "vault", { inputs: { properties: { value: SECRET } } }),
  registered("kubernetes:external-secrets.io/v1:ExternalSecret", "order", { inputs: { kind: "ExternalSecret" } }),
  registered("kubernetes:core/v1:ServiceAccount", "account"),
  // Registered last, as it happens.
  registered("pulumi:providers:aws", "aws-provider", { inputs: { allowedAccountIds: '["1"]', region: "r" } }),
];

describe("a program that registers the same resources", () => {
  it("makes parents and providers first, and leaves the stack to Pulumi", () => {
    const text = programText(ALL, "roots");
    const at = (part: string) => text.indexOf(part);
    expect(at("pulumi:pulumi:Stack")).toBe(-1);
    expect(at('"store"')).toBeGreaterThan(0);
    expect(at('"store"')).toBeLessThan(at('"one"'));
    expect(at('aws.Provider("aws-provider", { "allowedAccountIds": ["1"], "region": "r" }')).toBeGreaterThan(0);
    expect(at('"aws-provider"')).toBeLessThan(at('"one"'));
  });

  it("keeps properties, options and what is secret", () => {
    const text = programText(ALL, "roots");
    expect(text).toMatch(
      /new aws\.secretsmanager\.Secret\("one", \{ "name": "a\/b" \}, \{ parent: resource\d, provider: resource\d, protect: true, ignoreChanges: \["tags"\] \}\);/,
    );
    expect(text).toContain('{ "properties": { "value": pulumi.secret("REPLACE_WITH_IT") } }');
    expect(text).toContain('new kubernetes.apiextensions.CustomResource("order", { "kind": "ExternalSecret" }');
  });

  it("imports roots or modules, and differs in nothing else", () => {
    const [roots, modules] = [programText(ALL, "roots"), programText(ALL, "modules")];
    expect(roots).toContain('import * as aws from "@pulumi/aws";');
    expect(modules).toContain('from "@pulumi/aws/secretsmanager/index.js";');
    expect(modules).toContain('from "@pulumi/kubernetes/core/v1/serviceAccount.js";');
    expect(modules).not.toMatch(/from "@pulumi\/(?:aws|azure-native|kubernetes)";/);
    const bodies = [roots, modules].map((text) => text.replace(/^import.*\n/gm, "").replace(/new [\w.]+\(/g, "new("));
    expect(bodies[0]).toBe(bodies[1]);
  });
});

describe("some of the resources", () => {
  it("are the providers, then one of each type, then more", () => {
    const names = (count: number) => some(ALL, count).map(({ name }) => name);
    expect(names(3)).toEqual(["one", "vault", "aws-provider"]);
    expect(names(5)).toEqual(["one", "vault", "order", "account", "aws-provider"]);
    expect(names(100)).toEqual(["one", "two", "vault", "order", "account", "aws-provider"]);
  });
});
