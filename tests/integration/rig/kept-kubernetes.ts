import { randomBytes } from "node:crypto";
import { keptKind } from "./kept.ts";
import { difference, type Kind, logicalName } from "./kinds.ts";
import { type Properties, same } from "./values.ts";

type Metadata = { readonly name?: string; readonly namespace?: string } & Properties;

const metadataOf = (inputs: Properties) => (inputs.metadata ?? {}) as Metadata;
const nameOf = (inputs: Properties) => `${metadataOf(inputs).namespace ?? "default"}/${metadataOf(inputs).name}`;

const kept = keptKind({
  id: nameOf,
  diff(request) {
    const found = difference(request, ["apiVersion", "kind"]);
    const moved = !same(nameOf(request.oldInputs), nameOf(request.inputs));
    return { ...found, replaces: moved ? [...found.replaces, "metadata"] : found.replaces };
  },
});

/** Any object of the API server. */
export const objectKind: Kind = {
  ...kept,
  check(resource, oldInputs, inputs) {
    const metadata = metadataOf(inputs);
    if (metadata.name !== undefined) return inputs;
    const name = metadataOf(oldInputs).name ?? `${logicalName(resource.urn)}-${randomBytes(4).toString("hex")}`;
    return { ...inputs, metadata: { ...metadata, name } };
  },
};

/** `kubernetes:helm.sh/v3:Release`. */
export const releaseKind: Kind = keptKind({
  name: "name",
  fixed: ["namespace"],
  id: ({ namespace, name }) => `${namespace ?? "default"}/${name}`,
  computed: ({ name, namespace }) => ({ status: { name, namespace, status: "deployed" } }),
});
