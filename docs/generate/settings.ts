import { z } from "zod";
import { NAMESPACE, settingsSchema } from "../../stack-settings.ts";
import { blocks, code, derivedFrom, table } from "./markdown.ts";

interface Node {
  type?: string;
  format?: string;
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  anyOf?: readonly Node[];
  properties?: Record<string, Node>;
  required?: readonly string[];
  items?: Node;
}

const FORMATS: Readonly<Record<string, string>> = { ipv4: "IPv4 address", cidrv4: "IPv4 range" };

/** Every setting of a stack file: key, what it is, whether it must be there, what holds where it is left out. */
export function settingsDocument(): string {
  const schema = z.toJSONSchema(settingsSchema, { io: "input" }) as Node;
  return blocks(
    derivedFrom("stack-settings.ts"),
    "# Settings",
    `Keys of \`Pulumi.<stack>.yaml\` under \`config\`, each with \`${NAMESPACE}:\` before it. Settings hold no credentials: the policy pack and \`npm run scan\` refuse them.`,
    "A stack has `aws`, `azure` or both.",
    "Set one with `pulumi config set --stack <stack> --path '<key>' <value>`, or edit the file. All wrong settings are reported at once.",
    table(["Key", "Type", "Needed", "Default", "What it is"], rows(schema, "")),
    "The offline preview and the commands read a stack as Pulumi does: keys without a namespace are the project's, YAML merge keys (`<<`) work, and `config:` in `Pulumi.yaml` holds defaults for all stacks. A stack may be named in full (`organization/project/stack`). They do not read `environment:`, the environments of Pulumi ESC: settings that come from there must be in the file as well.",
    "An update is refused while a setting still holds what the project ships with (account numbers of zeros, `replace-me@example.com`, the address 192.0.2.10); the offline preview works with them.",
  );
}

function rows(node: Node, prefix: string): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const key = `${prefix}${name}`;
    const inner = child.items?.properties === undefined ? child : child.items;
    const list = child.type === "array";
    return [
      [
        code(key),
        typeOf(child),
        node.required?.includes(name) ? "yes" : "no",
        child.default === undefined || (child.properties && name !== "jwt") ? "" : code(JSON.stringify(child.default)),
        child.description ?? "",
      ],
      ...rows(inner, list ? `${key}[].` : `${key}.`),
    ];
  });
}

function typeOf(node: Node): string {
  if (node.enum !== undefined) return node.enum.map((value) => code(String(value))).join(" or ");
  if (node.const !== undefined) return code(String(node.const));
  if (node.anyOf !== undefined)
    return node.anyOf.map(typeOf).join(node.anyOf.some(({ const: value }) => value) ? ", " : " or ");
  if (node.type === "array") return `list of ${node.items === undefined ? "values" : typeOf(node.items)}`;
  if (node.type === "object") return "settings";
  const known = FORMATS[node.format ?? ""];
  if (known !== undefined) return known;
  if (node.type === "integer") return `integer${range(node)}`;
  return node.type === "string" ? "text" : (node.type ?? "value");
}

// Where the schema names no bound, zod writes the last integer that a number can tell apart.
function range({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: Node): string {
  const [from, to] = [minimum > Number.MIN_SAFE_INTEGER, maximum < Number.MAX_SAFE_INTEGER];
  return `${from ? ` from ${minimum}` : ""}${to ? ` to ${maximum}` : ""}`;
}
