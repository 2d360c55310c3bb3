import { configSchema } from "../../policy/crossguard.ts";
import { type Opinion, PACK_NAME, pack } from "../../policy/pack.ts";
import { isStackRule } from "../../policy/rule.ts";
import { blocks, code, derivedFrom, table } from "./markdown.ts";

const KINDS = {
  mandatory: "Mandatory: a violation stops the update.",
  advisory: "Advisory: a violation is shown.",
  disabled: "Disabled until a team asks for them.",
} as const;

/** Every rule of the pack with its level, why it is asked for and what to do, and what a team may configure. */
export function policiesDocument(): string {
  const levels = Object.keys(KINDS) as (keyof typeof KINDS)[];
  return blocks(
    derivedFrom("policy/"),
    "# Policies",
    `The pack \`${PACK_NAME}\` looks at resources and not at this program, so another team can point it at its own stack: \`pulumi preview --policy-pack <this project>/policy\`. It needs this project's \`node_modules\` (\`npm ci\`), and Node 24 or newer on the PATH of whoever runs it. \`npm run preview\` runs the same rules offline.`,
    "A rule *on resources* judges each resource before anything is done to it. A rule *on the stack* sees where values come from, and judges when a preview or an update has gone through the program: what it refuses is refused by the preview that comes before every update. `pulumi up --skip-preview` is without that protection.",
    "What a rule needs and the preview cannot know yet is told as advice and judged by the update: a clean preview alone is no proof. No message holds a value. A rule that fails is a mandatory violation that names it.",
    ...levels.flatMap((level) =>
      section(
        KINDS[level],
        pack.filter((opinion) => opinion.level === level),
      ),
    ),
    "## Which types",
    "These look at resources of the types beside them, of every version of the provider, and at no others. The others on resources read every resource, and tell by more than its type whether it is theirs.",
    types(),
    "## Other levels, other limits",
    "Both `pulumi preview` and `npm run preview --` take `--policy-pack-config <file>`: JSON, the policy's name with its level (`mandatory`, `advisory`, `disabled`), or with its level and parameters; `all` stands for the rest.",
    `\`\`\`json\n${JSON.stringify(EXAMPLE, null, 2)}\n\`\`\``,
    parameters(),
  );
}

const EXAMPLE = {
  "vault-retention": "mandatory",
  "secret-recovery-window": { enforcementLevel: "mandatory", minimumDays: 7 },
};

function section(title: string, opinions: readonly Opinion[]): string[] {
  if (opinions.length === 0) return [];
  const [kind = ""] = title.split(":");
  return [
    `## ${kind}`,
    title,
    table(
      ["Policy", "Judged", "What is asked for", "Why, and what to do"],
      opinions.map(({ rule, description, advice }) => [
        code(rule.id),
        isStackRule(rule) ? "on the stack" : "on resources",
        description,
        // A template's braces and brackets are no Markdown.
        advice.replaceAll(/\{\{.*\}\}|<vault id>\/secrets\/<name>/g, (text) => code(text)),
      ]),
    ),
  ];
}

function types(): string {
  return table(
    ["Policy", "Types"],
    pack.flatMap(({ rule }) =>
      isStackRule(rule) || rule.types === undefined ? [] : [[code(rule.id), [...rule.types].map(code).join(", ")]],
    ),
  );
}

function parameters(): string {
  return table(
    ["Policy", "Parameter", "Default", "What it is"],
    pack.flatMap(({ rule }) =>
      Object.entries(configSchema(rule)?.properties ?? {}).map(([name, schema]) => [
        code(rule.id),
        code(name),
        Array.isArray(schema.default) && schema.default.length > 8
          ? `${schema.default.length} types: ${schema.default.map((type) => code(String(type))).join(", ")}`
          : code(JSON.stringify(schema.default)),
        schema.description ?? "",
      ]),
    ),
  );
}
