import { DOCUMENT_HOLDERS, documentsOf, isEverybody, readingStatements, wildcardSecrets } from "../iam-document.ts";
import { typeName } from "../resource-type.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { texts, UNKNOWN } from "../values.ts";

/** AWS's own policies that allow reading every secret: docs.aws.amazon.com, "AWS managed policies". */
const READ_ALL = new Set([
  "AdministratorAccess",
  "PowerUserAccess",
  "SecretsManagerReadWrite",
  "AWSSecretsManagerClientReadOnlyAccess",
]);
const ATTACHMENTS: Readonly<Record<string, string>> = {
  "aws:iam:RolePolicyAttachment": "policyArn",
  "aws:iam:UserPolicyAttachment": "policyArn",
  "aws:iam:GroupPolicyAttachment": "policyArn",
  "aws:iam:PolicyAttachment": "policyArn",
  "aws:iam:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam:Role": "managedPolicyArns",
  "aws:ssoadmin:ManagedPolicyAttachment": "managedPolicyArn",
  "aws-native:iam:Role": "managedPolicyArns",
  "aws-native:iam:User": "managedPolicyArns",
  "aws-native:iam:Group": "managedPolicyArns",
};

const found = messages({
  wildcardResource: ({ property, statement }: { property: string; statement: number }) =>
    `statement ${statement} of ${property} reads more than the secrets it names: a resource has a wildcard. Name each secret, ending in -??????`,
  everybody: ({ property, statement }: { property: string; statement: number }) =>
    `statement ${statement} of ${property} lets everybody read. Name the principals`,
  managedPolicy: ({ policy }: { policy: string }) =>
    `AWS's policy ${policy} reads every secret of the account. Attach a policy that names the secrets`,
});

/** Nobody may read secrets that are not named. */
export const noWildcardReader: ResourceRule = {
  id: "no-wildcard-reader",
  types: new Set([...Object.keys(ATTACHMENTS), ...DOCUMENT_HOLDERS]),
  *judge(resource) {
    const attached = ATTACHMENTS[typeName(resource.type)];
    for (const arn of attached === undefined ? [] : texts(resource.props[attached])) {
      const policy = /^arn:aws[\w-]*:iam::aws:policy\/(?:.*\/)?([\w+=,.@-]+)$/.exec(arn)?.[1];
      if (policy !== undefined && READ_ALL.has(policy)) yield found.managedPolicy({ policy });
    }
    for (const { property, statements } of documentsOf(resource)) {
      if (statements === UNKNOWN) {
        yield undecided(property);
        continue;
      }
      // In a secret's own policy the resource is that secret, however it is written, and the principals are the point.
      const ownPolicy = typeName(resource.type).includes(":secretsmanager:");
      for (const reading of readingStatements(statements)) {
        const place = { property, statement: statements.indexOf(reading) + 1 };
        if (!ownPolicy && wildcardSecrets(reading).length > 0) yield found.wildcardResource(place);
        if (
          ownPolicy &&
          (isEverybody(reading.principal) || reading.notPrincipal !== undefined) &&
          !namesPrincipals(reading.condition)
        ) {
          yield found.everybody(place);
        }
      }
    }
  },
};

/** Everybody, but on the condition of being one of these. */
function namesPrincipals(condition: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(condition).some(
    ([operator, test]) =>
      /^(?:ForAnyValue:)?(?:StringEquals|StringLike|ArnEquals|ArnLike)$/i.test(operator) &&
      Object.entries(test ?? {}).some(
        ([key, allowed]) =>
          key.toLowerCase() === "aws:principalarn" &&
          texts(allowed).length > 0 &&
          texts(allowed).every((arn) => !/[*?]/.test(arn)),
      ),
  );
}
