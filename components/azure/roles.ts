import { createHash } from "node:crypto";
import { RoleAssignment } from "@pulumi/azure-native/authorization/index.js";
import type * as pulumi from "@pulumi/pulumi";

/** Azure's own roles: learn.microsoft.com, "Azure built-in roles for Security". */
export const BUILT_IN_ROLES = {
  /** Reads the value of a secret. */
  secretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  /** Reads names, dates and tags, and no value. */
  metadataReader: "21090545-7ca7-4776-b22c-e363652d74d2",
  /** Log Analytics Reader: queries a workspace. */
  logReader: "73c42c96-874c-492b-b04d-ab87d138a893",
} as const;

export interface RoleGrant {
  readonly subscriptionId: string;
  /** Id of the role's definition. */
  readonly roleId: string;
  /** Resource id of the one thing that the role applies to. */
  readonly scope: string;
  readonly principalId: pulumi.Input<string>;
  readonly principalType: "Group" | "ServicePrincipal";
  /** Tells this principal from others that have the same role on the same thing. */
  readonly principalLabel: string;
  readonly description: string;
}

/** Gives a role on one resource to one principal. Its name is derived, so that another run finds the same assignment. */
export function grantRole(name: string, grant: RoleGrant, opts: pulumi.CustomResourceOptions): RoleAssignment {
  return new RoleAssignment(
    name,
    {
      roleAssignmentName: assignmentId(grant),
      roleDefinitionId: roleDefinitionPath(grant.subscriptionId, grant.roleId),
      scope: grant.scope,
      principalId: grant.principalId,
      // Named, so that Azure does not look for a principal that its directory may not show yet.
      principalType: grant.principalType,
      description: grant.description,
    },
    // A replacement would take the name of the one it replaces, and Azure refuses to change an assignment's principal.
    { ...opts, deleteBeforeReplace: true },
  );
}

/** The id that `grantRole` gives an assignment: the same for the same grant. */
export function assignmentId(grant: Pick<RoleGrant, "roleId" | "scope" | "principalLabel">): string {
  return stableGuid(grant.scope.toLowerCase(), grant.roleId, grant.principalLabel);
}

export function roleDefinitionPath(subscriptionId: string, roleId: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
}

// The namespace for URLs of RFC 9562, appendix C.
const URL_NAMESPACE = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

/** A GUID that depends on the parts alone: version 5 of RFC 9562. */
export function stableGuid(...parts: readonly string[]): string {
  const hash = createHash("sha1").update(URL_NAMESPACE).update(parts.join("|")).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
