import { allCredentials, type Credential, type Field } from "../../catalogue/index.ts";
import { isManualToken } from "./benign.ts";
import type { KeyName } from "./key-name.ts";
import { plainStart, searchByStarts } from "./starts.ts";

export interface CatalogueFormat {
  readonly rule: string;
  readonly service: string;
  readonly label: string;
  readonly pattern: RegExp;
  readonly detect: RegExp | undefined;
  /** Words that a key must hold to name the field. */
  readonly words: readonly string[];
}

const toWords = (text: string) => text.toLowerCase().split(/[^a-z0-9]+/);

function toFormat(credential: Credential, field: Field): CatalogueFormat {
  const { pattern, detect } = field.format;
  return {
    rule: `catalogue/${credential.id}-${field.name.replaceAll("_", "-")}`,
    service: credential.service,
    label: field.label,
    pattern,
    detect: detect === undefined ? undefined : new RegExp(detect.source, `${detect.flags.replace("g", "")}g`),
    words: [toWords(credential.id)[0] ?? "", ...toWords(field.name)],
  };
}

/** The secret fields of the catalogue. */
export const catalogueFormats: readonly CatalogueFormat[] = allCredentials.flatMap((credential) =>
  credential.fields.filter((field) => field.visibility === "secret").map((field) => toFormat(credential, field)),
);

// A catalogue may have a thousand of them: each tried on each text would make the search quadratic.
const candidates = searchByStarts(catalogueFormats.filter(isDistinctive), ({ detect }) => [plainStart(detect)]);

function isDistinctive(format: CatalogueFormat): format is CatalogueFormat & { readonly detect: RegExp } {
  return format.detect !== undefined;
}

/** The fields whose values are so distinctive that they are known anywhere in a text. */
export function findByCatalogue(text: string): CatalogueFormat[] {
  return candidates(text).filter(({ detect }) => [...text.matchAll(detect)].some(([token]) => !isManualToken(token)));
}

/** The field that a key names and a whole text fits, if any. */
export function namedByKey(key: KeyName, text: string): CatalogueFormat | undefined {
  return catalogueFormats.find(
    ({ words, pattern }) => words.every((word) => key.words.includes(word)) && pattern.test(text),
  );
}
