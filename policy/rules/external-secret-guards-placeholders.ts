import { PLACEHOLDER_PREFIX } from "../../catalogue/index.ts";
import { printable } from "../../scan/printable.ts";
import { fetchedField } from "../catalogue-names.ts";
import { externalSecretSpec } from "../external-secret.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { at, fields, holdsUnknown, items, text, texts } from "../values.ts";

const found = messages({
  unguarded: ({ keys }: { keys: readonly string[] }) =>
    `a placeholder or an empty value would reach the workloads as if it were a credential: the target's template has no guard for ${keys.join(", ")}`,
  fails: () =>
    "the target's template calls fail, which External Secrets Operator no longer has since 2.12: it cannot read such a template, and delivers nothing. Refer to a key that does not exist instead",
  wholesale: () =>
    "dataFrom brings keys that no guard names. Fetch each key by data and guard it in the target's template",
});

/** A placeholder never reaches a workload: the template that makes the Secret fails on it. */
export const externalSecretGuardsPlaceholders: ResourceRule = {
  id: "external-secret-guards-placeholders",
  *judge(resource) {
    const spec = externalSecretSpec(resource);
    if (spec === undefined) return;
    const template = at(spec, "target", "template");
    if (holdsUnknown(template) || holdsUnknown(spec.data) || holdsUnknown(spec.dataFrom)) {
      yield undecided("the target's template");
      return;
    }
    const templates = [
      ...Object.values(fields(at(template, "data"))).filter((part) => typeof part === "string"),
      ...items(at(template, "templateFrom")).flatMap((from) => texts(at(from, "literal"))),
    ].map(actionsOf);
    if (templates.flat().some(callsFail)) {
      yield found.fails();
      return;
    }
    const fetched = items(spec.data).map((entry) => text(at(entry, "secretKey")) ?? "");
    const guards = templates.flatMap((actions) => guardConditions(actions, fetched));
    const keys = items(spec.data)
      .filter((entry) => needsGuard(at(entry, "remoteRef")))
      .map((entry) => text(at(entry, "secretKey")) ?? "")
      .filter((key) => !guards.some((condition) => guardsKey(condition, key)));
    if (keys.length > 0) yield found.unguarded({ keys: keys.map(printable) });
    const wholesale = items(spec.dataFrom).some(
      (from) => at(from, "extract") !== undefined || at(from, "find") !== undefined,
    );
    if (wholesale && !guards.some((condition) => condition.overAll)) yield found.wholesale();
  },
};

/** A public field of the catalogue with a default is right from the start. */
function needsGuard(remoteRef: unknown): boolean {
  return fetchedField(text(at(remoteRef, "key")) ?? "", text(at(remoteRef, "property")))?.default === undefined;
}

interface Condition {
  readonly text: string;
  /** Whether it stands in a loop over all keys. */
  readonly overAll: boolean;
}

/** What stands between a template's brackets, without comments. */
function actionsOf(template: string): readonly string[] {
  return [...template.matchAll(/\{\{-?\s*([\s\S]*?)\s*-?\}\}/g)]
    .map(([, action = ""]) => action)
    .filter((action) => !action.startsWith("/*"));
}

function callsFail(action: string): boolean {
  const code = action.replaceAll(/"(?:\\.|[^"\\])*"|`[^`]*`/g, '""');
  return /(?<![\w.$])fail(?!\w)/.test(code);
}

/**
 * The conditions that look for a placeholder and lead to a failure: to a key that is not fetched, which the operator's
 * template engine refuses.
 */
function guardConditions(actions: readonly string[], fetched: readonly string[]): readonly Condition[] {
  return actions.flatMap((action, index) => {
    const condition = /^(?:else\s+)?if\s+([\s\S]*)$/.exec(action)?.[1];
    const missing = /^\$?\.([A-Za-z_]\w*)$/.exec(actions[index + 1] ?? "")?.[1];
    if (condition === undefined || missing === undefined || fetched.includes(missing)) return [];
    if (!/\bhasPrefix\b/.test(condition) || !new RegExp(`["\`]${PLACEHOLDER_PREFIX}["\`]`).test(condition)) return [];
    // Another condition beside it, or its opposite, is not a guard.
    if (/\b(?:not|and)\b/.test(condition)) return [];
    const overAll = actions.slice(0, index).some((before) => /^range\s+\$\w+\s*,\s*\$\w+\s*:=\s*[.$]$/.test(before));
    return [{ text: condition, overAll }];
  });
}

function guardsKey({ text: condition, overAll }: Condition, key: string): boolean {
  if (overAll) return true;
  const escaped = key.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
  return new RegExp(`\\.${escaped}(?![\\w.-])|\\bindex\\s+[.$]\\s+["\`]${escaped}["\`]`).test(condition);
}
