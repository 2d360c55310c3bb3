import { expect, test } from "vitest";
import { madeUp } from "../../bench/made-up-catalogue.ts";
import { allCredentials, credentials } from "../../catalogue/index.ts";
import { checked } from "../../catalogue/validate.ts";

test.each([1, 9, 100, 1000])("a made-up catalogue of %d is one that the project would accept", (count) => {
  expect(checked(madeUp(allCredentials, count))).toHaveLength(count);
});

test("the first are the company's own", () => {
  expect(madeUp(allCredentials, credentials.length)).toEqual(credentials);
});
