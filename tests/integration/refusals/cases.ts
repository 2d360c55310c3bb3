import { pack } from "../../../policy/pack.ts";
import type { CaseResource, NgCase } from "../../policy/rules/case.ts";
import { allCases } from "../../policy/rules/cases/index.ts";

// The packages that the rig serves providers for, and what needs none.
const SERVED = /^(?:aws|azure-native|kubernetes|random):/;
// Told with the stack itself, of its configuration: no resource is needed.
const OF_CONFIGURATION = "no-secret-in-configuration";

/** Mandatory rule -> a case that it must refuse and that the rig can play. */
export const refusals: ReadonlyMap<string, NgCase> = new Map(
  pack
    .filter(({ level }) => level === "mandatory")
    .map(({ rule }) => {
      const given = Object.values(allCases[rule.id]?.ng ?? {}).find(
        ({ finds, resources, parameters }) =>
          parameters === undefined &&
          !finds.some((id) => id === "undecided" || id === "encrypted") &&
          (rule.id === OF_CONFIGURATION || resources.every(({ type }) => SERVED.test(type))),
      );
      if (given === undefined) throw new Error(`No case of ${rule.id} can be played.`);
      return [rule.id, given];
    }),
);

/** The resources of all cases, each named after its rule, in an order in which sources come first. */
export function resourcesOf(rule: string, { resources }: NgCase): readonly CaseResource[] {
  const served = resources.filter(({ type }) => SERVED.test(type));
  const named = served.map((resource, index) => ({ name: `resource-${index}`, ...resource }));
  return [...named]
    .sort((a, b) => Object.keys(a.from ?? {}).length - Object.keys(b.from ?? {}).length)
    .map((resource) => ({ ...resource, name: `${rule}-${resource.name}` }));
}
