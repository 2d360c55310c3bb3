import { externalSecretSpec } from "../external-secret.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { at, UNKNOWN } from "../values.ts";

const found = messages({
  deletes: ({ policy }: { policy: "Delete" | "Merge" }) =>
    `with deletionPolicy ${policy}, a secret that is missing in the store for a moment takes the workloads' one away. Set Retain`,
});

/** What workloads have stays, whatever happens to the store. */
export const externalSecretRetains: ResourceRule = {
  id: "external-secret-retains",
  *judge(resource) {
    // Left out, the operator takes Retain.
    const policy = at(externalSecretSpec(resource), "target", "deletionPolicy");
    if (policy === UNKNOWN) yield undecided("deletionPolicy");
    if (policy === "Delete" || policy === "Merge") yield found.deletes({ policy });
  },
};
