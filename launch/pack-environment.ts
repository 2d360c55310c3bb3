import path from "node:path";
import { pathToFileURL } from "node:url";
import { COMPILED } from "./node.js";

const PRELOADED = path.join(import.meta.dirname, "policy-pack.js");

/** An environment in which Pulumi's policy pack starts without what it does not use. What a person has set stays. */
export function packEnvironment(own: Readonly<Record<string, string | undefined>>) {
  const options = [own.NODE_OPTIONS, `--import=${pathToFileURL(PRELOADED).href}`];
  return {
    // A pack has loaded the SDK before its first own line could say where compiled code is kept. A runner keeps none.
    ...(own.CI === undefined ? { NODE_COMPILE_CACHE: COMPILED } : {}),
    ...own,
    NODE_OPTIONS: options.filter((option) => option !== undefined && option !== "").join(" "),
  };
}
