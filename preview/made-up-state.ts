import type { MockResourceArgs } from "@pulumi/pulumi/runtime/index.js";

/**
 * What a resource looks like once "created": its inputs and what the cloud would add, so that identifiers in policies
 * and outputs read as they will. What is not made up here stays unknown, as in any preview.
 */
export function madeUpState(args: MockResourceArgs): { id: string; state: Record<string, unknown> } {
  const inputs = args.inputs as Record<string, unknown>;
  if (args.type === "pulumi:pulumi:StackReference") return { id: args.name, state: { ...inputs, outputs: {} } };
  return { id: args.name, state: { ...inputs } };
}
