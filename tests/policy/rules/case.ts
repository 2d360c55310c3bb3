import type { StackResource, Surroundings } from "../../../policy/rule.ts";
import { readable } from "../../../policy/values.ts";

/** A resource of a case: what is left out is as a program leaves it. */
export interface CaseResource {
  readonly type: string;
  readonly name?: string;
  /** As a program registers them: unknown values and secrets in the engine's wire format. */
  readonly props?: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly provider?: Readonly<Record<string, unknown>>;
  /** Property -> names of the resources that its value comes from. */
  readonly from?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Case {
  readonly resources: readonly CaseResource[];
  readonly surroundings?: Partial<Surroundings>;
  /** As a team configures it. */
  readonly parameters?: object;
}

export type NgCase = Case & {
  /** Ids of the messages that must come, each as often as it is named. */
  readonly finds: readonly string[];
};

/** What holds and what does not, of one rule; a case says by its name what it is. */
export interface Cases {
  readonly ok: Readonly<Record<string, Case>>;
  readonly ng: Readonly<Record<string, NgCase>>;
}

export const UNKNOWN_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const secretWire = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

/** A case of one resource. */
export function one(
  type: string,
  props: Readonly<Record<string, unknown>>,
  more: Omit<CaseResource, "type" | "props"> = {},
) {
  return { resources: [{ type, props, ...more }] };
}

export function ng(finds: readonly string[], found: Case): NgCase {
  return { ...found, finds };
}

const urnOf = (type: string, name: string) => `urn:pulumi:dev::any::${type}::${name}`;

export async function stackResources({ resources }: Case): Promise<StackResource[]> {
  const named = resources.map((resource, index) => ({ name: `resource-${index}`, ...resource }));
  const urns = new Map(named.map(({ type, name }) => [name, urnOf(type, name)]));
  return Promise.all(
    named.map(async ({ type, name, props = {}, protect = false, ignoreChanges = [], provider = {}, from = {} }) => ({
      urn: urnOf(type, name),
      type,
      name,
      parent: "",
      props: await readable(props),
      protect,
      ignoreChanges,
      provider,
      sources: Object.fromEntries(
        Object.entries(from).map(([property, names]) => [property, [names].flat().map((one) => urns.get(one) ?? one)]),
      ),
    })),
  );
}

export function surroundingsOf({ surroundings }: Case): Surroundings {
  return { stack: "dev", config: {}, encryptedKeys: [], stackTags: {}, ...surroundings };
}
