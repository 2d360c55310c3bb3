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

/** Renders templates with Go's own engine and the operator's functions; render/main.go says how. Needs Go. */
export function render(orders: readonly Order[]): readonly Rendered[] {
  const printed = execFileSync("go", ["run", "."], {
    cwd: path.join(import.meta.dirname, "render"),
    input: JSON.stringify(orders),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(printed) as Rendered[];
}
