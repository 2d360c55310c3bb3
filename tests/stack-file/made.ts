import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConfigCase } from "./cases.ts";

/** A folder with a case's files. @param head what the stack's file begins with. */
export function madeFolder({ project = "", stack, folder = "." }: ConfigCase, head = ""): string {
  const root = mkdtempSync(path.join(tmpdir(), "stack-file-"));
  mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, "Pulumi.yaml"), `name: qualisys-secrets\nruntime: nodejs\n${project}`);
  const bom = stack.startsWith("\uFEFF") ? "\uFEFF" : "";
  writeFileSync(path.join(root, folder, "Pulumi.dev.yaml"), `${bom}${head}${stack.slice(bom.length)}`);
  return root;
}

/** JSON in one order of keys, texts as they are: the engine sorts, a YAML reader does not. */
export function sorted(values: Readonly<Record<string, string>>): Record<string, unknown> {
  const parsed = (text: string): unknown => (/^[[{]/.test(text) ? JSON.parse(text) : text);
  return Object.fromEntries(Object.entries(values).map(([key, text]) => [key, parsed(text)]));
}
