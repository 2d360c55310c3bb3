import { execFileSync } from "node:child_process";
import path from "node:path";

export interface Order {
  readonly templates: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

export interface Rendered {
  readonly data?: Readonly<Record<string, string>>;
  readonly error?: string;
}

/**
 * Operator -> the functions of sprig that its templates lack.
 * @see https://github.com/external-secrets/external-secrets/blob/v0.20.4/pkg/template/v2/template.go
 * @see https://github.com/external-secrets/external-secrets/blob/main/runtime/template/v2/sprig/functions_test.go
 *   (TestFuncMapsExcludeUnsafeFunctions, since 2.12)
 */
export const OPERATORS = {
  "0.20.4": ["env", "expandenv"],
  "2.12 and newer": ["env", "expandenv", "getHostByName", "fail"],
} as const;

/** Renders templates with Go's own engine and the operator's functions; render/main.go says how. Needs Go. */
export function render(orders: readonly Order[], operator: keyof typeof OPERATORS): readonly Rendered[] {
  const printed = execFileSync("go", ["run", "."], {
    cwd: path.join(import.meta.dirname, "render"),
    input: JSON.stringify({ lacks: OPERATORS[operator], orders }),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(printed) as Rendered[];
}
