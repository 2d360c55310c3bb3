import { typeName } from "./resource-type.ts";
import type { Resource } from "./rule.ts";

/** Resource types that put a value into a store, and the properties that hold it. */
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  "aws:secretsmanager:SecretVersion": ["secretString", "secretBinary", "secretStringWo"],
  "aws-native:secretsmanager:Secret": ["secretString"],
  "aws:ssm:Parameter": ["value", "valueWo"],
  "azure-native:keyvault:Secret": ["properties"],
  "azure:keyvault:Secret": ["value", "valueWo"],
};

/** The properties of a resource that hold a store's value; none for a resource that puts no value into a store. */
export function storeValueProperties(resource: Pick<Resource, "type">): readonly string[] {
  return HOLDERS[typeName(resource.type)] ?? [];
}
