import { isOneOf } from "./resource-type.ts";
import type { Resource } from "./rule.ts";
import { at, fields, items, parsed, texts, UNKNOWN, type Values } from "./values.ts";

/** The types that `eventPattern` reads. */
export const EVENT_RULES: ReadonlySet<string> = new Set(["aws:cloudwatch:EventRule", "aws-native:events:Rule"]);

/** The pattern of an EventBridge rule; undefined for other resources and for rules that follow a schedule. */
export function eventPattern(resource: Resource): unknown {
  if (!isOneOf(resource, EVENT_RULES)) return undefined;
  return parsed(resource.props.eventPattern);
}

/** Whether a pattern waits for calls of AWS's APIs, as CloudTrail tells them. */
export function watchesApiCalls(pattern: unknown): boolean {
  const types = at(pattern, "detail-type");
  if (types === UNKNOWN) return false;
  return items(types).some((type) =>
    typeof type === "string"
      ? /via CloudTrail$/i.test(type)
      : /via CloudTrail|AWS API/i.test(JSON.stringify(type) ?? ""),
  );
}

const STORES = ["secretsmanager", "kms"];
/** Calls of the two services that change nothing: CloudTrail marks them read-only. */
const READS = [
  "GetSecretValue",
  "BatchGetSecretValue",
  "DescribeSecret",
  "ListSecrets",
  "ListSecretVersionIds",
  "GetResourcePolicy",
  "GetRandomPassword",
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
  "ReEncrypt",
  "DescribeKey",
  "GetKeyPolicy",
  "ListKeys",
  "ListAliases",
];

/** Whether a pattern is meant to match calls that read a secret or use a key. */
export function waitsForReads(pattern: unknown): boolean {
  return branches(pattern).some((branch) => branches(branch.detail).some((detail) => readsMatch(branch, detail)));
}

function readsMatch(pattern: Values, detail: Values): boolean {
  if (!watchesApiCalls(pattern)) return false;
  const services = [...items(pattern.source), ...items(detail.eventSource)];
  const ofStores = STORES.flatMap((store) => [`aws.${store}`, `${store}.amazonaws.com`]);
  if (services.length > 0 && !services.some((service) => ofStores.some((name) => couldMatch(service, name))))
    return false;
  if (detail.eventName !== undefined) {
    return items(detail.eventName).some((name) => READS.some((read) => couldMatch(name, read)));
  }
  return services.length > 0 || detail.errorCode !== undefined;
}

/** The alternatives of an object with `$or`, each with what stands beside it. */
function branches(pattern: unknown): readonly Values[] {
  const { $or, ...common } = fields(pattern);
  if ($or === undefined) return [common];
  return items($or).flatMap((branch) => branches(branch).map((values) => ({ ...common, ...values })));
}

/** Whether one alternative of a pattern could match a text: EventBridge's user guide, "comparison operators". */
function couldMatch(alternative: unknown, value: string): boolean {
  if (typeof alternative === "string") return alternative === value;
  const folded = (text: unknown) =>
    (typeof text === "string" ? text : String(at(text, "equals-ignore-case"))).toLowerCase();
  const lower = value.toLowerCase();
  for (const [operator, operand] of Object.entries(alternative ?? {})) {
    if (operator === "prefix") return lower.startsWith(folded(operand));
    if (operator === "suffix") return lower.endsWith(folded(operand));
    if (operator === "equals-ignore-case") return items(operand).some((text) => folded(text) === lower);
    if (operator === "wildcard") return texts(operand).some((text) => globs(text.toLowerCase(), lower));
    if (operator === "anything-but") return !items(operand).some((other) => couldMatch(other, value));
    if (operator === "exists") return operand === true;
  }
  return false;
}

function globs(pattern: string, value: string): boolean {
  return new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  ).test(value);
}
