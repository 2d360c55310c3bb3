import { isGenerated } from "../references.ts";
import { about, messages, type StackRule } from "../rule.ts";
import { secretPlaces } from "../secret-search.ts";
import { storeValueProperties } from "../store-value.ts";

const found = messages({
  secret: ({ path, looks }: { path: string; looks: string }) =>
    `${path} ${looks}, and comes from no generated password. Make the secret with a placeholder and put the value with the operator's command`,
});

/** A program puts no credential into a store: it makes placeholders, or values that it generates itself. */
export const noSecretInStore: StackRule = {
  id: "no-secret-in-store",
  *judgeStack(resources) {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources) {
      const properties = storeValueProperties(resource);
      if (properties.length === 0 || isGenerated(resource, properties, byUrn)) continue;
      for (const property of properties) {
        for (const place of secretPlaces(property, resource.props[property])) {
          // What no generated password looks like is told by no-secret-in-resource.
          if (place.couldBeGenerated) yield about(resource, found.secret(place));
        }
      }
    }
  },
};
