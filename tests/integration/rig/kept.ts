import { randomBytes } from "node:crypto";
import { difference, type Handled, type Kind, logicalName } from "./kinds.ts";
import type { Properties } from "./values.ts";

export interface KeptRules {
  /** The input with the resource's name; the provider makes one up where it is absent. */
  readonly name?: string;
  /** Inputs that only a new resource can have changed. The name is one. */
  readonly fixed?: readonly string[];
  /** The id and what else the cloud adds. */
  readonly computed?: (resource: Handled, inputs: Properties) => Properties;
  readonly secretOutputs?: readonly string[];
}

/** A type of resource that the rig keeps itself: it holds its inputs and what the cloud would add. */
export function keptKind(rules: KeptRules = {}): Kind {
  const { name, fixed = [], computed, secretOutputs = [] } = rules;
  const whole = (resource: Handled, inputs: Properties) => {
    const added = computed?.(resource, inputs) ?? {};
    const id = added.id ?? `${logicalName(resource.urn)}-${randomBytes(4).toString("hex")}`;
    return { id: String(id), state: { ...inputs, ...added } };
  };
  return {
    secretOutputs,
    check(resource, oldInputs, inputs) {
      if (name === undefined || inputs[name] !== undefined) return inputs;
      const made = oldInputs[name] ?? `${logicalName(resource.urn)}-${randomBytes(4).toString("hex").slice(1)}`;
      return { ...inputs, [name]: made };
    },
    diff: (request) => difference(request, name === undefined ? fixed : [name, ...fixed]),
    async create(resource, inputs) {
      const made = whole(resource, inputs);
      const key = keyOf(resource, made.id);
      if (resource.cloud.kept.has(key)) throw new Error(`${resource.type} ${made.id} already exists`);
      resource.cloud.kept.set(key, { type: resource.type, state: made.state, inputs });
      return made;
    },
    async read(resource, _state, inputs) {
      const there = resource.cloud.kept.get(keyOf(resource, resource.id));
      if (there === undefined) return undefined;
      return {
        id: resource.id,
        state: there.state,
        inputs: inputs === undefined ? there.inputs : knownOf(there.inputs, inputs),
      };
    },
    async update(request) {
      const there = request.cloud.kept.get(keyOf(request, request.id));
      if (there === undefined) throw new Error(`${request.type} ${request.id} does not exist`);
      there.inputs = request.inputs;
      there.state = { ...request.state, ...whole(request, request.inputs).state };
      return there.state;
    },
    async delete(resource) {
      resource.cloud.kept.delete(keyOf(resource, resource.id));
    },
  };
}

// What the cloud has now, for the inputs that the program gave.
function knownOf(now: Properties, inputs: Properties): Properties {
  return Object.fromEntries(Object.keys(inputs).flatMap((key) => (now[key] === undefined ? [] : [[key, now[key]]])));
}

function keyOf({ type }: Handled, id: string): string {
  return `${type} ${id}`;
}
