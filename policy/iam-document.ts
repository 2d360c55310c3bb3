import { awsSecretCategory } from "./catalogue-names.ts";
import { isOneOf } from "./resource-type.ts";
import type { Resource } from "./rule.ts";
import { at, fields, holdsUnknown, items, parsed, texts, UNKNOWN, type Values } from "./values.ts";

const READ = "secretsmanager:GetSecretValue";

/** What of a policy document says who may read a secret. Element names count in any case, as IAM reads them. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Present in a resource's own policy only. */
  readonly principal: unknown;
  readonly notPrincipal: unknown;
  readonly condition: Values;
}

/** A document that a resource holds: its statements, or `UNKNOWN`, or nothing that a policy could be made of. */
export interface HeldDocument {
  /** Where in the resource it stands: `policy`, `inlinePolicies[0].policy`. */
  readonly property: string;
  readonly statements: readonly Statement[] | typeof UNKNOWN;
}

const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  "aws:iam:Policy": ["policy"],
  "aws:iam:RolePolicy": ["policy"],
  "aws:iam:UserPolicy": ["policy"],
  "aws:iam:GroupPolicy": ["policy"],
  "aws:ssoadmin:PermissionSetInlinePolicy": ["inlinePolicy"],
  "aws:secretsmanager:SecretPolicy": ["policy"],
  "aws:secretsmanager:Secret": ["policy"],
  "aws-native:iam:ManagedPolicy": ["policyDocument"],
  "aws-native:iam:RolePolicy": ["policyDocument"],
  "aws-native:iam:UserPolicy": ["policyDocument"],
  "aws-native:iam:GroupPolicy": ["policyDocument"],
  "aws-native:secretsmanager:ResourcePolicy": ["resourcePolicy"],
};
const INLINE: Readonly<Record<string, readonly [list: string, document: string]>> = {
  "aws:iam:Role": ["inlinePolicies", "policy"],
  "aws-native:iam:Role": ["policies", "policyDocument"],
  "aws-native:iam:User": ["policies", "policyDocument"],
};

/** The types that `documentsOf` finds documents in. */
export const DOCUMENT_HOLDERS: ReadonlySet<string> = new Set([...Object.keys(HOLDERS), ...Object.keys(INLINE)]);

/** The policy documents of a resource, whether written as JSON text or as an object. */
export function documentsOf(resource: Resource): readonly HeldDocument[] {
  const found: [string, unknown][] = [];
  for (const [type, properties] of Object.entries(HOLDERS)) {
    if (isOneOf(resource, new Set([type])))
      found.push(...properties.map((p): [string, unknown] => [p, resource.props[p]]));
  }
  for (const [type, [list, document]] of Object.entries(INLINE)) {
    if (!isOneOf(resource, new Set([type]))) continue;
    if (resource.props[list] === UNKNOWN) found.push([list, UNKNOWN]);
    else
      found.push(
        ...items(resource.props[list]).map((item, i): [string, unknown] => [
          `${list}[${i}].${document}`,
          at(item, document),
        ]),
      );
  }
  return found
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([property, value]) => ({ property, statements: holdsUnknown(value) ? UNKNOWN : statements(value) }));
}

function statements(document: unknown): readonly Statement[] {
  return items(element(parsed(document), "Statement")).map((statement) => ({
    effect: String(element(statement, "Effect")),
    actions: texts(element(statement, "Action")),
    notActions: texts(element(statement, "NotAction")),
    resources: texts(element(statement, "Resource")),
    notResources: texts(element(statement, "NotResource")),
    principal: element(statement, "Principal"),
    notPrincipal: element(statement, "NotPrincipal"),
    condition: fields(element(statement, "Condition")),
  }));
}

function element(holder: unknown, name: string): unknown {
  return Object.entries(fields(holder)).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** Whether a pattern of IAM (`*` and `?`) matches a text, in any case. */
export function matches(pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "is").test(value);
}

/**
 * The statements that let somebody read a secret's value, by `GetSecretValue` however it is written. Reading in batches
 * needs the same permission. None where the document denies reading altogether.
 */
export function readingStatements(all: readonly Statement[]): readonly Statement[] {
  const covers = ({ actions, notActions }: Statement) =>
    actions.some((action) => matches(action, READ)) ||
    (notActions.length > 0 && !notActions.some((action) => matches(action, READ)));
  const deniedToAll = all.some(
    (statement) =>
      statement.effect === "Deny" &&
      covers(statement) &&
      statement.resources.includes("*") &&
      Object.keys(statement.condition).length === 0 &&
      statement.notPrincipal === undefined &&
      (statement.principal === undefined || isEverybody(statement.principal)),
  );
  return deniedToAll ? [] : all.filter((statement) => statement.effect === "Allow" && covers(statement));
}

/** Whether a principal element means everybody. */
export function isEverybody(principal: unknown): boolean {
  return principal === "*" || texts(element(principal, "AWS")).includes("*");
}

/**
 * The resources of a statement that stand for more than one secret. A secret's ARN ends in a hyphen and six random
 * characters, so `-??????` at the end still means one; `-*` also means secrets whose names go on after a hyphen.
 */
export function wildcardSecrets({ resources, notResources }: Statement): readonly string[] {
  const wide = resources.filter((resource) => {
    if (!meansSecrets(resource)) return false;
    const name = resource.split(":").slice(6).join(":");
    return name === "" || /[*?]/.test(name.replace(/-\?{6}$/, ""));
  });
  return notResources.length > 0 ? ["NotResource", ...wide] : wide;
}

/** The categories of the catalogue whose secrets a statement names. */
export function secretCategories({ resources }: Statement): readonly string[] {
  return resources
    .filter(meansSecrets)
    .map((resource) => awsSecretCategory(resource.split(":").slice(6).join(":")))
    .filter((category) => category !== undefined);
}

function meansSecrets(resource: string): boolean {
  const [, , service] = resource.split(":");
  return service === undefined ? resource.includes("*") : matches(service, "secretsmanager");
}
