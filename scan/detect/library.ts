import { rules as presetRules } from "@secretlint/secretlint-rule-preset-recommend";
import { isManualToken } from "./benign.ts";

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

const rules = (presetRules as readonly RuleCreator[])
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

/** Names of the rules that can find something: the last part of `secretlint/<name>`. */
export const libraryRules: readonly string[] = rules.map(({ name }) => name);

// Rules look at a source's name to leave out files that a vendor's tool writes; a stack's configuration is none of them.
const SOURCE = { filePath: "value.yaml", ext: ".yaml", contentType: "text", hasBOM: false } as const;
/** Each rule is linear in the length of a window, and not all of them are in the length of a text. */
const WINDOW = 16_384;
const OVERLAP = 4_096;

/** The names of secretlint's rules that find a secret in a text. */
export function findByLibrary(text: string): string[] {
  const found = new Set<string>();
  for (let start = 0; start < text.length; start += WINDOW - OVERLAP) {
    const content = text.length <= WINDOW ? text : text.slice(start, start + WINDOW);
    for (const { name, handler } of rules) {
      reports = [];
      // Only the rule for binary PKCS#12 files is asynchronous, and this is no such file.
      void handler.file({ ...SOURCE, content });
      if (reports.some(({ range }) => !isManualToken(content.slice(range[0], range[1])))) found.add(name);
    }
    if (content.length < WINDOW) break;
  }
  return [...found];
}
