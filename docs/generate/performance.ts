import { readFileSync } from "node:fs";
import path from "node:path";
import { MEASURES, measuresOf, shown } from "../../bench/measures.ts";
import { type ComparisonResult, type Results, readResults } from "../../bench/results.ts";
import { blocks, code, derivedFrom, table } from "./markdown.ts";

const NOTES = path.join(import.meta.dirname, "..", "..", "bench", "notes.md");

/** The latest figures of `npm run bench`, what was promised and what became of it, and the notes on what was tried. */
export function performanceDocument(results: Results = readResults()): string {
  return blocks(
    derivedFrom("bench/results.json and bench/notes.md"),
    "# What it costs, against what people use today",
    "Measured by `npm run bench` (`-- --only <name>` for one comparison, `-- --help` for the rest), which keeps its figures in `bench/results.json`; `npm run docs` writes this document from them. " +
      "Figures are medians, with the lowest and the highest run in brackets. Within a comparison all contenders take turns, after a warm-up round that does not count. " +
      "Processor time and memory are those of all processes together that a run starts; memory is the largest sum of their PSS that was seen at one moment, at intervals of 50 ms (longer where gigabytes have to be counted). " +
      "What is missed is said as plainly as what is met.",
    ...Object.entries(results).flatMap(([name, result]) => section(name, result)),
    readFileSync(NOTES, "utf8").trim(),
  );
}

function section(name: string, result: ComparisonResult): string[] {
  const { title, about, date, runs, machine, versions, figures, targets } = result;
  const measures = measuresOf(Object.values(figures));
  return [
    `## ${title}`,
    about,
    table(
      ["", ...measures.map((measure) => MEASURES[measure].label)],
      Object.entries(figures).map(([contender, of]) => [contender, ...measures.map((one) => shown(one, of[one]))]),
    ),
    targets.length === 0
      ? ""
      : table(
          ["Target", "Wanted", "Measured", "Met"],
          targets.map(({ promise, wanted, measured, met }) => [promise, wanted, measured, met ? "yes" : "**no**"]),
        ),
    `${code(`npm run bench -- --only ${name}`)}, ${date}, ${runs} runs after the warm-up, on ${machine.cores} cores of ${machine.processor}, ${machine.memoryGigabytes} GB, ${machine.system}. ` +
      `${Object.entries(versions)
        .map(([program, version]) => `${program} ${version}`)
        .join(", ")}.`,
  ];
}
