import { judgeBenign } from "./judge-benign.ts";
import { judgeSecrets } from "./judge-secrets.ts";
import { seeded } from "./random.ts";
import type { Kind, Sample } from "./sample.ts";
import { workBenign } from "./work-benign.ts";
import { workSecrets } from "./work-secrets.ts";

export interface Labelled extends Sample {
  readonly secret: boolean;
  readonly kind: string;
  readonly group: string;
}

/** The part that the rules are worked on with, and the part that they are judged by: other kinds, keys and seeds. */
export const PARTS = {
  work: { secrets: workSecrets, benign: workBenign, seed: 20_260_801 },
  judge: { secrets: judgeSecrets, benign: judgeBenign, seed: 77_003 },
} as const;

export type Part = keyof typeof PARTS;

/** @param perKind how many values of each kind */
export function corpus(part: Part, perKind: number): Labelled[] {
  const { secrets, benign, seed } = PARTS[part];
  const draw = (kinds: readonly Kind[], secret: boolean, offset: number) =>
    kinds.flatMap(({ name, group, make }, index) => {
      const random = seeded(seed + offset + index * 7919);
      return Array.from({ length: perKind }, () => ({ ...make(random), secret, kind: name, group }));
    });
  return [...draw(secrets, true, 0), ...draw(benign, false, 500_009)];
}
