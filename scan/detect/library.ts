import { rules as presetRules } from "@secretlint/secretlint-rule-preset-recommend";
import { isManualToken } from "./benign.ts";
import { searchByStarts } from "./starts.ts";

/**
 * secretlint's recommended rules, run one after the other on a text.
 *
 * They are called through the rule interface that secretlint publishes for rule authors, not through `@secretlint/core`: its
 * `lintSource` is asynchronous and sets everything up anew for each text (measured: 4,500 texts a second, against 40,000 this way).
 * Left out: the rule that reads "secretlint-disable" comments, since a value must not switch its own detection off; and the two rules
 * for passwords in addresses, whose placeholders are fewer than those of `url.ts`.
 */
const LEFT_OUT = new Set(["filter-comments", "basicauth", "database-connection-string"]);
const PREFIX = "@secretlint/secretlint-rule-";

interface Report {
  readonly range: readonly [number, number];
}

/** The part of secretlint's rule interface that is used here; the preset does not bring its types along. */
interface RuleCreator {
  readonly meta: { readonly id: string };
  readonly create: (
    context: {
      readonly sharedOptions: object;
      readonly createTranslator: () => (messageId: string) => object;
      readonly report: (report: Report) => void;
      readonly ignore: () => void;
    },
    options: object,
  ) => { readonly file: (source: object) => unknown };
}

let reports: Report[] = [];

export interface LibraryRule {
  readonly name: string;
  readonly handler: { readonly file: (source: object) => unknown };
}

const rules: readonly LibraryRule[] = (presetRules as readonly RuleCreator[])
  .map((rule) => ({ rule, name: rule.meta.id.replace(PREFIX, "") }))
  .filter(({ name }) => !LEFT_OUT.has(name))
  .map(({ rule, name }) => ({
    name,
    handler: rule.create(
      {
        sharedOptions: {},
        createTranslator: () => (messageId) => ({ messageId, message: "", data: {} }),
        report: (descriptor) => reports.push(descriptor),
        ignore: () => undefined,
      },
      {},
    ),
  }));

/**
 * Texts of which every match of a rule holds one: most values hold none, and most rules cost a search of their own. A rule
 * that is not listed is always run. `gcp` looks at files of other kinds only.
 */
const HINTS: Readonly<Record<string, string>> = {
  aws: "ACCESS access Access",
  privatekey: "-----BEGIN",
  npm: ":x-oauth-basic _authToken= npm_",
  slack: "xoxb xoxp xapp xoxa xoxo xoxr ://",
  sendgrid: "SG.",
  shopify: "shppa_ shpca_ shpat_ shpss_",
  stripe: "sk_live_ sk_test_ rk_live_ rk_test_",
  github: "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
  gitlab: "glpat-",
  grafana: "glc_ glsa_",
  openai: "T3BlbkFJ",
  anthropic: "sk-ant-api",
  groq: "gsk_",
  huggingface: "hf_",
  linear: "lin_api_",
  notion: "ntn_",
  "1password": "ops_",
  "hashicorp-vault": "hvs. hvb. hvr.",
  vercel: "vcp_ vci_ vca_ vcr_ vck_",
  databricks: "dapi",
  docker: "dckr_pat_",
  figma: "figd_",
  cloudflare: "cfk_ cfut_ cfat_",
  tailscale: "tskey-",
};

const candidates = searchByStarts(rules, ({ name }) => (HINTS[name] ?? "").split(" "));

/** Every rule, whatever the text: what the hints are tested against. */
export const everyRule = (): readonly LibraryRule[] => rules;

/** Names of the rules that can find something: the last part of `secretlint/<name>`. */
export const libraryRules: readonly string[] = rules.map(({ name }) => name);

// Rules look at a source's name to leave out files that a vendor's tool writes; a stack's configuration is none of them.
const SOURCE = { filePath: "value.yaml", ext: ".yaml", contentType: "text", hasBOM: false } as const;
/** Each rule is linear in the length of a window, and not all of them are in the length of a text. */
const WINDOW = 16_384;
const OVERLAP = 4_096;

/**
 * The names of secretlint's rules that find a secret in a text.
 *
 * @param rulesFor the rules to run on a text
 */
export function findByLibrary(text: string, rulesFor: (text: string) => readonly LibraryRule[] = candidates): string[] {
  const found = new Set<string>();
  for (let start = 0; start < text.length; start += WINDOW - OVERLAP) {
    const content = text.length <= WINDOW ? text : text.slice(start, start + WINDOW);
    for (const { name, handler } of rulesFor(content)) {
      reports = [];
      // Only the rule for binary PKCS#12 files is asynchronous, and this is no such file.
      void handler.file({ ...SOURCE, content });
      if (reports.some(({ range }) => !isManualToken(content.slice(range[0], range[1])))) found.add(name);
    }
    if (content.length < WINDOW) break;
  }
  return [...found];
}
