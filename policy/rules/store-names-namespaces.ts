import { kubernetesObject } from "../resource-type.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { at, fields, holdsUnknown, items, texts } from "../values.ts";

const found = messages({
  noConditions: () =>
    "every namespace may read through the store. Name those that may: conditions: [{namespaces: […]}]",
  openCondition: ({ index }: { index: number }) =>
    `condition ${index + 1} lets every namespace in, and one that matches is enough. Name the namespaces`,
  openSelector: () => "the selector matches every namespace. Name those that get the Secret",
});

/** Namespaces that nobody would name: what matches all of them matches everything. */
const ANY = ["default", "kube-system", "a", "team-0f3c-sandbox"];

/** A cluster's store serves the namespaces it names, and no other. */
export const storeNamesNamespaces: ResourceRule = {
  id: "store-names-namespaces",
  *judge(resource) {
    const object = kubernetesObject(resource);
    if (object?.group !== "external-secrets.io") return;
    if (object.kind === "ClusterSecretStore") {
      const conditions = object.spec.conditions;
      if (holdsUnknown(conditions)) yield undecided("spec.conditions");
      else if (items(conditions).length === 0) yield found.noConditions();
      else
        for (const [index, condition] of items(conditions).entries())
          if (isOpen(condition)) yield found.openCondition({ index });
    }
    if (object.kind === "ClusterExternalSecret") {
      const selectors = [...items(object.spec.namespaceSelector), ...items(object.spec.namespaceSelectors)];
      if (selectors.some(selectsAll)) yield found.openSelector();
    }
  },
};

function isOpen(condition: unknown): boolean {
  const selector = at(condition, "namespaceSelector");
  if (selector !== undefined && selector !== null && selectsAll(selector)) return true;
  return texts(at(condition, "namespaceRegexes")).some((pattern) => {
    try {
      const expression = new RegExp(pattern);
      return ANY.every((name) => expression.test(name));
    } catch {
      // The operator refuses it, too.
      return false;
    }
  });
}

/** An empty selector matches everything; so does one that only says what a namespace must not be, or a label that all have. */
function selectsAll(selector: unknown): boolean {
  const { matchLabels, matchExpressions } = fields(selector);
  if (Object.keys(fields(matchLabels)).length > 0) return false;
  return items(matchExpressions).every((expression) => {
    const operator = at(expression, "operator");
    if (operator === "NotIn" || operator === "DoesNotExist") return true;
    return operator === "Exists" && at(expression, "key") === "kubernetes.io/metadata.name";
  });
}
