import { z } from "zod";

// Nobody comes near the end; a longer number is something else, and messages that say "one more" would repeat it.
const LAST = 9999;
const generation = (what: string) => {
  const allowed = `${what}: a whole number from 1 to ${LAST}`;
  return z.int(allowed).min(1, allowed).max(LAST, allowed);
};

export const jwt = z
  .strictObject({
    current: generation("the generation that signs").describe(
      "The generation of the signing key that signs new tokens.",
    ),
    previous: generation("the generation before")
      .optional()
      .describe(
        "The generation whose tokens are still accepted: the one before, or the current one to accept no other.",
      ),
  })
  .check((context) => {
    const { current, previous } = context.value;
    if (current > LAST) return;
    if (previous === current || previous === current - 1 || (current === 1 && previous === undefined)) return;
    context.issues.push({
      code: "custom",
      input: previous,
      path: ["previous"],
      message:
        current === 1
          ? "1, or nothing: the first generation has none before it"
          : `${current - 1}, so that tokens already issued stay valid, or ${current}, to cut them off at once. A key still in use must not be jumped over`,
    });
  });

export type JwtSettings = z.infer<typeof jwt>;
