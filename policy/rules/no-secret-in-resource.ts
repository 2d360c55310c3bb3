import { messages, type ResourceRule } from "../rule.ts";
import { secretPlaces } from "../secret-search.ts";
import { storeValueProperties } from "../store-value.ts";

const found = messages({
  secret: ({ path, looks }: { path: string; looks: string }) =>
    `${path} ${looks}. It would stand in the stack's state and wherever the resource shows it: keep it in the store and name it here`,
});

/**
 * No input of any resource is a credential. Of a store's own value, only what no generated password looks like is told
 * here: where a value comes from is known when the stack is complete, and no-secret-in-store tells the rest then.
 */
export const noSecretInResource: ResourceRule = {
  id: "no-secret-in-resource",
  *judge({ type, props }) {
    const values = storeValueProperties({ type });
    for (const [key, value] of Object.entries(props)) {
      for (const place of secretPlaces(key, value)) {
        if (!(place.couldBeGenerated && values.includes(key))) yield found.secret(place);
      }
    }
  },
};
