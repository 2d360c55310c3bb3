import { VAULTS, vaultSettings } from "../azure-vault.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { UNKNOWN } from "../values.ts";

const found = messages({
  off: () => "the vault's access policies count, which reach every secret at once. Turn RBAC authorization on",
});

/** Access is given by roles, which can be narrowed to one secret. */
export const vaultRbac: ResourceRule = {
  id: "vault-rbac",
  types: VAULTS,
  *judge(resource) {
    const vault = vaultSettings(resource);
    if (vault?.rbac === UNKNOWN) yield undecided("RBAC authorization");
    else if (vault !== undefined && vault.rbac !== true) yield found.off();
  },
};
