import type { Figures, Sample } from "./measures.ts";

/** One way to do the job. */
export interface Contender {
  readonly name: string;
  /** Does it once, from the start. Throws where it did not do the job: a failure must not count as fast. */
  run(): Promise<Sample>;
}

/** A promise about the figures, and what became of it. */
export interface Target {
  readonly promise: string;
  readonly wanted: string;
  readonly measured: string;
  readonly met: boolean;
}

/** Ready to run; everything that it made goes when it is disposed of. */
export interface Prepared extends AsyncDisposable {
  readonly contenders: readonly Contender[];
}

/** A question that only runs can answer. */
export interface Comparison {
  /** For `--only`, and the key of its results. */
  readonly name: string;
  readonly title: string;
  /** What was run on what, and what the figures do not hold: for whoever reads the table. */
  readonly about: string;
  /** Whose versions matter: programs of the toolchain, and packages. */
  readonly programs: readonly string[];
  /** @default - as many as were asked for */
  readonly rounds?: (asked: number) => number;
  /** Builds what is missing and makes what all runs share. */
  prepare(say: (line: string) => void): Promise<Prepared>;
  targets(figures: (contender: string) => Figures): readonly Target[];
}

/** How many times as much as `other` is `one`, as a promise that it is at most, or at least, so many. */
export function ratioTarget(
  promise: string,
  { one, other, atMost, atLeast }: { one: number; other: number; atMost?: number; atLeast?: number },
): Target {
  const ratio = one / other;
  const wanted = atMost !== undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  const met = ratio <= (atMost ?? Number.POSITIVE_INFINITY) && ratio >= (atLeast ?? 0);
  return { promise, wanted, measured: ratio.toFixed(2), met };
}
