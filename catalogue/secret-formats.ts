import { allCredentials } from "./index.ts";
import type { Credential, Field } from "./types.ts";

/** How a secret field is recognised in a text, in the shape that `createDetector` takes. */
export interface CatalogueFormat {
  readonly rule: string;
  readonly message: string;
  readonly pattern: RegExp;
  /** Words that a key must hold to name the field. */
  readonly words: readonly string[];
  readonly detect?: RegExp;
  readonly credential: Credential;
}

const toWords = (text: string) => text.toLowerCase().split(/[^a-z0-9]+/);

function toFormat(credential: Credential, { name, label, format }: Field): CatalogueFormat {
  const { pattern, detect } = format;
  return {
    rule: `catalogue/${credential.id}-${name.replaceAll("_", "-")}`,
    message: `looks like a secret of ours: ${credential.service}, ${label}`,
    pattern,
    words: [toWords(credential.id)[0] ?? "", ...toWords(name)],
    ...(detect === undefined ? {} : { detect }),
    credential,
  };
}

/** The secret fields of every credential, also of those that only some stacks keep. */
export const secretFormats: readonly CatalogueFormat[] = allCredentials.flatMap((credential) =>
  credential.fields.filter((field) => field.visibility === "secret").map((field) => toFormat(credential, field)),
);
