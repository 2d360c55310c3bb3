import { expect } from "vitest";

/** For `toMatchObject`, to which `{}` is the same as anything. */
export const NO_CHANGES: unknown = expect.toSatisfy(
  (changes) => typeof changes === "object" && changes !== null && Object.keys(changes).length === 0,
  "no changes",
);
