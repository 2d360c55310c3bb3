import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import {
  delivery,
  EXTERNAL_SECRET,
  fromAws,
  fromAzure,
  objects,
  STORE,
} from "../../components/kubernetes/delivered.ts";

// The newest version whose module can be had from the module proxy; the release pins a newer chart.
const OPERATOR = "github.com/external-secrets/external-secrets@v0.20.4";

interface Definition {
  readonly kind?: string;
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

type Schema = { [key: string]: unknown };

const { Dir: folder } = JSON.parse(execFileSync("go", ["mod", "download", "-json", OPERATOR], { encoding: "utf8" }));
const bundle = readFileSync(path.join(folder, "deploy/crds/bundle.yaml"), "utf8");
const definitions = parseAllDocuments(bundle).map((document) => document.toJS() as Definition | null);

function schemaOf(kind: string): z.ZodType {
  const definition = definitions.find((item) => item?.spec.names.kind === kind);
  const version = definition?.spec.versions.find(({ name }) => name === "v1");
  if (version === undefined) throw new Error(`${OPERATOR} defines no v1 ${kind}`);
  const { properties } = version.schema.openAPIV3Schema as { properties: Schema };
  return z.fromJSONSchema(strict({ type: "object", required: ["spec"], properties: { spec: properties.spec } }));
}

/** The API server drops what a definition does not name; here it is an error. */
function strict(schema: Schema): Schema {
  const walked = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !key.startsWith("x-kubernetes-") && key !== "description" && key !== "default")
      .map(([key, value]) => [key, walk(value, key)]),
  );
  return "properties" in walked && !("additionalProperties" in walked)
    ? { ...walked, additionalProperties: false }
    : walked;
}

function walk(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, ""));
  if (typeof value !== "object" || value === null) return value;
  if (key !== "properties") return strict(value as Schema);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, strict(item as Schema)]));
}

const aws = await delivery(fromAws);
const azure = await delivery(fromAzure);

describe.each([
  ["ClusterSecretStore", STORE],
  ["ExternalSecret", EXTERNAL_SECRET],
])("%s", (kind, type) => {
  const schema = schemaOf(kind);
  const manifests = [...objects(aws, type), ...objects(azure, type)];

  test.each(manifests.map((manifest, index) => [manifest.metadata.name, index] as const))(
    "%s (%i) keeps to the operator's definition",
    (_, index) => {
      expect(schema.safeParse({ spec: manifests[index].spec }).error).toBeUndefined();
    },
  );

  test("the definition refuses what it does not know", () => {
    const [manifest] = manifests;
    expect(schema.safeParse({ spec: { ...manifest.spec, unknown: true } }).success).toBe(false);
  });
});
