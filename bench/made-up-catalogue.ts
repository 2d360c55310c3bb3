import { registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Credential } from "../catalogue/types.ts";
import { checked } from "../catalogue/validate.ts";
import { ROOT } from "../launch/node.js";

/** The variable that says how many credentials the catalogue has. */
export const CREDENTIALS_VARIABLE = "BENCH_CREDENTIALS";

const wanted = Number(process.env[CREDENTIALS_VARIABLE]);

/**
 * A catalogue of any size: the company's own credentials over and over, each time under other names. What more there
 * is of them is filled in by operators, since the program generates and rotates only its own.
 */
export function madeUp(own: readonly Credential[], count: number): readonly Credential[] {
  const kept = own.filter(({ watches }) => watches === undefined);
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / kept.length);
    const model = kept[index % kept.length];
    if (model === undefined) throw new Error("there is no credential to make others of");
    return round === 0 ? model : again(model, `-${letters(round)}`);
  });
}

/** Two letters, so that no name looks like a random one. */
function letters(number: number): string {
  return [Math.floor(number / 26), number % 26].map((place) => String.fromCharCode(97 + place)).join("");
}

function again(model: Credential, suffix: string): Credential {
  const { id, service, source, aws, azure, kubernetes } = model;
  return {
    ...model,
    id: `${id}${suffix}`,
    service: `${service} ${suffix.slice(1)}`,
    source: source === "operator-later" ? source : "operator",
    aws: { name: `${aws.name}${suffix}` },
    azure:
      azure === null
        ? null
        : azure.shape === "json"
          ? { ...azure, name: `${azure.name}${suffix}` }
          : {
              ...azure,
              names: Object.fromEntries(
                Object.entries(azure.names).map(([field, name]) => [field, `${name}${suffix}`]),
              ),
            },
    kubernetes: kubernetes === null ? null : { ...kubernetes, secret: `${kubernetes.secret}${suffix}` },
  };
}

/** Stands in for the catalogue's own check. */
export function checkedMadeUp(own: readonly Credential[]): readonly Credential[] {
  return checked(madeUp(own, wanted));
}

// Preloaded into the program and the pack by NODE_OPTIONS: the project's own files run, with this catalogue.
if (wanted > 0) {
  const catalogue = pathToFileURL(path.join(ROOT, "catalogue", "index.ts")).href;
  const from = 'import { checked } from "./validate.ts";';
  const to = `import { checkedMadeUp as checked } from "../${path.relative(ROOT, fileURLToPath(import.meta.url))}";`;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (url !== catalogue) return loaded;
      const text = String(loaded.source);
      if (!text.includes(from)) throw new Error(`catalogue/index.ts has no line ${from}`);
      return { ...loaded, source: text.replace(from, to) };
    },
  });
}

/** The environment of a program, or a pack, that is to have so many credentials. */
export function withCredentials(count: number): Record<string, string> {
  return { [CREDENTIALS_VARIABLE]: String(count), NODE_OPTIONS: `--import=${import.meta.url}` };
}
