import { isOneOf } from "./resource-type.ts";
import type { Resource } from "./rule.ts";
import { at, fields, items, text } from "./values.ts";

/** The types that `vaultSettings` reads. */
export const VAULTS: ReadonlySet<string> = new Set(["azure-native:keyvault:Vault", "azure:keyvault:KeyVault"]);

/** What a vault is set to, by either provider's names. A setting may be unknown or absent. */
export interface VaultSettings {
  readonly rbac: unknown;
  readonly purgeProtection: unknown;
  readonly softDeleteDays: unknown;
  readonly publicAccess: unknown;
  readonly defaultAction: unknown;
  /** Address ranges that the firewall lets in. */
  readonly addresses: readonly unknown[];
}

/** The settings of a vault; undefined for any other resource. */
export function vaultSettings(resource: Resource): VaultSettings | undefined {
  if (!isOneOf(resource, VAULTS)) return undefined;
  const { props } = resource;
  if (resource.type.startsWith("azure-native")) {
    const properties = props.properties;
    return {
      rbac: at(properties, "enableRbacAuthorization"),
      purgeProtection: at(properties, "enablePurgeProtection"),
      softDeleteDays: at(properties, "softDeleteRetentionInDays"),
      publicAccess: at(properties, "publicNetworkAccess"),
      defaultAction: at(properties, "networkAcls", "defaultAction"),
      addresses: items(at(properties, "networkAcls", "ipRules")).map((rule) => at(rule, "value")),
    };
  }
  return {
    rbac: props.rbacAuthorizationEnabled ?? props.enableRbacAuthorization,
    purgeProtection: props.purgeProtectionEnabled,
    softDeleteDays: props.softDeleteRetentionDays,
    publicAccess: props.publicNetworkAccessEnabled,
    defaultAction: at(props.networkAcls, "defaultAction"),
    addresses: items(fields(props.networkAcls).ipRules),
  };
}

/** A role that is given to somebody. */
export interface RoleGrant {
  readonly scope: unknown;
  /** The role's id, or its name where the program gives that. */
  readonly role: string;
  readonly toPerson: boolean;
}

/** The types that `roleGrant` reads. */
export const ASSIGNMENTS: ReadonlySet<string> = new Set([
  "azure-native:authorization:RoleAssignment",
  "azure:authorization:Assignment",
]);

/** The role that a resource gives; undefined for any other resource. */
export function roleGrant(resource: Resource): RoleGrant | undefined {
  if (!isOneOf(resource, ASSIGNMENTS)) return undefined;
  const { scope, roleDefinitionId, roleDefinitionName, principalType } = resource.props;
  const id = text(roleDefinitionId)?.split("/").at(-1);
  return {
    scope,
    role: (id ?? text(roleDefinitionName) ?? "").toLowerCase(),
    toPerson: principalType === "Group" || principalType === "User",
  };
}

/** Azure's own roles that read secrets: learn.microsoft.com, "Azure built-in roles for Security". */
export const READING_ROLES: ReadonlySet<string> = new Set([
  "4633458b-17de-408a-b874-0445c86b69e6",
  "key vault secrets user",
  "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  "key vault secrets officer",
  "00482a5a-887f-4fb3-b363-3b7fe8e74483",
  "key vault administrator",
]);

/** A vault's part of a resource id, and what follows it. */
export function vaultScope(scope: string): { readonly below: string } | undefined {
  const match = /\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+(.*)$/i.exec(scope);
  return match === null ? undefined : { below: match[1] ?? "" };
}

/** The secret that a resource id ends in; undefined where it names none. */
export function scopedSecret(scope: string): string | undefined {
  return /^\/secrets\/([0-9A-Za-z-]+)\/?$/i.exec(vaultScope(scope)?.below ?? "")?.[1];
}
