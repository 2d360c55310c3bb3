import { explain, OperatorError } from "../errors.ts";
import type { Check } from "./store.ts";

/** The check that an error makes: its message, and its cure where it has one. */
export function failedCheck(name: string, error: unknown): Check {
  if (error instanceof OperatorError && error.cure !== undefined) {
    return { name, result: "failed", detail: error.message, cure: error.cure };
  }
  return { name, result: "failed", detail: explain(error) };
}
