import type { StackResource } from "./rule.ts";
import { items } from "./values.ts";

/** Whether a property of a resource names another: its value comes from it, or is its ARN, id or name written down. */
export function refersTo(from: StackResource, property: string, to: StackResource): boolean {
  if (from.sources[property]?.includes(to.urn)) return true;
  const names = [to.props.arn, to.props.id, to.props.name, to.props.bucket].filter((name) => typeof name === "string");
  return items(from.props[property]).some(
    (value) => typeof value === "string" && value !== "" && names.includes(value),
  );
}

/** Resources that make values by themselves: nobody has put what comes from them. */
const GENERATORS = new Set([
  "random:index/randomPassword:RandomPassword",
  "random:index/randomString:RandomString",
  "random:index/randomBytes:RandomBytes",
  "tls:index/privateKey:PrivateKey",
]);

/** Whether a property's value comes from a generated password, directly or by way of other values of the stack. */
export function isGenerated(
  resource: StackResource,
  properties: readonly string[],
  byUrn: ReadonlyMap<string, StackResource>,
): boolean {
  return properties
    .flatMap((property) => resource.sources[property] ?? [])
    .some((urn) => GENERATORS.has(byUrn.get(urn)?.type ?? ""));
}
