import { type Cases, ng, one, UNKNOWN_WIRE } from "../case.ts";

const VAULT = "azure-native:keyvault:Vault";
const CLASSIC = "azure:keyvault/keyVault:KeyVault";
const vault = (properties: object) => one(VAULT, { properties });

const vaultDeniesByDefault: Cases = {
  ok: {
    denied: vault({ networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.0/24" }] } }),
    "denied in other letters": vault({ networkAcls: { defaultAction: "deny" } }),
    "shut to every public network": vault({ publicNetworkAccess: "Disabled" }),
    "by the other provider": one(CLASSIC, { networkAcls: { defaultAction: "Deny", ipRules: ["203.0.113.7"] } }),
    "shut by the other provider": one(CLASSIC, { publicNetworkAccessEnabled: false }),
  },
  ng: {
    "no rules": ng(["open"], vault({})),
    "no default": ng(["open"], vault({ networkAcls: { bypass: "AzureServices" } })),
    allowed: ng(["open"], vault({ networkAcls: { defaultAction: "Allow" } })),
    "allowed in an older version": ng(
      ["open"],
      one("azure-native:keyvault/v20230701:Vault", { properties: { networkAcls: { defaultAction: "Allow" } } }),
    ),
    "everything by an address rule": ng(
      ["everywhere"],
      vault({ networkAcls: { defaultAction: "Deny", ipRules: [{ value: "0.0.0.0/0" }] } }),
    ),
    "by the other provider": ng(["open"], one(CLASSIC, {})),
    "not known yet": ng(["undecided"], vault({ networkAcls: UNKNOWN_WIRE })),
  },
};

const vaultPurgeProtection: Cases = {
  ok: {
    on: vault({ enablePurgeProtection: true }),
    "by the other provider": one(CLASSIC, { purgeProtectionEnabled: true }),
  },
  ng: {
    "nothing said": ng(["off"], vault({})),
    off: ng(["off"], vault({ enablePurgeProtection: false })),
    "by the other provider": ng(["off"], one(CLASSIC, {})),
    "not known yet": ng(["undecided"], one(VAULT, { properties: UNKNOWN_WIRE })),
  },
};

const vaultRbac: Cases = {
  ok: {
    on: vault({ enableRbacAuthorization: true }),
    "by the other provider": one(CLASSIC, { rbacAuthorizationEnabled: true }),
    "by its older name": one(CLASSIC, { enableRbacAuthorization: true }),
  },
  ng: {
    "nothing said": ng(["off"], vault({})),
    off: ng(["off"], vault({ enableRbacAuthorization: false, accessPolicies: [] })),
    "by the other provider": ng(["off"], one(CLASSIC, {})),
    "not known yet": ng(["undecided"], one(VAULT, { properties: UNKNOWN_WIRE })),
  },
};

const vaultRetention: Cases = {
  ok: { "30 days": vault({ softDeleteRetentionInDays: 30 }), "left out, Azure takes 90": vault({}) },
  ng: {
    "7 days": ng(["tooShort"], vault({ softDeleteRetentionInDays: 7 })),
    "by the other provider": ng(["tooShort"], one(CLASSIC, { softDeleteRetentionDays: 7 })),
  },
};

const group = "/subscriptions/s/resourceGroups/g";
const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/v`;
const role = (id: string) => `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${id}`;
const SECRETS_USER = role("4633458b-17de-408a-b874-0445c86b69e6");
const assignment = (scope: string, roleDefinitionId = SECRETS_USER) =>
  one("azure-native:authorization:RoleAssignment", { scope, roleDefinitionId, principalId: "p" });

const noRoleOnWholeVault: Cases = {
  ok: {
    "on one secret": assignment(`${vaultId}/secrets/llm-openai-api-key`),
    "on one key": assignment(`${vaultId}/keys/k`),
    "another role on the group": assignment(group, role("acdd72a7-3385-48ef-bd42-f606fba81ae7")),
    "on another resource": assignment(
      `${group}/providers/Microsoft.Storage/storageAccounts/a`,
      role("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
    ),
  },
  ng: {
    "on the vault": ng(["wholeVault"], assignment(vaultId)),
    "with a slash at the end": ng(["wholeVault"], assignment(`${vaultId}/`)),
    "on all its secrets": ng(["wholeVault"], assignment(`${vaultId}/secrets`)),
    "on a pattern": ng(["wholeVault"], assignment(`${vaultId}/secrets/*`)),
    "in other letters": ng(["wholeVault"], assignment(vaultId.toUpperCase())),
    "any role on the vault": ng(["wholeVault"], assignment(vaultId, role("b24988ac-6180-42a0-ab88-20f7382dd24c"))),
    "on the group": ng(["wider"], assignment(group)),
    "on the subscription": ng(["wider"], assignment("/subscriptions/s")),
    "on a management group": ng(["wider"], assignment("/providers/Microsoft.Management/managementGroups/m")),
    "by the other provider, by the role's name": ng(
      ["wider"],
      one("azure:authorization/assignment:Assignment", { scope: group, roleDefinitionName: "Key Vault Administrator" }),
    ),
    "not known yet": ng(["undecided"], assignment(UNKNOWN_WIRE)),
  },
};

export const azure: Readonly<Record<string, Cases>> = {
  "vault-denies-by-default": vaultDeniesByDefault,
  "vault-purge-protection": vaultPurgeProtection,
  "vault-rbac": vaultRbac,
  "vault-retention": vaultRetention,
  "no-role-on-whole-vault": noRoleOnWholeVault,
};
