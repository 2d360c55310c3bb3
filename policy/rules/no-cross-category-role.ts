import { READING_ROLES, roleGrant, scopedSecret } from "../azure-vault.ts";
import { credentialOfVaultSecret } from "../catalogue-names.ts";
import { documentsOf, readingStatements, secretCategories } from "../iam-document.ts";
import { typeName } from "../resource-type.ts";
import { about, messages, type StackResource, type StackRule } from "../rule.ts";
import { text, texts, UNKNOWN } from "../values.ts";

/** Resource types that give a holder a policy, and the property that names the holder. */
const HOLDERS: Readonly<Record<string, string>> = {
  "aws:iam:RolePolicy": "role",
  "aws:iam:UserPolicy": "user",
  "aws:iam:GroupPolicy": "group",
  "aws:iam:RolePolicyAttachment": "role",
  "aws:iam:UserPolicyAttachment": "user",
  "aws:iam:GroupPolicyAttachment": "group",
};

const found = messages({
  severalCategories: ({ categories }: { categories: readonly string[] }) =>
    `together with its other policies and roles, this lets one identity read secrets of the categories ${categories.join(", ")}. Use an identity for each`,
});

/** No workload's identity reads more than one category, even by several policies or roles that are right each. */
export const noCrossCategoryRole: StackRule = {
  id: "no-cross-category-role",
  *judgeStack(resources) {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const identities = new Map<string, Set<string>>();
    for (const resource of resources) {
      for (const [identity, categories] of readBy(resource, byUrn)) {
        const known = identities.get(identity) ?? new Set<string>();
        const before = known.size;
        for (const category of categories) known.add(category);
        identities.set(identity, known);
        // Told where it comes about, so that it is told once; one policy alone is no-cross-category-reader's.
        if (before > 0 && before < known.size)
          yield about(resource, found.severalCategories({ categories: [...known].sort() }));
      }
    }
  },
};

/** Who reads which categories by this resource. */
function readBy(resource: StackResource, byUrn: ReadonlyMap<string, StackResource>): [string, readonly string[]][] {
  const grant = roleGrant(resource);
  if (grant !== undefined) {
    const secret = scopedSecret(text(grant.scope) ?? "");
    const category = secret === undefined ? undefined : credentialOfVaultSecret(secret)?.category;
    // People are not workloads: a break-glass group reads all on purpose, and raises an alarm where it must not.
    if (category === undefined || grant.toPerson || !READING_ROLES.has(grant.role)) return [];
    return identitiesOf(resource, "principalId").map((identity) => [identity, [category]]);
  }
  const holder = HOLDERS[typeName(resource.type)];
  if (holder === undefined) return [];
  const policies = (resource.sources.policyArn ?? [])
    .map((urn) => byUrn.get(urn))
    .filter((policy) => policy !== undefined);
  const categories = [resource, ...policies]
    .flatMap(documentsOf)
    .flatMap(({ statements }) => (statements === UNKNOWN ? [] : readingStatements(statements)))
    .flatMap(secretCategories);
  return categories.length === 0
    ? []
    : identitiesOf(resource, holder).map((identity) => [identity, [...new Set(categories)]]);
}

/** The resource that a property's value comes from, or the value itself where the program wrote it down. */
function identitiesOf(resource: StackResource, property: string): readonly string[] {
  const from = resource.sources[property] ?? [];
  return from.length > 0 ? from : texts(resource.props[property]);
}
