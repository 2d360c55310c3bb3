import { detector } from "../policy/secret-search.ts";
import type { StackConfig } from "../stack-file.ts";
import { MASKED_SECRET, type PreviewDocument } from "./document.ts";

/** The texts of a stack's configuration that look like real secrets. */
export function suspects({ values }: StackConfig): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const whole = structured(value);
    return detector.detect(key, whole).map(({ path }) => textAt(whole, path));
  });
}

const WITHHELD =
  "The stack's configuration holds what looks like a secret (see the violations), so no value is shown: the program may have put a part of it anywhere.";

/**
 * A document with nothing left in it that looks like a secret: what a policy refuses must not be printed beside the
 * refusal, in a pull request's comment least of all. The program prints parts of settings, too (an issuer without its
 * `https://`, a network cut out of a subnet's id), so inputs and outputs go as a whole.
 */
export function withoutSuspects(document: PreviewDocument, texts: readonly string[]): PreviewDocument {
  if (texts.length === 0) return document;
  const resources = document.resources.map((resource) => ({ ...resource, inputs: {} }));
  return replaced({ ...document, resources, outputs: {}, withheld: WITHHELD }, texts) as PreviewDocument;
}

function replaced(value: unknown, texts: readonly string[]): unknown {
  if (typeof value === "string") return texts.reduce((text, suspect) => text.replaceAll(suspect, MASKED_SECRET), value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, texts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [String(replaced(key, texts)), replaced(child, texts)]),
  );
}

// A finding may lie inside a text (JSON, base64): then the whole text is the suspect.
function textAt(value: unknown, path: readonly string[]): string {
  let node = value;
  for (const part of path) {
    if (typeof node !== "object" || node === null) break;
    node = (node as Record<string, unknown>)[part];
  }
  return typeof node === "string" ? node : JSON.stringify(node ?? value);
}

function structured(value: string): unknown {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null ? parsed : value;
  } catch {
    return value;
  }
}
