import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { seeded } from "../../bench/scan/random.ts";
import { disk } from "../../scan/disk.ts";
import { run } from "../../scan/run.ts";
import { detector } from "./detector.ts";

export const random = seeded(4_711);
export const PASSWORD = random.fill("{C1}{c5}!{d4}");
export const OTHER = random.fill("{C1}{c6}?{d3}");
export const TOKEN = `gh${"p_"}${random.fill("{a36}")}`;
export const CIPHER = random.fill("v1:{b16}:{b44}");
export const SALT = random.fill("v1:{b11}=:v1:{b16}:{b30}==");

const folders: string[] = [];
/** For each file's afterAll: a module is loaded once for several of them. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function folder(files: Record<string, string | Uint8Array>): string {
  const created = mkdtempSync(path.join(tmpdir(), "scan-"));
  folders.push(created);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(created, name)), { recursive: true });
    writeFileSync(path.join(created, name), text);
  }
  return created;
}

export function scan(files: Record<string, string | Uint8Array>, ...argv: string[]) {
  return run(argv, { cwd: folder(files), files: disk, detector, color: false });
}

interface Json {
  readonly findings: readonly { file: string; line: number; key: string; rule: string; message: string }[];
  readonly exceptions: readonly { line: number; key: string; rule: string; reason: string }[];
  readonly notices: readonly { line: number; rule: string }[];
  readonly problems: readonly { file: string; line?: number; message: string }[];
  readonly files: number;
}

export function json(files: Record<string, string | Uint8Array>, ...argv: string[]) {
  const result = scan(files, "--format", "json", ...argv);
  return { ...result, report: JSON.parse(result.stdout) as Json };
}

/** Where something was found in one stack file: `line key`. */
export function places(text: string): string[] {
  return json({ "Pulumi.dev.yaml": text }).report.findings.map(({ line, key }) => `${line} ${key}`.trim());
}
