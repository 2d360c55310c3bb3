import type { Contender } from "./comparison.ts";
import type { Figures, Measure, Sample } from "./measures.ts";
import { summary } from "./statistics.ts";

/**
 * Whose turn it is: every contender once in each round, and another one first each time, so that whatever the machine
 * does beside falls on all of them alike.
 */
export function turns<T>(contenders: readonly T[], rounds: number): readonly (readonly T[])[] {
  return Array.from({ length: rounds }, (_, round) => {
    const first = round % contenders.length;
    return [...contenders.slice(first), ...contenders.slice(0, first)];
  });
}

/** Runs all contenders in turns. The first round warms the machine's caches and does not count. */
export async function race(
  contenders: readonly Contender[],
  rounds: number,
  say: (line: string) => void = () => {},
): Promise<ReadonlyMap<string, Figures>> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (const [round, order] of turns(contenders, rounds + 1).entries()) {
    for (const contender of order) {
      const begun = performance.now();
      const sample = await contender.run();
      const took = ((performance.now() - begun) / 1000).toFixed(1);
      say(`${round === 0 ? "warm-up" : `round ${round} of ${rounds}`}: ${contender.name}, ${took} s`);
      if (round > 0) samples.get(contender.name)?.push(sample);
    }
  }
  return new Map([...samples].map(([name, of]) => [name, figuresOf(of)]));
}

function figuresOf(samples: readonly Sample[]): Figures {
  const measures = [...new Set(samples.flatMap((sample) => Object.keys(sample) as Measure[]))];
  return Object.fromEntries(
    measures.map((measure) => [measure, summary(samples.flatMap((sample) => sample[measure] ?? []))]),
  );
}
