import type { Credential, Format } from "../types.ts";

/** Length of a generated key in letters and digits: 64 of 62 kinds are 381 bits, more than HS512 asks for (256). */
export const JWT_KEY_LENGTH = 64;

const format: Format = {
  description: `${JWT_KEY_LENGTH} letters and digits`,
  pattern: /^[A-Za-z0-9]{64}$/,
};

export const jwtSigningKey: Credential = {
  id: "jwt-signing-key",
  service: "JWT signing key",
  category: "jwt",
  epic: 1,
  source: "generated",
  fields: [
    { name: "secret", label: "Signing key", visibility: "secret", format },
    { name: "previous_secret", label: "Other accepted key (previous or next)", visibility: "secret", format },
  ],
  aws: { name: "signing-key" },
  azure: { shape: "text", names: { secret: "jwt-signing-key", previous_secret: "jwt-signing-key-previous" } },
  kubernetes: { secret: "jwt-signing-key", keys: { secret: "secret", previous_secret: "previous_secret" } },
  rotation: {
    cadence: "generated",
    owner: "Pulumi",
    procedure:
      "Three updates of the stack: accept the next generation, sign with it, drop the one before (docs/runbook.md, Rotating)",
    overlap: {
      twoValid: true,
      revoke: [
        "When every token of the old generation has expired, set jwt.previous to the current generation and update the stack",
      ],
      note: "Services sign with secret and accept secret and previous_secret: before the switch previous_secret is the next key, after it the key before, and otherwise it equals secret. No service needs to know which.",
    },
  },
  provisioning: [
    {
      text: "Nothing to do: Pulumi generates the key at the first update",
      changed:
        "The document names Terraform's random_password; this program generates the key, and can move to a new one without cutting off tokens.",
    },
  ],
};
