import type { Cloud } from "./cloud.ts";
import { type Properties, same } from "./values.ts";

/** A resource as a provider handles it; all properties without the marks of secrets. */
export interface Handled {
  readonly cloud: Cloud;
  readonly urn: string;
  readonly type: string;
  /** The region that the resource's provider is configured for. */
  readonly region: string;
  /** The Azure subscription that it is configured for; empty for other clouds. */
  readonly subscription: string;
}

export interface Difference {
  readonly changed: readonly string[];
  /** Those of the changed that cannot be changed in place. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace?: boolean;
}

export interface DiffRequest extends Handled {
  readonly id: string;
  /** Outputs as in the state. */
  readonly state: Properties;
  readonly oldInputs: Properties;
  readonly inputs: Properties;
  readonly ignoreChanges: readonly string[];
}

/** How one type of resource behaves, as its real provider has it. */
export interface Kind {
  /** Outputs that are always secret. */
  readonly secretOutputs?: readonly string[];
  /** Fills in what the provider chooses itself, such as a name. */
  check?(resource: Handled, oldInputs: Properties, inputs: Properties): Properties;
  diff(request: DiffRequest): Difference;
  create(resource: Handled, inputs: Properties): Promise<{ readonly id: string; readonly state: Properties }>;
  /** `inputs` is undefined for an import. Gives undefined for what is gone. */
  read(
    resource: Handled & { readonly id: string },
    state: Properties,
    inputs: Properties | undefined,
  ): Promise<{ readonly id: string; readonly state: Properties; readonly inputs: Properties } | undefined>;
  update(request: DiffRequest): Promise<Properties>;
  delete(resource: Handled & { readonly id: string }, state: Properties): Promise<void>;
}

/** The inputs that differ; those of `fixed` can only be changed by a new resource. */
export function difference({ oldInputs, inputs, ignoreChanges }: DiffRequest, fixed: readonly string[]): Difference {
  const keys = new Set([...Object.keys(oldInputs), ...Object.keys(inputs)]);
  const changed = [...keys].filter((key) => !ignoreChanges.includes(key) && !same(oldInputs[key], inputs[key]));
  return { changed, replaces: changed.filter((key) => fixed.includes(key)) };
}

/** The last part of a URN: the resource's logical name. */
export function logicalName(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
