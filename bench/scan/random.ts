/** A seeded source of chance: the same seed makes the same corpus on every machine. */
export interface Random {
  /** 0 to below `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Fills a template: `{a36}` letters and digits, `{h32}` hex, `{A16}` capitals and digits, `{l26}` lower case and digits, `{d10}` digits,
   * `{b40}` base64, `{w43}` base64url, `{c8}` lower-case letters, `{C4}` capitals, `{p20}` printable, `{u}` a UUID, `{x|y}` one of them,
   * `{@word}` a part of a name, `{@environment}`, `{@region}`. */
  readonly fill: (template: string) => string;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGIT = "0123456789";
const ALPHABETS: Readonly<Record<string, string>> = {
  a: LOWER + UPPER + DIGIT,
  h: `${DIGIT}abcdef`,
  H: `${DIGIT}ABCDEF`,
  A: UPPER + DIGIT,
  l: LOWER + DIGIT,
  d: DIGIT,
  b: `${LOWER + UPPER + DIGIT}+/`,
  w: `${LOWER + UPPER + DIGIT}-_`,
  c: LOWER,
  C: UPPER,
  p: `${LOWER + UPPER + DIGIT}!#%*+-?@^_~`,
};

const LISTS: Readonly<Record<string, readonly string[]>> = {
  "@word": "billing orders search ingest portal gateway worker catalog reports identity".split(" "),
  "@environment": "dev staging prod test qa".split(" "),
  "@region": "eu-central-1 us-east-1 ap-southeast-2 westeurope us-central1 fra1".split(" "),
};

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]): T => {
    const one = list[below(list.length)];
    if (one === undefined) throw new Error("Nothing to pick from");
    return one;
  };
  const draw = (alphabet: string, length: number) => Array.from({ length }, () => pick([...alphabet])).join("");
  const fill = (template: string): string =>
    template.replace(/\{([^{}]*)\}/g, (whole, body: string) => {
      if (body === "u") return [8, 4, 4, 4, 12].map((length) => draw(ALPHABETS.h ?? "", length)).join("-");
      const list = LISTS[body];
      if (list) return pick(list);
      const counted = /^([a-zA-Z])(\d+)$/.exec(body);
      const alphabet = ALPHABETS[counted?.[1] ?? ""];
      if (counted && alphabet) return draw(alphabet, Number(counted[2]));
      return /^[^\s]*\|[^\s]*$/.test(body) ? pick(body.split("|")) : whole;
    });
  return { below, pick, fill };
}
