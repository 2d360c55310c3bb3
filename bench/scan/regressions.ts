import { readFileSync } from "node:fs";
import path from "node:path";
import type { Random } from "./random.ts";
import { base64, type Kind } from "./sample.ts";

/** A key and a value whose texts are templates (`random.ts`); what is between \u27e6 and \u27e7 is put into base64 when it is filled. */
type Met = readonly [key: string, template: unknown];

/** Secrets and ordinary values that were met, or thought of, while the rules were worked on: one JSON list a line. */
export const regressionSecrets: readonly Kind[] = regressionKinds("regressions-secrets.jsonl");
export const regressionBenign: readonly Kind[] = regressionKinds("regressions-benign.jsonl");

/** A kind for each line: they have nothing in common but that they were met. */
function regressionKinds(file: string): Kind[] {
  const lines = readFileSync(path.join(import.meta.dirname, file), "utf8")
    .trim()
    .split("\n");
  return lines.map((line, index) => {
    const [key, template] = JSON.parse(line) as Met;
    return {
      group: "regressions",
      name: `${index + 1} ${key}`,
      make: (random) => ({ key, value: filled(template, random) }),
    };
  });
}

function filled(template: unknown, random: Random): unknown {
  if (typeof template === "string") {
    let text = template;
    // Inside out, since base64 may be put into base64.
    for (
      let inner = /\u27e6([^\u27e6\u27e7]*)\u27e7/.exec(text);
      inner;
      inner = /\u27e6([^\u27e6\u27e7]*)\u27e7/.exec(text)
    ) {
      text = text.replace(inner[0], () => base64(random.fill(inner?.[1] ?? "")));
    }
    return random.fill(text);
  }
  if (Array.isArray(template)) return template.map((one) => filled(one, random));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, one]) => [key, filled(one, random)]));
}
