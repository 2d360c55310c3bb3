import { Command, CommanderError, InvalidArgumentError } from "commander";
import { quietly } from "../command-line.ts";
import type { Comparison } from "./comparison.ts";
import { race } from "./interleave.ts";
import { thisMachine, versions } from "./machine.ts";
import { type ComparisonResult, FEWEST_RUNS, type Results } from "./results.ts";
import { printed } from "./table.ts";

export interface BenchIo {
  readonly comparisons: readonly Comparison[];
  readonly stdout: (text: string) => void;
  /** Progress and errors. */
  readonly stderr: (text: string) => void;
  readonly colours: boolean;
  readonly now: () => Date;
  readonly readResults: () => Results;
  readonly writeResults: (results: Results) => void;
}

interface Options {
  readonly only: readonly string[];
  readonly runs: number;
}

/**
 * Measures what was asked for, prints a table of each and keeps the figures.
 * @returns 0 all promises kept, 1 one missed or a run failed, 2 wrong usage.
 */
export async function run(argv: readonly string[], io: BenchIo): Promise<0 | 1 | 2> {
  const names = io.comparisons.map(({ name }) => name);
  const command = new Command("bench")
    .description(
      "Measures what the program costs, against what people use today. Takes some 35 minutes on two quiet cores, more than half of them for growth.",
    )
    .usage("[--only NAME]… [--runs N]   (npm run bench -- [options])")
    .option("--only <name>", `one comparison; may be given again (${names.join(", ")})`, chosen(names), [])
    .option("--runs <n>", "runs of each contender after the warm-up", counted, FEWEST_RUNS)
    .addHelpText(
      "after",
      `\nThe figures of ${FEWEST_RUNS} runs or more are kept in bench/results.json, from which npm run docs writes docs/performance.md.` +
        "\nThe programs that it needs are built at first (npm run toolchain)." +
        "\nExit status: 0 all targets met, 1 one missed or a run failed, 2 wrong usage.",
    )
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr, outputError: quietly });
  try {
    command.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  const { only, runs } = command.opts<Options>();
  let allMet = true;
  for (const comparison of io.comparisons.filter(({ name }) => only.length === 0 || only.includes(name))) {
    const result = await compare(comparison, runs, io);
    io.stdout(`${printed(result, io.colours)}\n\n`);
    allMet &&= result.targets.every(({ met }) => met);
    // Each at once: what comes after may fail.
    if (runs >= FEWEST_RUNS) io.writeResults({ ...io.readResults(), [comparison.name]: result });
  }
  if (runs < FEWEST_RUNS) io.stderr(`Not kept: fewer than ${FEWEST_RUNS} runs.\n`);
  else io.stderr("Kept in bench/results.json. Run npm run docs to write docs/performance.md.\n");
  return allMet ? 0 : 1;
}

async function compare(comparison: Comparison, asked: number, io: BenchIo): Promise<ComparisonResult> {
  const { name, title, about } = comparison;
  const say = (line: string) => io.stderr(`${name}: ${line}\n`);
  say("preparing …");
  await using prepared = await comparison.prepare(say);
  const runs = comparison.rounds?.(asked) ?? asked;
  const figures = await race(prepared.contenders, runs, say);
  return {
    title,
    about,
    date: `${io.now().toISOString().slice(0, 16)}Z`,
    runs,
    machine: thisMachine(),
    versions: versions(comparison.programs),
    figures: Object.fromEntries(figures),
    targets: comparison.targets((contender) => figures.get(contender) ?? {}),
  };
}

function chosen(names: readonly string[]) {
  return (name: string, before: readonly string[]): readonly string[] => {
    if (names.includes(name)) return [...before, name];
    throw new InvalidArgumentError(`Known are: ${names.join(", ")}.`);
  };
}

function counted(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a number from 1 to 999.");
}
