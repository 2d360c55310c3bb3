import { z } from "zod";

// A longer number is something else, and messages that say "one more" would repeat it.
const LAST = 9999;
const generation = (what: string) => {
  const allowed = `${what}: a whole number from 1 to ${LAST}`;
  return z.int(allowed).min(1, allowed).max(LAST, allowed);
};

/** The generations of the signing key: one signs, and at most one other is accepted. */
export const jwt = z
  .strictObject({
    current: generation("the generation that signs").describe(
      "The generation of the signing key that signs new tokens.",
    ),
    next: generation("the generation after the one that signs")
      .optional()
      .describe("The generation that will sign next. Its tokens are accepted already: the first step of a rotation."),
    previous: generation("the generation before")
      .optional()
      .describe(
        "The generation whose tokens are still accepted: the one before, or the current one to accept no other.",
      ),
  })
  .check((context) => {
    const { current, next, previous } = context.value;
    if (current > LAST || (next ?? 0) > LAST) return;
    const refuse = (key: string, input: unknown, message: string) =>
      context.issues.push({ code: "custom", input, path: [key], message });
    if (next !== undefined) {
      if (next !== current + 1) refuse("next", next, `${current + 1}, the generation after the one that signs`);
      if (previous !== undefined && previous !== current)
        refuse(
          "previous",
          previous,
          "nothing beside next: one other key is accepted at a time. Once the tokens of the generation before have expired, remove it",
        );
      return;
    }
    if (previous === current || previous === current - 1 || (current === 1 && previous === undefined)) return;
    refuse(
      "previous",
      previous,
      current === 1
        ? "1, or nothing: the first generation has none before it"
        : `${current - 1}, so that tokens already issued stay valid, or ${current}, to accept no other key. A key still in use must not be jumped over`,
    );
  });

export type JwtSettings = z.infer<typeof jwt>;
