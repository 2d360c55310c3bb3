import { z } from "zod";
import { VAULTS, vaultSettings } from "../azure-vault.ts";
import { messages, type ResourceRule } from "../rule.ts";

const parameters = z.object({
  minimumDays: z.int().min(7).max(90).default(30).describe("Days that a vault keeps what was deleted, at least."),
});

const found = messages({
  tooShort: ({ days, minimum }: { days: number; minimum: number }) =>
    `what is deleted in the vault is gone after ${days} days; at least ${minimum} are asked for`,
});

/** A vault keeps what was deleted long enough for somebody to notice. */
export const vaultRetention: ResourceRule<z.infer<typeof parameters>> = {
  id: "vault-retention",
  types: VAULTS,
  parameters,
  *judge(resource, _, { minimumDays }) {
    // Left out, Azure takes 90.
    const days = vaultSettings(resource)?.softDeleteDays;
    if (typeof days === "number" && days < minimumDays) yield found.tooShort({ days, minimum: minimumDays });
  },
};
