import type { Recording, Registration } from "./recorder.ts";

// Marks of the engine's wire format: github.com/pulumi/pulumi, sdk/go/common/resource/properties.go.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const MASKED_SECRET = "[secret]";
export const MASKED_UNKNOWN = "[known after apply]";

/** A policy that a resource, or the stack as a whole, does not keep. */
export interface Violation {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly urn: string;
  readonly message: string;
}

/** What `npm run preview -- --json` prints. */
export interface PreviewDocument {
  readonly stack: string;
  readonly resources: readonly PreviewResource[];
  readonly violations: readonly Violation[];
  readonly outputs: Record<string, unknown>;
  /** Why inputs and outputs are left out. @default - they are all there. */
  readonly withheld?: string;
}

export interface PreviewResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN; empty for the stack itself. */
  readonly parent: string;
  readonly inputs: Record<string, unknown>;
  readonly options: Pick<Registration["options"], "protect" | "retainOnDelete" | "ignoreChanges" | "dependsOn">;
}

/** The document of a recorded run: secrets masked, unknown values named as such. */
export function previewDocument(
  stack: string,
  recording: Recording,
  violations: readonly Violation[],
): PreviewDocument {
  return {
    stack,
    // The order of registration changes from run to run; two previews of the same program must be the same text.
    resources: recording.resources
      .toSorted((a, b) => (a.urn < b.urn ? -1 : 1))
      .map(({ urn, type, name, parent, inputs, options }) => ({
        urn,
        type,
        name,
        parent,
        inputs: masked(inputs) as Record<string, unknown>,
        options: {
          protect: options.protect,
          retainOnDelete: options.retainOnDelete,
          ignoreChanges: options.ignoreChanges,
          dependsOn: options.dependsOn,
        },
      })),
    violations,
    outputs: masked(recording.outputs) as Record<string, unknown>,
  };
}

/** A value of the wire format with nothing secret left in it. */
export function masked(value: unknown): unknown {
  if (value === UNKNOWN_VALUE) return MASKED_UNKNOWN;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  const wrapped = value as Record<string, unknown>;
  if (wrapped[SIGNATURE] === SECRET_SIGNATURE) return MASKED_SECRET;
  if (wrapped[SIGNATURE] === RESOURCE_SIGNATURE) return wrapped.urn;
  return Object.fromEntries(Object.entries(wrapped).map(([key, child]) => [key, masked(child)]));
}
