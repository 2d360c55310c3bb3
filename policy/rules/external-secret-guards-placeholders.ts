import { PLACEHOLDER_PREFIX } from "../../catalogue/index.ts";
import { fetchedField } from "../catalogue-names.ts";
import { externalSecretSpec } from "../external-secret.ts";
import { printable } from "../printable.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { at, fields, holdsUnknown, items, text, texts } from "../values.ts";

const found = messages({
  unguarded: ({ keys }: { keys: readonly string[] }) =>
    `a placeholder or an empty value would reach the workloads as if it were a credential: the target's template has no guard for ${keys.join(", ")}`,
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
    const guards = guardConditions([
      ...Object.values(fields(at(template, "data"))).filter((part) => typeof part === "string"),
      ...items(at(template, "templateFrom")).flatMap((from) => texts(at(from, "literal"))),
    ]);
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

/** The conditions of the templates that lead to a failure and look for a placeholder. */
function guardConditions(templates: readonly string[]): readonly Condition[] {
  return templates.flatMap((template) => {
    const actions = [...template.matchAll(/\{\{-?\s*([\s\S]*?)\s*-?\}\}/g)]
      .map(([, action = ""]) => action)
      .filter((action) => !action.startsWith("/*"));
    return actions.flatMap((action, index) => {
      const condition = /^(?:else\s+)?if\s+([\s\S]*)$/.exec(action)?.[1];
      if (condition === undefined || !/^fail\b/.test(actions[index + 1] ?? "")) return [];
      if (!/\bhasPrefix\b/.test(condition) || !new RegExp(`["\`]${PLACEHOLDER_PREFIX}["\`]`).test(condition)) return [];
      // Another condition beside it, or its opposite, is no guard.
      if (/\b(?:not|and)\b/.test(condition)) return [];
      const overAll = actions.slice(0, index).some((before) => /^range\s+\$\w+\s*,\s*\$\w+\s*:=\s*[.$]$/.test(before));
      return [{ text: condition, overAll }];
    });
  });
}

function guardsKey({ text: condition, overAll }: Condition, key: string): boolean {
  if (overAll) return true;
  const escaped = key.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
  return new RegExp(`\\.${escaped}(?![\\w.-])|\\bindex\\s+[.$]\\s+["\`]${escaped}["\`]`).test(condition);
}
