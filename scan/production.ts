/** Names by which an environment, or a part of a stack's name, is production. */
export const PRODUCTION_NAMES: readonly string[] = ["production", "prod", "live"];

/**
 * Whether a stack is production: by its environment where that is known, else by its name (`production`, `eu-prod`, but not `pre-prod`).
 *
 * @param environment empty or undefined where it is unknown
 */
export function isProductionName(
  { stack, environment }: { readonly stack: string; readonly environment: string | undefined },
  names: readonly string[] = PRODUCTION_NAMES,
): boolean {
  const isNamed = (name: string) => names.some((production) => production.toLowerCase() === name.toLowerCase());
  if (environment) return isNamed(environment);
  const parts = stack.split(/[-_.]/);
  return parts.some((part, index) => isNamed(part) && !/^(?:non|not|pre)$/i.test(parts[index - 1] ?? ""));
}
