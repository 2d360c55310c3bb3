import type { Random } from "./random.ts";

/** One value of a corpus with the key it stands under. */
export interface Sample {
  readonly key: string;
  readonly value: unknown;
}

/** A kind of value: what the figures are counted by. */
export interface Kind {
  readonly name: string;
  readonly group: string;
  readonly make: (random: Random) => Sample;
}

/** A kind whose value is made by a function. */
export function made(group: string, name: string, keys: string, make: (random: Random) => unknown): Kind {
  const list = keys.split(" ");
  return { group, name, make: (random) => ({ key: random.pick(list), value: make(random) }) };
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
export const base64url = (text: string): string => Buffer.from(text).toString("base64url");

/** A signed token with made-up claims. */
export function jwt(random: Random, claims: object): string {
  const header = base64url(JSON.stringify({ alg: random.pick(["HS256", "RS256"]), typ: "JWT" }));
  return `${header}.${base64url(JSON.stringify(claims))}.${random.fill("{w43}")}`;
}

/** A PEM block whose body is random. */
export function pem(random: Random, label: string, lines = 12, start = ""): string {
  const body = Array.from({ length: lines }, (_, i) =>
    random.fill(i === 0 && start ? `${start}{b${64 - start.length}}` : "{b64}"),
  ).join("\n");
  return [`-----BEGIN ${label}-----`, body, `-----END ${label}-----`, ""].join("\n");
}

const WORDS = (
  "sunset river falcon marble copper winter summer autumn spring tiger dragon coffee purple orange rocket silver shadow thunder guitar hockey " +
  "monkey flower castle bridge garden planet ocean forest mountain pepper ginger cookie batman maverick phoenix harley ranger mustang yankee"
).split(" ");
const PHRASE =
  "correct horse battery staple velvet pickle lantern orbit tundra wagon cactus mellow quartz ribbon salmon zebra anchor biscuit canyon drizzle".split(
    " ",
  );

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

/** A password as people choose them. */
export function humanPassword(random: Random): string {
  const word = random.pick(WORDS);
  const other = random.pick(WORDS);
  const year = 1985 + random.below(42);
  const symbol = random.pick([..."!@#$%&*?"]);
  const shapes = [
    () => `${capital(word)}${year}${symbol}`,
    () => `${capital(word)}${symbol}${random.fill("{d3}")}`,
    () => `${word}${random.fill("{d4}")}`,
    () => `${capital(word)}${capital(other)}${random.fill("{d2}")}`,
    () =>
      `${word.replace(/a/g, "@").replace(/o/g, "0").replace(/e/g, "3").replace(/i/g, "1")}${symbol}${random.fill("{d2}")}`,
    () => `${word}-${other}-${random.fill("{d2}")}`,
    () => `${capital(word)}.${year}`,
    () => `${word}${symbol}${other}`,
    () => random.fill("{c2}{d2}{C2}{d2}"),
    () => `Qu4lisys${symbol}${year}`,
    () => `${word}${other}`,
  ];
  return random.pick(shapes)();
}

/** A phrase of plain words. */
export function phrase(random: Random, separator: string): string {
  return Array.from({ length: 3 + random.below(3) }, () => random.pick(PHRASE)).join(separator);
}

/** Template of a region. */
export const REGION = "{@region}";

/** Template of a part of a name. */
export const WORD = "{@word}";

/** Template of an environment. */
export const ENV = "{@environment}";
