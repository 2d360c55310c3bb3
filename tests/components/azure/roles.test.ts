import { expect, test } from "vitest";
import { assignmentId, stableGuid } from "../../../components/azure/roles.ts";

test("a GUID is version 5 of RFC 9562 in the namespace of URLs", () => {
  // python3 -c "import uuid; print(uuid.uuid5(uuid.NAMESPACE_URL, 'a|b'))"
  expect(stableGuid("a", "b")).toBe("b71d8a79-810f-58ea-87c8-1b9ca5c11f0d");
});

test("an assignment's id follows what is given to whom on what, in whatever case Azure writes the scope", () => {
  const grant = { roleId: "role", scope: "/Subscriptions/One", principalLabel: "somebody" };
  expect(assignmentId({ ...grant, scope: "/subscriptions/one" })).toBe(assignmentId(grant));
  for (const other of [{ roleId: "other" }, { scope: "/subscriptions/two" }, { principalLabel: "other" }]) {
    expect(assignmentId({ ...grant, ...other })).not.toBe(assignmentId(grant));
  }
});
