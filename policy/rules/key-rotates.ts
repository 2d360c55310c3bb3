import { z } from "zod";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { UNKNOWN } from "../values.ts";

const KEYS = new Set(["aws:kms:Key", "aws-native:kms:Key"]);

const parameters = z.object({
  maximumDays: z.int().min(90).max(2560).default(365).describe("Days after which a key must have rotated."),
});

const found = messages({
  off: () => "the key does not rotate. Set enableKeyRotation to true",
  tooRarely: ({ days, maximum }: { days: number; maximum: number }) =>
    `the key rotates every ${days} days; ${maximum} are allowed. Set rotationPeriodInDays`,
});

/** A customer key rotates by itself. Keys that AWS cannot rotate (asymmetric ones, HMAC) are left alone. */
export const keyRotates: ResourceRule<z.infer<typeof parameters>> = {
  id: "key-rotates",
  types: KEYS,
  parameters,
  *judge(resource, _, { maximumDays }) {
    const { enableKeyRotation, rotationPeriodInDays: days, customKeyStoreId } = resource.props;
    const spec = resource.props.customerMasterKeySpec ?? resource.props.keySpec ?? "SYMMETRIC_DEFAULT";
    const usage = resource.props.keyUsage ?? "ENCRYPT_DECRYPT";
    const external = resource.props.origin === "EXTERNAL" || typeof customKeyStoreId === "string";
    if (spec !== "SYMMETRIC_DEFAULT" || usage !== "ENCRYPT_DECRYPT" || external) return;
    if (enableKeyRotation === UNKNOWN) yield undecided("enableKeyRotation");
    else if (enableKeyRotation !== true) yield found.off();
    else if (typeof days === "number" && days > maximumDays) yield found.tooRarely({ days, maximum: maximumDays });
  },
};
