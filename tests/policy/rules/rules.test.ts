import { describe, expect, test } from "vitest";
import { judge } from "../../../policy/judge.ts";
import { pack } from "../../../policy/pack.ts";
import { isStackRule } from "../../../policy/rule.ts";
import { type Case, type Cases, stackResources, surroundingsOf } from "./case.ts";
import { allCases } from "./cases/index.ts";

async function findings(rule: string, given: Case): Promise<string[]> {
  const opinion = pack.find((one) => one.rule.id === rule);
  if (opinion === undefined) throw new Error(`The pack has no rule ${rule}.`);
  const resources = await stackResources(given);
  const subjects = isStackRule(opinion.rule) ? [resources] : resources;
  const judged = await Promise.all(
    subjects.map((subject) => judge(opinion, subject, surroundingsOf(given), given.parameters ?? {})),
  );
  return judged.flat().map(({ finding }) => finding.id);
}

test("every rule has cases that hold and cases that do not", () => {
  expect(Object.keys(allCases).sort()).toEqual(pack.map(({ rule }) => rule.id).sort());
  for (const [rule, { ok, ng }] of Object.entries(allCases)) {
    expect(Object.keys(ok).length, `${rule}: ok`).toBeGreaterThan(0);
    expect(Object.keys(ng).length, `${rule}: ng`).toBeGreaterThan(0);
  }
});

describe.each(Object.entries(allCases))("%s", (rule, { ok, ng }: Cases) => {
  test.each(Object.entries(ok))("ok: %s", async (_, given) => {
    expect(await findings(rule, given)).toEqual([]);
  });
  test.each(Object.entries(ng))("ng: %s", async (_, given) => {
    expect((await findings(rule, given)).sort()).toEqual([...given.finds].sort());
  });
});
