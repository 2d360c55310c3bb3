/**
 * For each letter, the letters that hardly ever follow it: less than 3 in 10,000 pairs, counted over the words of the AWS provider's type
 * declarations and of package names. 4 in 10 pairs of random letters are here, and 3 in 100 of words.
 */
const UNLIKELY: Readonly<Record<string, string>> = {
  a: "jq",
  b: "fghjkmnqvwxz",
  c: "bfgjnqvwxz",
  d: "hjkqvwxz",
  e: "j",
  f: "bcdghjkmnpqvwxz",
  g: "bcdfjkqtvwxz",
  h: "bcdfghjknpqvwxz",
  i: "hijqwy",
  j: "bcdfghjklmnpqrtvwxyz",
  k: "bcdfghjkmnpqvwxz",
  l: "hjnqrwxz",
  m: "fghjkqrvwxz",
  n: "jqwxz",
  o: "hqz",
  p: "bfjknqvwxz",
  q: "abcdefghijkmnopqrstvwxyz",
  r: "hjqwxz",
  s: "jxz",
  t: "jkqvxz",
  u: "hjkoquvwxyz",
  v: "bcdfghjklmnpqrstuvwxyz",
  w: "bcdfgjkmpqtuvwxyz",
  x: "bdfghjklmnoqrsuvwyz",
  y: "hjkqvwxyz",
  z: "bcdfghjklmnpqrstuvwxyz",
};

/** 32 times the first letter's number plus the second's: a code's last five bits are its letter's number in either case. */
const UNLIKELY_PAIR = new Uint8Array(32 * 32);
const pairOf = (first: number, second: number): number => ((first & 31) << 5) | (second & 31);
for (const [first, seconds] of Object.entries(UNLIKELY))
  for (const second of seconds) UNLIKELY_PAIR[pairOf(first.charCodeAt(0), second.charCodeAt(0))] = 1;

const KINDS = { none: 0, lower: 1, upper: 2, digit: 3 } as const;

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return KINDS.lower;
  if (code >= 65 && code <= 90) return KINDS.upper;
  if (code >= 48 && code <= 57) return KINDS.digit;
  return KINDS.none;
}

/**
 * How little a text looks like words, from 0 (a name made of words) to about 0.9 (letters and digits drawn at random).
 * Counts neighbours that words do not have: a letter beside a digit, a capital inside a word, an unlikely pair of letters.
 * Only the first 256 characters count.
 */
export function randomness(text: string): number {
  const end = Math.min(text.length, 256);
  let pairs = 0;
  let strange = 0;
  let previous: number = KINDS.none;
  for (let i = 0; i < end; i++) {
    const kind = kindOf(text.charCodeAt(i));
    if (kind !== KINDS.none && previous !== KINDS.none) {
      pairs++;
      if (kind === KINDS.digit || previous === KINDS.digit) {
        if (kind !== previous) strange++;
      } else if (previous === KINDS.lower && kind === KINDS.upper) {
        // A hump of camelCase is ordinary; a capital followed by another capital or by a digit is not.
        if (kindOf(text.charCodeAt(i + 1)) !== KINDS.lower) strange++;
        else if (UNLIKELY_PAIR[pairOf(text.charCodeAt(i), text.charCodeAt(i + 1))]) strange++;
      } else if (UNLIKELY_PAIR[pairOf(text.charCodeAt(i - 1), text.charCodeAt(i))]) strange++;
    }
    previous = kind;
  }
  return pairs === 0 ? 0 : strange / pairs;
}

/** Whether a text without spaces was drawn at random rather than named, written or counted. Needs 8 characters to tell. */
export function looksRandom(text: string): boolean {
  if (text.length < 8 || /\s/.test(text)) return false;
  if (!hasDifferent(text.slice(0, 64), Math.min(7, Math.ceil(text.length / 2)))) return false;
  return randomness(text) >= (text.length < 16 ? 0.3 : 0.2);
}

/** Whether a text has so many different characters. */
export function hasDifferent(text: string, count: number): boolean {
  const seen = new Set<string>();
  for (const character of text) if (seen.add(character).size >= count) return true;
  return false;
}

/** Shannon entropy in bits per character, of the first 256 characters. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  const sample = text.slice(0, 256);
  for (const character of sample) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / sample.length) * Math.log2(count / sample.length);
  return bits;
}
