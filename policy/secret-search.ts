import { type CatalogueFormat, secretFormats } from "../catalogue/secret-formats.ts";
import { createDetector, type Finding } from "../scan/detect/index.ts";
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

/** Knows the secrets of the catalogue's credentials, beside all others. */
export const detector = createDetector({ formats: secretFormats });

/** The places in a value that hold what looks like a secret. */
export function secretPlaces(key: string, value: unknown): readonly SecretPlace[] {
  if (value === UNKNOWN) return [];
  return detector.detect(key, value).map((finding) => ({
    path: joined([key, ...finding.path]),
    looks: finding.message,
    couldBeGenerated: couldBeGenerated(finding),
  }));
}

function couldBeGenerated({ source, format }: Finding<CatalogueFormat>): boolean {
  return source === "generic" || format?.credential.source === "generated";
}

function joined(path: readonly string[]): string {
  return path
    .map((part, index) =>
      /^\d{1,4}$/.test(part) && index > 0 ? `[${part}]` : `${index > 0 ? "." : ""}${printable(part)}`,
    )
    .join("");
}
