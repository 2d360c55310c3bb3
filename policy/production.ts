import { z } from "zod";
import type { Surroundings } from "./rule.ts";

/** How a team tells the pack which stacks are production. */
export const productionParameters = {
  environment: z
    .string()
    .default("")
    .describe("The stack's environment, where neither its configuration nor its name tells it."),
  productionNames: z
    .array(z.string())
    .default(["production", "prod", "live"])
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
  const isNamed = (name: string) =>
    productionNames.some((production) => production.toLowerCase() === name.toLowerCase());
  const setting = Object.entries(config).find(([key]) => key.endsWith(":environment"))?.[1];
  const told = environment || setting || stackTags.environment;
  if (told) return isNamed(told);
  const parts = stack.split(/[-_.]/);
  return parts.some((part, index) => isNamed(part) && !/^(?:non|not|pre)$/i.test(parts[index - 1] ?? ""));
}
