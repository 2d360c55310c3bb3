import { z } from "zod";
import { ERROR_SHAPE, SHAPES } from "./json-shapes.ts";
import { blocks, code, derivedFrom, table } from "./markdown.ts";

interface Node {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly required?: readonly string[];
  readonly items?: Node;
}

/** What each command prints with --json: one table per command, a row per field. */
export function jsonDocument(): string {
  const sections = Object.entries({ ...SHAPES, "any, where it fails before it has a result": ERROR_SHAPE }).map(
    ([command, shape]) => {
      const rows = rowsOf(z.toJSONSchema(shape) as Node, "", command !== "due");
      return `## ${command}\n\n${table(["Field", "Type", "Always", "What it is"], rows)}`;
    },
  );
  return blocks(
    derivedFrom("docs/generate/json-shapes.ts"),
    "# What the commands print with --json",
    "`npm run --silent secrets -- <command> --json` prints one document on standard output and nothing else there; whatever is for people goes to standard error. A field is added without notice; none changes its meaning or goes without a new major version. No document holds a value.",
    "Exit status: 0 done, 1 failed or half done, 2 wrong usage or settings, 3 a rotation is overdue (`due`), 130 interrupted. Where the arguments are not understood there is no document.",
    ...sections,
  );
}

function rowsOf(node: Node, prefix: string, deep: boolean): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const field = `${prefix}${name}`;
    const always = node.required?.includes(name) ? "yes" : "no";
    const row = [code(field), typeOf(child), always, child.description ?? ""];
    return [row, ...(deep ? below(child, field) : [])];
  });
}

function below(node: Node, field: string): string[][] {
  if (node.items?.properties !== undefined) return rowsOf(node.items, `${field}[].`, true);
  if (typeof node.additionalProperties === "object") return rowsOf(node.additionalProperties, `${field}.<name>.`, true);
  return rowsOf(node, `${field}.`, true);
}

function typeOf(node: Node): string {
  if (node.enum !== undefined) return node.enum.map((value) => code(value)).join(" or ");
  if (node.anyOf !== undefined) return node.anyOf.map(typeOf).join(" or ");
  if (node.type === "array")
    return node.items?.properties === undefined ? `list of ${typeOf(node.items ?? {})}` : "list";
  return node.type === "string" ? "text" : (node.type ?? "any");
}
