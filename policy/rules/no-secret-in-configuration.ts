import { messages, type ResourceRule } from "../rule.ts";
import { secretPlaces } from "../secret-search.ts";
import { parsed } from "../values.ts";

const STACK = new Set(["pulumi:pulumi:Stack"]);

const found = messages({
  secret: ({ path, looks }: { path: string; looks: string }) =>
    `${path} ${looks}. Values belong in the store, not in configuration, encrypted or not: put it there, revoke it, and remove the key`,
});
const cannotDecrypt = (key: string) => ({
  id: "encrypted",
  text: `${key} is encrypted, and is judged only where the stack can decrypt it: this is no proof that it holds no credential`,
  certain: false,
});

/** No credential stands in a stack's configuration. Judged with the stack itself, before any of its resources. */
export const noSecretInConfiguration: ResourceRule = {
  id: "no-secret-in-configuration",
  types: STACK,
  *judge(_, { config, encryptedKeys }) {
    for (const [key, value] of Object.entries(config)) {
      if (encryptedKeys.includes(key)) yield cannotDecrypt(key);
      for (const place of secretPlaces(key, parsed(value))) yield found.secret(place);
    }
  },
};
