import { type Kind, made } from "./sample.ts";
import { formBenign } from "./train-forms.ts";
import { movedBenign } from "./train-moved.ts";
import { trainPublic, trainStructures } from "./train-public.ts";

const about: readonly Kind[] = [
  made("about secrets", "reference object", "valueFrom env dbPassword", () => ({
    secretKeyRef: { name: "openai-api-key", key: "api-key" },
  })),
  made("about secrets", "env by reference", "env", () => [
    { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
    { name: "PORT", value: "80" },
  ]),
  made("about secrets", "password policy", "passwordPolicy", (r) => ({
    minimumLength: 8 + r.below(8),
    requireSymbols: true,
    temporaryPasswordValidityDays: 7,
  })),
  made("about secrets", "pulumi ciphertext", "dbPassword apiToken", (r) => ({
    secure: r.fill(r.pick(["v1:{b16}:{b44}", "AAABA{b60}="])),
  })),
];

/** Ordinary configuration that the rules are worked on with. */
export const trainBenign: readonly Kind[] = [
  ...about,
  ...trainPublic,
  ...trainStructures,
  ...movedBenign,
  ...formBenign,
];
