// Registers, for every mandatory rule, a case that it must refuse: the pack says no to each, through the engine.
import * as pulumi from "@pulumi/pulumi";
import type { CaseResource } from "../../policy/rules/case.ts";
import { refusals, resourcesOf } from "./cases.ts";

// The rig makes up no names.
const NAMED: Readonly<Record<string, (name: string) => object>> = {
  "aws:secretsmanager/secret:Secret": (name) => ({ name }),
  "azure-native:keyvault:Secret": (name) => ({ resourceGroupName: "g", vaultName: "v", secretName: name }),
};

class Any extends pulumi.CustomResource {}

for (const [rule, given] of refusals) {
  const made = new Map<string, pulumi.CustomResource>();
  for (const resource of resourcesOf(rule, given)) made.set(resource.name ?? "", register(rule, resource, made));
}

function register(rule: string, resource: CaseResource, made: ReadonlyMap<string, pulumi.CustomResource>) {
  const { type, name = "", props = {}, from = {}, protect = false, ignoreChanges = [] } = resource;
  const inputs: Record<string, unknown> = { ...NAMED[type]?.(name), ...props };
  for (const [property, sources] of Object.entries(from)) {
    const known = [sources].flat().flatMap((source) => made.get(`${rule}-${source}`) ?? []);
    const value = inputs[property];
    // What the case says the value is, as if it came from these.
    inputs[property] = pulumi.all(known.map(({ id }) => id)).apply((ids) => value ?? ids[0] ?? "somewhere else");
  }
  return new Any(type, name, inputs, { protect, ignoreChanges: [...ignoreChanges] });
}
