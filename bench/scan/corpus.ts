import { freshBenign } from "./fresh-benign.ts";
import { freshSecrets } from "./fresh-secrets.ts";
import { judgeBenign } from "./judge-benign.ts";
import { judgeSecrets } from "./judge-secrets.ts";
import { metBenign, metSecrets } from "./met.ts";
import { seeded } from "./random.ts";
import type { Kind, Sample } from "./sample.ts";
import { templateKinds } from "./templates.ts";
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
    secrets: [...templateKinds("work-secrets.jsonl"), ...workSecrets],
    benign: [...templateKinds("work-benign.jsonl"), ...workBenign],
    met: { secrets: metSecrets, benign: metBenign },
    seed: 20_260_801,
  },
  judge: {
    secrets: [...templateKinds("judge-secrets.jsonl"), ...judgeSecrets],
    benign: [...templateKinds("judge-benign.jsonl"), ...judgeBenign],
    met: { secrets: [], benign: [] },
    seed: 77_003,
  },
  fresh: {
    secrets: [...templateKinds("fresh-secrets.jsonl"), ...freshSecrets],
    benign: [...templateKinds("fresh-benign.jsonl"), ...freshBenign],
    met: { secrets: [], benign: [] },
    seed: 1_126_001,
  },
} as const;

export type Part = keyof typeof PARTS;

/** @param perKind how many values of each kind; of what was met, one each */
export function corpus(part: Part, perKind: number): Labelled[] {
  const { secrets, benign, met, seed } = PARTS[part];
  const draw = (kinds: readonly Kind[], secret: boolean, each = perKind) =>
    kinds.flatMap(({ name, group, make }) => {
      // By its name, so that other kinds that come and go do not draw its values anew.
      const random = seeded(seed + hash(`${secret} ${group} ${name}`));
      return Array.from({ length: each }, () => ({ ...make(random), secret, kind: name, group }));
    });
  return [...draw(secrets, true), ...draw(met.secrets, true, 1), ...draw(benign, false), ...draw(met.benign, false, 1)];
}

/** FNV-1a. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return sum;
}
