import { z } from "zod";

const generation = (what: string) => z.int(`${what}: a whole number from 1`).min(1, `${what}: a whole number from 1`);

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
