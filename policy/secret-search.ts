import { findCredential } from "../catalogue/index.ts";
import { type DetectOptions, detect } from "../scan/detect/index.ts";
import { printable } from "../scan/printable.ts";
import { UNKNOWN } from "./values.ts";

/** A place that holds what looks like a secret. */
export interface SecretPlace {
  /** `values.env[0].value`; what could itself be a secret is left out. */
  readonly path: string;
  /** "looks like a secret of GitHub" */
  readonly looks: string;
  /** Whether its form is one that a generated password has, too. */
  readonly couldBeGenerated: boolean;
}

/** The places in a value that hold what looks like a secret. */
export function secretPlaces(key: string, value: unknown, options?: DetectOptions): readonly SecretPlace[] {
  if (value === UNKNOWN) return [];
  return detect(key, value, options).map(({ rule, path, message }) => ({
    path: joined([key, ...path]),
    looks: message,
    couldBeGenerated: rule.startsWith("generic/") || isGeneratedFormat(rule),
  }));
}

function isGeneratedFormat(rule: string): boolean {
  const [source, name = ""] = rule.split("/");
  if (source !== "catalogue") return false;
  // The rule's name is the credential's id and the field's; ids have hyphens, too.
  const parts = name.split("-");
  const ids = parts.map((_, index) => parts.slice(0, index + 1).join("-"));
  return ids.some((id) => findCredential(id)?.source === "generated");
}

function joined(path: readonly string[]): string {
  return path
    .map((part, index) =>
      /^\d{1,4}$/.test(part) && index > 0 ? `[${part}]` : `${index > 0 ? "." : ""}${printable(part)}`,
    )
    .join("");
}
