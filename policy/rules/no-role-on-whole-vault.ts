import { ASSIGNMENTS, READING_ROLES, roleGrant, scopedSecret, vaultScope } from "../azure-vault.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { text } from "../values.ts";

const found = messages({
  wholeVault: () => "the role is given on the whole vault. Give it on single secrets: <vault id>/secrets/<name>",
  wider: () =>
    "the role reads secrets and is given on more than a vault. Give it on single secrets: <vault id>/secrets/<name>",
});

/** A role reaches single secrets, never all of a vault. */
export const noRoleOnWholeVault: ResourceRule = {
  id: "no-role-on-whole-vault",
  types: ASSIGNMENTS,
  *judge(resource) {
    const grant = roleGrant(resource);
    if (grant === undefined) return;
    const scope = text(grant.scope);
    if (scope === undefined) {
      yield undecided("scope");
      return;
    }
    const inVault = vaultScope(scope);
    const single =
      scopedSecret(scope) !== undefined || /^\/(?:keys|certificates)\/[^/*]+\/?$/i.test(inVault?.below ?? "");
    if (inVault !== undefined && !single) yield found.wholeVault();
    if (
      inVault === undefined &&
      READING_ROLES.has(grant.role) &&
      !/\/providers\/Microsoft\.(?!Management\b)/i.test(scope)
    ) {
      yield found.wider();
    }
  },
};
