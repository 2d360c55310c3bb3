import { randomBytes } from "node:crypto";
import { type Difference, type DiffRequest, difference, type Handled, type Kind, logicalName } from "./kinds.ts";
import type { Properties } from "./values.ts";

export interface KeptRules {
  /** Its id, which must be another for another thing of the type: the cloud refuses to make one twice. */
  readonly id: (inputs: Properties, resource: Handled) => string;
  /** What the cloud adds once it is made, and does not change. */
  readonly computed?: (inputs: Properties, id: string, resource: Handled) => Properties;
  /** The input with the resource's name; the provider makes one up where it is absent. */
  readonly name?: string;
  /** Inputs beside the name that only a new resource can have changed. */
  readonly fixed?: readonly string[];
  readonly diff?: (request: DiffRequest) => Difference;
}

/** A type of resource that the rig keeps itself: it holds its inputs and what the cloud would add. */
export function keptKind({ id: idOf, computed, name, fixed = [], diff }: KeptRules): Kind {
  return {
    check(resource, oldInputs, inputs) {
      if (name === undefined || inputs[name] !== undefined) return inputs;
      const made = oldInputs[name] ?? `${logicalName(resource.urn)}-${randomBytes(4).toString("hex").slice(1)}`;
      return { ...inputs, [name]: made };
    },
    diff: diff ?? ((request) => difference(request, name === undefined ? fixed : [name, ...fixed])),
    async create(resource, inputs) {
      const id = idOf(inputs, resource);
      const key = keyOf(resource, id, inputs);
      if (resource.cloud.kept.has(key)) throw new Error(`${resource.type} ${id} already exists`);
      const state = { ...inputs, ...computed?.(inputs, id, resource) };
      resource.cloud.kept.set(key, { type: resource.type, state, inputs });
      return { id, state };
    },
    async read(resource, state, inputs) {
      const there = resource.cloud.kept.get(keyOf(resource, resource.id, state));
      if (there === undefined) return undefined;
      const known = inputs === undefined ? there.inputs : pick(there.inputs, Object.keys(inputs));
      return { id: resource.id, state: there.state, inputs: known };
    },
    async update(request) {
      const there = request.cloud.kept.get(keyOf(request, request.id, request.state));
      if (there === undefined) throw new Error(`${request.type} ${request.id} does not exist`);
      const added = pick(there.state, Object.keys(computed?.(there.inputs, request.id, request) ?? {}));
      there.inputs = request.inputs;
      there.state = { ...request.inputs, ...added };
      return there.state;
    },
    async delete(resource, state) {
      resource.cloud.kept.delete(keyOf(resource, resource.id, state));
    },
  };
}

function pick(properties: Properties, keys: readonly string[]): Properties {
  return Object.fromEntries(keys.flatMap((key) => (properties[key] === undefined ? [] : [[key, properties[key]]])));
}

// Many AWS resources may have their name once in each region. An id of Azure's is the only one of its kind.
function keyOf({ type, region }: Handled, id: string, properties: Properties): string {
  return type.startsWith("azure-native:") ? id : `${type} ${id} ${properties.region ?? region}`;
}
