import { VAULTS, vaultSettings } from "../azure-vault.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { UNKNOWN } from "../values.ts";

const found = messages({
  off: () => "a deleted vault or secret can be purged before its time. Turn purge protection on",
});

/** Nobody can destroy a deleted vault, or a secret in it, for good. */
export const vaultPurgeProtection: ResourceRule = {
  id: "vault-purge-protection",
  types: VAULTS,
  *judge(resource) {
    const vault = vaultSettings(resource);
    if (vault?.purgeProtection === UNKNOWN) yield undecided("purge protection");
    else if (vault !== undefined && vault.purgeProtection !== true) yield found.off();
  },
};
