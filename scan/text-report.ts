import { styleText } from "node:util";
import type { Report } from "./report.ts";

/** For people at a terminal and in a build's log. */
export function textReport(report: Report, color: boolean): string {
  const paint = (style: "red" | "yellow" | "dim" | "bold", text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const lines: string[] = [];
  for (const { file, line, key, rule, message, why } of report.findings) {
    lines.push(
      `${paint("bold", `${file}:${line}`)}  ${key || "(no key)"}  ${paint("red", message)}  ${paint("dim", rule)}`,
    );
    if (why !== undefined) lines.push(`    because ${why}`);
  }
  for (const { file, line, key, rule, reason } of report.exceptions) {
    lines.push(`${file}:${line}  ${key || "(no key)"}  ${paint("dim", `accepted: ${reason}  ${rule}`)}`);
  }
  for (const { file, line, key, rule, message } of report.notices) {
    lines.push(
      `${file}:${line}  ${key || "(no key)"}  ${paint("yellow", `notice: ${message}`)}  ${paint("dim", rule)}`,
    );
  }
  const count = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;
  lines.push(
    `${count(report.files, "file")} scanned: ${count(report.findings.length, "finding")}, ${count(report.exceptions.length, "exception")}, ` +
      `${count(report.notices.length, "notice")}.`,
  );
  if (report.findings.some(({ rule }) => !rule.startsWith("scan/"))) {
    lines.push(
      "A secret that was committed is known to everybody with the repository: replace it at its vendor, then put the new one into the store.",
    );
  }
  return `${lines.join("\n")}\n`;
}
