import { z } from "zod";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { UNKNOWN } from "../values.ts";

const SECRETS = new Set(["aws:secretsmanager:Secret"]);

const parameters = z.object({
  minimumDays: z
    .int()
    .min(7)
    .max(30)
    .default(30)
    .describe("Days in which a deleted secret can be recovered, at least."),
});

const found = messages({
  none: () => "a deleted secret is gone at once (recoveryWindowInDays: 0). Set 30",
  tooShort: ({ days, minimum }: { days: number; minimum: number }) =>
    `a deleted secret is gone after ${days} days; at least ${minimum} are asked for. Set recoveryWindowInDays`,
});

/** A deleted secret can be recovered. */
export const secretRecoveryWindow: ResourceRule<z.infer<typeof parameters>> = {
  id: "secret-recovery-window",
  types: SECRETS,
  parameters,
  *judge(resource, _, { minimumDays }) {
    // Left out, AWS takes 30.
    const days = resource.props.recoveryWindowInDays;
    if (days === UNKNOWN) yield undecided("recoveryWindowInDays");
    else if (days === 0) yield found.none();
    else if (typeof days === "number" && days < minimumDays) yield found.tooShort({ days, minimum: minimumDays });
  },
};
