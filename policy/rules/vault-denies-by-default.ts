import { VAULTS, vaultSettings } from "../azure-vault.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { UNKNOWN } from "../values.ts";

const found = messages({
  open: () => "the vault answers every network. Set the default action of its network rules to Deny",
  everywhere: ({ index }: { index: number }) => `address rule ${index + 1} lets every address in`,
});

/** A vault answers only the networks that are named. */
export const vaultDeniesByDefault: ResourceRule = {
  id: "vault-denies-by-default",
  types: VAULTS,
  *judge(resource) {
    const vault = vaultSettings(resource);
    if (vault === undefined) return;
    const shut = vault.publicAccess === false || String(vault.publicAccess).toLowerCase() === "disabled";
    if (shut) return;
    if (vault.defaultAction === UNKNOWN || vault.publicAccess === UNKNOWN)
      yield undecided("the default network action");
    else if (String(vault.defaultAction).toLowerCase() !== "deny") yield found.open();
    for (const [index, address] of vault.addresses.entries()) {
      if (typeof address === "string" && /\/0$|^0\.0\.0\.0/.test(address)) yield found.everywhere({ index });
    }
  },
};
