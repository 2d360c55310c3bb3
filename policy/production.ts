import { z } from "zod";
import { isProductionName, PRODUCTION_NAMES } from "../scan/production.ts";
import type { Surroundings } from "./rule.ts";

/** How a team tells the pack which stacks are production. */
export const productionParameters = {
  environment: z
    .string()
    .default("")
    .describe("The stack's environment, where neither its configuration nor its name tells it."),
  productionNames: z
    .array(z.string())
    .default([...PRODUCTION_NAMES])
    .describe("Names by which an environment, or a part of a stack's name, is production."),
};

/**
 * Whether the stack is production: by the rule's parameter, else by the setting `environment` of the stack's
 * configuration, else by the stack's tag of that name, else by the stack's name (`production`, `eu-prod`).
 */
export function isProduction(
  { stack, config, stackTags }: Surroundings,
  { environment, productionNames }: { environment: string; productionNames: readonly string[] },
): boolean {
  const setting = Object.entries(config).find(([key]) => key.endsWith(":environment"))?.[1];
  return isProductionName({ stack, environment: environment || setting || stackTags.environment }, productionNames);
}
