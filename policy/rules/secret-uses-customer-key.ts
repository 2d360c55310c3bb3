import { messages, type ResourceRule } from "../rule.ts";
import { at, items, UNKNOWN } from "../values.ts";

const SECRETS = new Set(["aws:secretsmanager:Secret", "aws-native:secretsmanager:Secret"]);
/** The account's default key: whoever may read the secret may use it, and nobody can take that back. */
const DEFAULT_KEY = /(?:^|[:/])alias\/aws\//;

const found = messages({
  defaultKey: () => "the secret is encrypted with the account's default key. Set kmsKeyId to a customer key",
  replica: ({ index }: { index: number }) =>
    `replica ${index + 1} is encrypted with its region's default key. Set its kmsKeyId to a customer key there`,
});

/** A secret, and each copy of it, is encrypted with a key that the company holds. */
export const secretUsesCustomerKey: ResourceRule = {
  id: "secret-uses-customer-key",
  types: SECRETS,
  *judge(resource) {
    const { kmsKeyId, replicas, replicaRegions } = resource.props;
    if (!isCustomerKey(kmsKeyId)) yield found.defaultKey();
    for (const [index, replica] of items(replicas ?? replicaRegions).entries()) {
      if (replica !== UNKNOWN && !isCustomerKey(at(replica, "kmsKeyId"))) yield found.replica({ index });
    }
  },
};

// A key that is not known yet is one that the stack makes.
function isCustomerKey(id: unknown): boolean {
  return id === UNKNOWN || (typeof id === "string" && id !== "" && !DEFAULT_KEY.test(id));
}
