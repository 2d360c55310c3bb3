import { randomInt } from "node:crypto";
import { difference, type Kind } from "./kinds.ts";
import type { Properties } from "./values.ts";

const CLASSES: readonly (readonly [string, string])[] = [
  ["upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["lower", "abcdefghijklmnopqrstuvwxyz"],
  ["numeric", "0123456789"],
  ["special", "!@#$%&*()-_=+[]{}<>:?"],
];

/** `random:index/randomPassword:RandomPassword`: it lives in the state alone, and any change makes a new one. */
export const passwordKind: Kind = {
  secretOutputs: ["result", "bcryptHash"],
  check: (_resource, _oldInputs, inputs) => ({ upper: true, lower: true, numeric: true, special: true, ...inputs }),
  diff: (request) => difference(request, Object.keys({ ...request.oldInputs, ...request.inputs })),
  async create(_resource, inputs) {
    return { id: "none", state: { ...inputs, result: generate(inputs), bcryptHash: "not made here" } };
  },
  async read(resource, state, inputs) {
    if (inputs === undefined)
      return { id: "none", state: { result: resource.id }, inputs: { length: resource.id.length } };
    return { id: resource.id, state, inputs };
  },
  async update(request) {
    return { ...request.state, ...request.inputs };
  },
  async delete() {},
};

function generate(inputs: Properties): string {
  const alphabet = CLASSES.flatMap(([name, letters]) => (inputs[name] === false ? [] : [letters])).join("");
  return Array.from({ length: Number(inputs.length) }, () => alphabet[randomInt(alphabet.length)]).join("");
}
