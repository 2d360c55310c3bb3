import type { Summary } from "./statistics.ts";

/** Everything that is measured, in the order of the tables' columns. */
export const MEASURES = {
  resources: { label: "Resources", unit: "", digits: 0 },
  seconds: { label: "Time", unit: "s", digits: 2 },
  cpuSeconds: { label: "Processor time", unit: "s", digits: 2 },
  megabytes: { label: "Peak memory", unit: "MB", digits: 0 },
  milliseconds: { label: "Time", unit: "ms", digits: 0 },
  diskMegabytes: { label: "On disk", unit: "MB", digits: 0 },
  packages: { label: "Packages", unit: "", digits: 0 },
  heldOutRecall: { label: "Secrets found, held out", unit: "%", digits: 1 },
  heldOutFalsePositives: { label: "False positives, held out", unit: "%", digits: 1 },
  recall: { label: "Secrets found, all", unit: "%", digits: 1 },
  falsePositives: { label: "False positives, all", unit: "%", digits: 1 },
} as const;

export type Measure = keyof typeof MEASURES;

/** What one run cost, or brought. */
export type Sample = Readonly<Partial<Record<Measure, number>>>;

/** The same of several runs. */
export type Figures = Readonly<Partial<Record<Measure, Summary>>>;

/** The measures that any of some contenders has, in the tables' order. */
export function measuresOf(all: readonly Figures[]): readonly Measure[] {
  return (Object.keys(MEASURES) as Measure[]).filter((measure) => all.some((figures) => measure in figures));
}

/** `2.31 s (2.25 to 2.44)`; without the spread where there is none. */
export function shown(measure: Measure, figure: Summary | undefined): string {
  if (figure === undefined) return "";
  const { unit, digits } = MEASURES[measure];
  const number = (value: number) => value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const [median, lowest, highest] = [figure.median, figure.lowest, figure.highest].map(number);
  const spread = lowest === highest ? "" : ` (${lowest} to ${highest})`;
  return `${median}${unit === "" ? "" : ` ${unit}`}${spread}`;
}
