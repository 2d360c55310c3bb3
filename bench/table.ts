import { stripVTControlCharacters, styleText } from "node:util";
import { MEASURES, measuresOf, shown } from "./measures.ts";
import type { ComparisonResult } from "./results.ts";

/** A comparison for a terminal. */
export function printed({ title, runs, figures, targets }: ComparisonResult, colours: boolean): string {
  const style = (format: "bold" | "green" | "red", text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  const measures = measuresOf(Object.values(figures));
  const rows = [
    ["", ...measures.map((measure) => MEASURES[measure].label)],
    ...Object.entries(figures).map(([name, of]) => [name, ...measures.map((measure) => shown(measure, of[measure]))]),
  ];
  const promises = targets.map(({ promise, wanted, measured, met }) => [
    met ? style("green", "kept") : style("red", "MISSED"),
    promise,
    measured,
    `wanted: ${wanted}`,
  ]);
  const heading = style("bold", `${title} (median of ${runs}, lowest to highest)`);
  return [heading, columns(rows), ...(promises.length > 0 ? ["", columns(promises)] : [])].join("\n");
}

function columns(rows: readonly (readonly string[])[]): string {
  const width = (text: string) => stripVTControlCharacters(text).length;
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? "")))) ?? [];
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - width(cell))).join("  ");
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join("\n");
}
