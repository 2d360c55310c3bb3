/** Characters that nobody sees, and that copying from a page, a chat or a document brings along. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFFC]|[\uFE00-\uFE0F]/u;
/** What a text processor writes in place of a quote, a hyphen or a space. */
const TYPOGRAPHIC = /[\u2010-\u2015\u2018-\u201F\u2026\u2032\u2033\u2039\u203A\u00AB\u00BB\u2212]/u;
const OTHER_SPACE = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u2028\u2029]/u;
const REPLACED = /\uFFFD/u;

const KINDS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [INVISIBLE, "an invisible character"],
  [TYPOGRAPHIC, "a quote or dash of a text processor"],
  [OTHER_SPACE, "a space of another kind"],
  [REPLACED, "a character that was lost in another encoding"],
  [CONTROL, "a control character"],
];

/** The first character that no key holds: what it is, and where; undefined where there is none. */
export function oddCharacter(value: string): string | undefined {
  for (const [pattern, what] of KINDS) {
    const at = pattern.exec(value)?.index;
    if (at !== undefined) return `${what} (${codeOf(value, at)}) at place ${at + 1} of ${value.length}`;
  }
  return undefined;
}

/** The first character beyond ASCII: what it is, and where. */
export function notAscii(value: string): string | undefined {
  const at = [...value].findIndex((character) => character > "\u007E");
  return at === -1
    ? undefined
    : `a character that is not ASCII (${codeOf(value, at)}) at place ${at + 1} of ${value.length}`;
}

function codeOf(value: string, at: number): string {
  return `U+${(value.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
