import type { Random } from "../random.ts";

/** Random bytes in base64. */
export const bytes64 = (random: Random, length: number): string =>
  Buffer.from(Array.from({ length }, () => random.below(256))).toString("base64");

const NOUNS = (
  "Sommer Winter Berlin Hamburg Lisboa Madrid Zürich Oslo Falke Tiger Bonjour Soleil Fromage Chocolat Pizza Vespa Panda Koala Wombat Jupiter " +
  "Saturn Nebula Lightning Sandstorm Blizzard Arsenal Liverpool Juventus Gandalf Frodo Skywalker Pikachu Charlie Bella Rocky Buster"
).split(" ");

/** A password as a person would choose it: a name, a year or a few figures, a sign. */
export function chosen(random: Random): string {
  const noun = random.pick(NOUNS);
  const other = random.pick(NOUNS);
  const sign = random.pick([..."!?#$%&*+="]);
  const figures = random.fill("{d2}");
  return random.pick([
    `${noun}${2015 + random.below(12)}${sign}`,
    `${sign}${noun}${figures}${sign}`,
    `${noun}${other}${figures}`,
    `${noun.toLowerCase()}_${other}${sign}${figures}`,
    `my${noun}${sign}is${other}${figures}`,
    `${noun.replace(/[aä]/g, "4").replace(/[eé]/g, "3").replace(/o/g, "0").replace(/s/g, "5")}${sign}${figures}x`,
    `${figures}${sign}${noun}.${other.toLowerCase()}`,
  ]);
}

/** As a generator of passwords would make it. */
export const generated = (random: Random): string =>
  random.fill(
    random.pick(["{a20}", "{a12}", "{p18}", "{p24}", "{w32}", "{h24}", "{c6}-{c6}-{C1}{c5}{d1}", "{a6}.{a6}!{a6}"]),
  );

/** As a password that stands unescaped in a URL, an ini file or a command. */
export const plain = (random: Random): string =>
  random.fill(random.pick(["{a16}", "{a24}", "{w20}", "{C1}{c7}{d3}x{a5}"]));

const WORDS = (
  "abandon ability absorb acoustic airport almost anchor animal arctic artist autumn bamboo banner barely basket bitter blanket bottom breeze bronze " +
  "cabbage camera carbon castle cherry cinnamon circle coconut copper cradle cricket crystal danger daughter decade desert donkey dragon dwarf eagle " +
  "elegant emerge engine escape fabric famous fiction flavor forest fossil galaxy garlic gentle ginger glimpse goddess gravity guitar hammer harvest " +
  "hidden hollow hybrid insect island jaguar jungle kitchen lemon lizard lunar maple marble meadow mirror mystery noble obvious orchard oxygen"
).split(" ");

/** So many dictionary words. */
export const words = (random: Random, count: number, separator = " "): string =>
  Array.from({ length: count }, () => random.pick(WORDS)).join(separator);

/** Template of a host. */
export const HOST = "{db|cache|queue|mail|core|edge}-{c5}.{acme.internal|corp.acme.io|svc.cluster.local|acme-prod.net}";
