import type { Registration } from "../preview/recorder.ts";
import { plain } from "../tests/integration/rig/values.ts";

/** How a program takes in the SDKs: by their roots, as their documentation shows, or by the module, as this project does. */
export type Style = "roots" | "modules";

const STACK = "pulumi:pulumi:Stack";

/** So many of the resources, components aside: the providers, then one of each type, then another of each. */
export function some(all: readonly Registration[], count: number): readonly Registration[] {
  const byType = Map.groupBy(
    all.filter(({ custom, type }) => custom && type !== STACK),
    ({ type }) => type,
  );
  const types = [...byType.keys()].sort((a, b) => Number(isProvider(b)) - Number(isProvider(a)));
  const most = Math.max(...[...byType.values()].map(({ length }) => length));
  const inTurn = Array.from({ length: most }, (_, index) => types.flatMap((type) => byType.get(type)?.[index] ?? []));
  const chosen = new Set(inTurn.flat().slice(0, count));
  return all.filter((resource) => chosen.has(resource));
}

const isProvider = (type: string) => type.startsWith("pulumi:providers:");

/** What has to be made first: parents and the provider. */
function needs(resource: Registration, byUrn: ReadonlyMap<string, Registration>): readonly Registration[] {
  const provider = [...byUrn.values()].find(({ urn }) => resource.options.provider.startsWith(`${urn}::`));
  return [byUrn.get(resource.parent), provider].flatMap((need) =>
    need === undefined || need.type === STACK ? [] : [...needs(need, byUrn), need],
  );
}

/** The text of a program that registers these resources, with their properties and options, and does nothing else. */
export function programText(resources: readonly Registration[], style: Style): string {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set(
    resources.filter(({ type }) => type !== STACK).flatMap((resource) => [...needs(resource, byUrn), resource]),
  );
  const imports = new Imports(style);
  const variables = new Map([...ordered].map(({ urn }, index) => [urn, `resource${index}`]));
  const lines = [...ordered].map((resource) => {
    const options = optionsText(resource, variables);
    const made = resource.custom
      ? `${imports.constructorOf(resource.type)}(${literal(resource.name)}, ${argumentsText(resource)}, ${options})`
      : `pulumi.ComponentResource(${literal(resource.type)}, ${literal(resource.name)}, {}, ${options})`;
    return `const ${variables.get(resource.urn)} = new ${made};`;
  });
  const used = `export const resources = [${[...variables.values()].join(", ")}].length;`;
  return `${[...imports.lines, "", ...lines, used].join("\n")}\n`;
}

function optionsText({ parent, options }: Registration, variables: ReadonlyMap<string, string>): string {
  const provider = [...variables].find(([urn]) => options.provider.startsWith(`${urn}::`))?.[1];
  const parts = {
    parent: variables.get(parent),
    provider,
    protect: options.protect ? "true" : undefined,
    ignoreChanges: options.ignoreChanges.length > 0 ? literal(options.ignoreChanges) : undefined,
  };
  const given = Object.entries(parts).filter(([, text]) => text !== undefined);
  return `{ ${given.map(([key, text]) => `${key}: ${text}`).join(", ")} }`;
}

// What the SDK adds by itself, and no program writes.
const ADDED = new Set(["compat", "skipCredentialsValidation", "skipRegionValidation"]);

function argumentsText({ type, inputs }: Registration): string {
  const written = Object.entries(inputs).filter(([key]) => !ADDED.has(key));
  // A provider's settings go over the wire as JSON in texts.
  if (isProvider(type)) {
    const list = (value: unknown) => (String(value).startsWith("[") ? JSON.parse(String(value)) : value);
    return literal(Object.fromEntries(written.map(([key, value]) => [key, list(value)])));
  }
  return literal(Object.fromEntries(written));
}

function literal(value: unknown): string {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const bare = plain(value);
    if (typeof bare !== "object" || "4dabf18193072939515e22adb298388d" in value)
      return `pulumi.secret(${literal(bare)})`;
    const entries = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${literal(child)}`);
    return `{ ${entries.join(", ")} }`;
  }
  return Array.isArray(value) ? `[${value.map(literal).join(", ")}]` : JSON.stringify(value);
}

/** The classes of types, and the imports that bring them. */
class Imports {
  readonly #style: Style;
  readonly #lines = new Map<string, string>([["pulumi", 'import * as pulumi from "@pulumi/pulumi";']]);

  constructor(style: Style) {
    this.#style = style;
  }

  get lines(): readonly string[] {
    return [...this.#lines.values()];
  }

  constructorOf(type: string): string {
    const [cloud = "", module = "", name = ""] = type.split(":");
    if (cloud === "pulumi") return this.#of(name, "", "Provider", "provider.js");
    if (cloud === "random") return this.#of("random", "", name, "");
    if (cloud === "aws") {
      const part = module.slice(0, module.indexOf("/"));
      return this.#of(cloud, part, name, `${part}/index.js`);
    }
    if (cloud === "azure-native") return this.#of(cloud, module, name, `${module}/index.js`);
    return this.#kubernetes(module, name);
  }

  #kubernetes(apiVersion: string, kind: string): string {
    const [group = "", version = ""] = apiVersion.split("/");
    if (group === "core" || group === "helm.sh") {
      const part = group === "core" ? "core" : "helm";
      const file = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
      return this.#of("kubernetes", `${part}.${version}`, kind, `${part}/${version}/${file}.js`);
    }
    return this.#of("kubernetes", "apiextensions", "CustomResource", "apiextensions/customResource.js");
  }

  #of(sdk: string, part: string, name: string, file: string): string {
    const prefix = sdk.replaceAll("-", "_");
    if (this.#style === "roots" || file === "") {
      this.#lines.set(sdk, `import * as ${prefix} from "@pulumi/${sdk}";`);
      return [prefix, ...(part === "" ? [] : [part]), name].join(".");
    }
    const alias = `${prefix}_${file.replace(/\W/g, "_")}`;
    this.#lines.set(alias, `import * as ${alias} from "@pulumi/${sdk}/${file}";`);
    return `${alias}.${name}`;
  }
}
