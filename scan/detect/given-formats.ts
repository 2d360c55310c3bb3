import { isManualToken } from "./benign.ts";
import type { KeyName } from "./key-name.ts";
import { plainStart, searchByStarts } from "./starts.ts";

/** A secret that the caller knows the form of, beside those that vendors publish. */
export interface SecretFormat {
  /** Id of the rule that its findings name: "catalogue/openai-api-key". */
  readonly rule: string;
  /** For a person, with "looks like" in front: "looks like a secret of ours: OpenAI, API key". */
  readonly message: string;
  /** Anchored; matches the whole value. It counts only under a key that holds all of `words`. */
  readonly pattern: RegExp;
  /** In lower case. */
  readonly words: readonly string[];
  /**
   * Unanchored recogniser, for values distinctive enough to be known anywhere in a text.
   * @default - the value is not recognisable without its key.
   */
  readonly detect?: RegExp;
}

/** A search for the given formats. */
export interface FormatSearch {
  /** The formats whose values are so distinctive that they are known anywhere in a text. */
  readonly inText: (text: string) => readonly SecretFormat[];
  /** The format that a key names and a whole text fits, if any. */
  readonly namedByKey: (key: KeyName, text: string) => SecretFormat | undefined;
}

export function searchFormats(formats: readonly SecretFormat[]): FormatSearch {
  const distinctive = formats.flatMap((format) =>
    format.detect === undefined ? [] : [{ format, detect: everywhere(format.detect) }],
  );
  // There may be a thousand of them: each tried on each text would make the search quadratic.
  const candidates = searchByStarts(distinctive, ({ detect }) => [plainStart(detect)]);
  return {
    inText: (text) =>
      candidates(text)
        .filter(({ detect }) => [...text.matchAll(detect)].some(([token]) => !isManualToken(token)))
        .map(({ format }) => format),
    namedByKey: (key, text) =>
      formats.find(({ words, pattern }) => words.every((word) => key.words.includes(word)) && pattern.test(text)),
  };
}

const everywhere = ({ source, flags }: RegExp) => new RegExp(source, `${flags.replace("g", "")}g`);
