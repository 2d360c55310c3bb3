import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Target } from "./comparison.ts";
import type { Machine } from "./machine.ts";
import type { Figures } from "./measures.ts";

/** The latest figures, kept with the project. */
export const RESULTS_FILE = path.join(import.meta.dirname, "results.json");

/** Fewer say too little about the spread to be kept. */
export const FEWEST_RUNS = 5;

export interface ComparisonResult {
  readonly title: string;
  readonly about: string;
  /** ISO, to the minute, UTC. */
  readonly date: string;
  /** After the warm-up. */
  readonly runs: number;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  /** By contender, in the order of the table. */
  readonly figures: Readonly<Record<string, Figures>>;
  readonly targets: readonly Target[];
}

/** By the comparison's name. */
export type Results = Readonly<Record<string, ComparisonResult>>;

export function readResults(file: string = RESULTS_FILE): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : {};
}

export function writeResults(results: Results, file: string = RESULTS_FILE): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
