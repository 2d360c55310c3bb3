import { describe, expect, test } from "vitest";
import { droppedKey, generationsOf } from "../../components/jwt-keys.ts";

const at = (current: number, previous: number) => ({ current, previous });

describe("moving the JWT key on", () => {
  test.each([
    ["the first update", undefined, at(1, 1)],
    ["nothing changed", at(2, 1), at(2, 1)],
    ["the next generation, the one before still accepted", at(1, 1), at(2, 1)],
    ["the one before no longer accepted, when its tokens have expired", at(2, 1), at(2, 2)],
    ["a leaked key cut off at once, in so many words", at(1, 1), at(2, 2)],
  ])("%s is allowed", (_, deployed, wanted) => {
    expect(droppedKey(deployed, wanted)).toBeUndefined();
  });

  test.each([
    ["a jump over a generation", at(1, 1), at(3, 2), "jwt: {current: 2, previous: 1}"],
    ["a jump that cuts off a generation nobody has seen", at(1, 1), at(3, 3), "jwt: {current: 2, previous: 1}"],
    ["going back to a key that is gone", at(3, 2), at(2, 1), "jwt: {current: 4, previous: 3}"],
  ])("%s is refused, with the way", (_, deployed, wanted, way) => {
    expect(droppedKey(deployed, wanted)).toContain(way);
  });
});

test("without a previous generation the current one is the only one accepted", () => {
  expect(generationsOf({ current: 1 })).toEqual(at(1, 1));
});
