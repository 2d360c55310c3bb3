import { z } from "zod";
import { isOneOf } from "../resource-type.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { UNKNOWN } from "../values.ts";

const WINDOWS: Readonly<Record<string, string>> = {
  "aws:kms:Key": "deletionWindowInDays",
  "aws:kms:ExternalKey": "deletionWindowInDays",
  "aws:kms:ReplicaKey": "deletionWindowInDays",
  "aws:kms:ReplicaExternalKey": "deletionWindowInDays",
  "aws-native:kms:Key": "pendingWindowInDays",
  "aws-native:kms:ReplicaKey": "pendingWindowInDays",
};

const parameters = z.object({
  minimumDays: z.int().min(7).max(30).default(30).describe("Days in which a deleted key can be recovered, at least."),
});

const found = messages({
  tooShort: ({ property, days, minimum }: { property: string; days: number; minimum: number }) =>
    `a deleted key is gone after ${days} days, and with it every secret that can still be recovered. Set ${property} to ${minimum}`,
});

/** A deleted key can be recovered for as long as the secrets it encrypts. */
export const keyWindow: ResourceRule<z.infer<typeof parameters>> = {
  id: "key-window",
  types: new Set(Object.keys(WINDOWS)),
  parameters,
  *judge(resource, _, { minimumDays }) {
    for (const [type, property] of Object.entries(WINDOWS)) {
      if (!isOneOf(resource, new Set([type]))) continue;
      // Left out, AWS takes 30.
      const days = resource.props[property];
      if (days === UNKNOWN) yield undecided(property);
      if (typeof days === "number" && days < minimumDays)
        yield found.tooShort({ property, days, minimum: minimumDays });
    }
  },
};
