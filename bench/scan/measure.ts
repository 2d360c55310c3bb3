import { secretFormats } from "../../catalogue/secret-formats.ts";
import { createDetector, type Source } from "../../scan/detect/index.ts";
import { corpus, type Labelled, type Part } from "./corpus.ts";

export interface Count {
  readonly group: string;
  readonly kind: string;
  readonly secret: boolean;
  total: number;
  flagged: number;
  /** The rules that spoke, with how often. */
  readonly rules: Map<string, number>;
}

export interface Measure {
  readonly kinds: readonly Count[];
  /** 0 to 1: secrets that were found. */
  readonly recall: number;
  /** 0 to 1: ordinary values that were taken for secrets. */
  readonly falsePositives: number;
  readonly secrets: number;
  readonly benign: number;
}

/** Counts what is found in a part of the corpus, by kind. */
export function measure(
  part: Part,
  perKind: number,
  sources?: readonly Source[],
  onMiss?: (sample: Labelled) => void,
): Measure {
  const kinds = new Map<string, Count>();
  const { detect } = createDetector({ formats: secretFormats, ...(sources === undefined ? {} : { sources }) });
  for (const sample of corpus(part, perKind)) {
    const id = `${sample.secret} ${sample.group} ${sample.kind}`;
    const count = kinds.get(id) ?? {
      group: sample.group,
      kind: sample.kind,
      secret: sample.secret,
      total: 0,
      flagged: 0,
      rules: new Map(),
    };
    kinds.set(id, count);
    const found = detect(sample.key, sample.value);
    count.total++;
    if (found.length > 0) count.flagged++;
    for (const { rule } of found) count.rules.set(rule, (count.rules.get(rule) ?? 0) + 1);
    if (found.length > 0 !== sample.secret) onMiss?.(sample);
  }
  const sum = (secret: boolean, field: "total" | "flagged") =>
    [...kinds.values()].filter((count) => count.secret === secret).reduce((total, count) => total + count[field], 0);
  return {
    kinds: [...kinds.values()],
    recall: sum(true, "flagged") / sum(true, "total"),
    falsePositives: sum(false, "flagged") / sum(false, "total"),
    secrets: sum(true, "total"),
    benign: sum(false, "total"),
  };
}

/**
 * Values for each second of processor time, over both parts; the best of some rounds, since other work on the machine only ever slows.
 */
export function speed(perKind: number, rounds = 5): number {
  const { detect } = createDetector({ formats: secretFormats });
  const samples = [...corpus("train", perKind), ...corpus("validation", perKind)];
  for (const { key, value } of samples) detect(key, value);
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    for (const { key, value } of samples) detect(key, value);
    const { user, system } = process.cpuUsage(start);
    best = Math.max(best, samples.length / ((user + system) / 1e6));
  }
  return best;
}
