import { freshBenign } from "./fresh-benign.ts";
import { freshSecrets } from "./fresh-secrets.ts";
import { judgeBenign } from "./judge-benign.ts";
import { judgeSecrets } from "./judge-secrets.ts";
import { metBenign, metSecrets } from "./met.ts";
import { seeded } from "./random.ts";
import type { Kind, Sample } from "./sample.ts";
import { workBenign } from "./work-benign.ts";
import { workSecrets } from "./work-secrets.ts";

export interface Labelled extends Sample {
  readonly secret: boolean;
  readonly kind: string;
  readonly group: string;
}

/** The part that the rules are worked on with, and the two that they are judged by: other kinds, keys and seeds. See README.md. */
export const PARTS = {
  work: {
    secrets: workSecrets,
    benign: workBenign,
    met: { secrets: metSecrets, benign: metBenign },
    seed: 20_260_801,
  },
  judge: { secrets: judgeSecrets, benign: judgeBenign, met: { secrets: [], benign: [] }, seed: 77_003 },
  fresh: { secrets: freshSecrets, benign: freshBenign, met: { secrets: [], benign: [] }, seed: 1_126_001 },
} as const;

export type Part = keyof typeof PARTS;

/** @param perKind how many values of each kind; of what was met, one each */
export function corpus(part: Part, perKind: number): Labelled[] {
  const { secrets, benign, met, seed } = PARTS[part];
  const draw = (kinds: readonly Kind[], secret: boolean, offset: number, each = perKind) =>
    kinds.flatMap(({ name, group, make }, index) => {
      const random = seeded(seed + offset + index * 7919);
      return Array.from({ length: each }, () => ({ ...make(random), secret, kind: name, group }));
    });
  return [
    ...draw(secrets, true, 0),
    ...draw(met.secrets, true, 3_000_017, 1),
    ...draw(benign, false, 500_009),
    ...draw(met.benign, false, 7_000_003, 1),
  ];
}
