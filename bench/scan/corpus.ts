import { heldOutBenign } from "./held-out-benign.ts";
import { heldOutSecrets } from "./held-out-secrets.ts";
import { seeded } from "./random.ts";
import { regressionBenign, regressionSecrets } from "./regressions.ts";
import type { Kind, Sample } from "./sample.ts";
import { templateKinds } from "./templates.ts";
import { trainBenign } from "./train-benign.ts";
import { trainSecrets } from "./train-secrets.ts";
import { validationBenign } from "./validation-benign.ts";
import { validationSecrets } from "./validation-secrets.ts";

export interface Labelled extends Sample {
  readonly secret: boolean;
  readonly kind: string;
  readonly group: string;
}

/** The part that the rules are worked on with, and those that they are judged by: other kinds, keys and seeds. See README.md. */
export const PARTS = {
  train: {
    secrets: [...templateKinds("train-secrets.jsonl"), ...trainSecrets],
    benign: [...templateKinds("train-benign.jsonl"), ...trainBenign],
    regressions: { secrets: regressionSecrets, benign: regressionBenign },
    seed: 20_260_801,
  },
  validation: {
    secrets: [...templateKinds("validation-secrets.jsonl"), ...validationSecrets],
    benign: [...templateKinds("validation-benign.jsonl"), ...validationBenign],
    regressions: { secrets: [], benign: [] },
    seed: 77_003,
  },
  "held-out": {
    secrets: [...templateKinds("held-out-secrets.jsonl"), ...heldOutSecrets],
    benign: [...templateKinds("held-out-benign.jsonl"), ...heldOutBenign],
    regressions: { secrets: [], benign: [] },
    seed: 1_126_001,
  },
  "held-out-2": {
    secrets: templateKinds("held-out-2-secrets.jsonl"),
    benign: templateKinds("held-out-2-benign.jsonl"),
    regressions: { secrets: [], benign: [] },
    seed: 1_128_002,
  },
} as const;

export type Part = keyof typeof PARTS;

/** @param perKind how many values of each kind; of the regressions, one each */
export function corpus(part: Part, perKind: number): Labelled[] {
  const { secrets, benign, regressions, seed } = PARTS[part];
  const draw = (kinds: readonly Kind[], secret: boolean, each = perKind) =>
    kinds.flatMap(({ name, group, make }) => {
      // By its name, so that other kinds that come and go do not draw its values anew.
      const random = seeded(seed + hash(`${secret} ${group} ${name}`));
      return Array.from({ length: each }, () => ({ ...make(random), secret, kind: name, group }));
    });
  return [
    ...draw(secrets, true),
    ...draw(regressions.secrets, true, 1),
    ...draw(benign, false),
    ...draw(regressions.benign, false, 1),
  ];
}

/** FNV-1a. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return sum;
}
