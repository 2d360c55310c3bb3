import { styleText } from "node:util";
import type { PreviewDocument, PreviewResource } from "./document.ts";

const NO_DIFF =
  "This is what the stack consists of, run offline from the program and its stack file. It is no diff against a live stack: for that, run pulumi preview.";

/** The document as a person reads it: tree, counts, outputs, violations. Ends without a line break. */
export function render(document: PreviewDocument, colours: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colours ? styleText(style, text, { validateStream: false }) : text;
  const created = document.resources.filter(({ type }) => !type.startsWith("pulumi:"));
  return [
    paint("bold", `qualisys-secrets, stack ${document.stack}: ${created.length} resources`),
    NO_DIFF,
    "",
    ...tree(
      Map.groupBy(document.resources, ({ parent }) => parent),
      "",
      paint,
    ),
    "",
    paint("bold", "Resources by type"),
    ...counts(created),
    "",
    `${paint("bold", "Outputs")} (identifiers that the clouds will give are made up)`,
    ...(document.withheld === undefined ? outputs(document.outputs) : [`  ${document.withheld}`]),
    "",
    ...violations(document, paint),
  ].join("\n");
}

type Paint = (style: "bold" | "dim" | "red" | "yellow" | "green" | "cyan", text: string) => string;

type ByParent = ReadonlyMap<string, readonly PreviewResource[]>;

function tree(byParent: ByParent, indent: string, paint: Paint, parent = ""): string[] {
  const children = (byParent.get(parent) ?? [])
    .filter((resource) => !resource.type.startsWith("pulumi:providers:"))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return children.flatMap((resource) => {
    if (resource.type === "pulumi:pulumi:StackReference") return [];
    if (resource.type === "pulumi:pulumi:Stack") return tree(byParent, indent, paint, resource.urn);
    const marks = [
      resource.options.protect ? "protected" : "",
      resource.options.ignoreChanges.length > 0 ? `ignores ${resource.options.ignoreChanges.join(", ")}` : "",
    ].filter((mark) => mark !== "");
    const line = `${indent}${resource.name}  ${paint("dim", shortType(resource.type))}${marks.length === 0 ? "" : paint("cyan", `  ${marks.join("; ")}`)}`;
    return [line, ...tree(byParent, `${indent}  `, paint, resource.urn)];
  });
}

function counts(resources: readonly PreviewResource[]): string[] {
  const byType = new Map<string, number>();
  for (const { type } of resources) byType.set(type, (byType.get(type) ?? 0) + 1);
  return [...byType]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => `${String(count).padStart(5)}  ${type}`);
}

function outputs(values: Record<string, unknown>): string[] {
  const lines = (value: unknown, path: string): string[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, child]) => lines(child, path === "" ? key : `${path}.${key}`))
      : [`  ${path}: ${String(value)}`];
  const all = lines(values, "");
  return all.length === 0 ? ["  none"] : all;
}

function violations({ violations }: PreviewDocument, paint: Paint): string[] {
  if (violations.length === 0) return [paint("green", "No policy violations.")];
  return [
    paint("bold", `Policies: ${violations.length} ${violations.length === 1 ? "violation" : "violations"}`),
    ...violations.map(({ policy, level, urn, message }) => {
      const name = urn.split("::").at(-1) ?? urn;
      return `  ${paint(level === "mandatory" ? "red" : "yellow", level)} ${policy} (${name}): ${message}`;
    }),
  ];
}

// aws:secretsmanager/secret:Secret -> aws:secretsmanager:Secret, as in the documentation's headings.
function shortType(type: string): string {
  return type.replace(/\/[^:]*(?=:[^:]*$)/, "");
}
