import { isGenerated } from "../references.ts";
import { kubernetesObject, typeName } from "../resource-type.ts";
import { about, type Finding, messages, type StackResource, type StackRule, undecided } from "../rule.ts";
import { storeValueProperties } from "../store-value.ts";
import { texts, UNKNOWN } from "../values.ts";

const CURRENT = "AWSCURRENT";
const LIST = new Intl.ListFormat("en");

const found = messages({
  takesCurrent: () =>
    "the version takes the label AWSCURRENT whenever it is made anew, and the operator's value is out of service. Give versionStages a label of its own, such as PLACEHOLDER",
  stagesNotIgnored: () =>
    "the provider reads AWSCURRENT back among versionStages: put versionStages into ignoreChanges, or the next update moves labels",
  everyUpdate: ({ missing }: { missing: readonly string[] }) =>
    `any update sends the value again, over the operator's. Put ${LIST.format(missing)} into ignoreChanges`,
  inline: () => "the secret's own value is set by every update, over the operator's. Make the secret without a value",
  push: () => "the PushSecret overwrites what the store holds. Set updatePolicy to IfNotExists",
});

/** No update, refresh or re-creation can put a program's value over an operator's. Generated values are meant to be current. */
export const noDisplacingVersion: StackRule = {
  id: "no-displacing-version",
  *judgeStack(resources) {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources) {
      if (isGenerated(resource, storeValueProperties(resource), byUrn)) continue;
      for (const finding of displacements(resource)) yield about(resource, finding);
    }
  },
};

function* displacements(resource: StackResource): Iterable<Finding> {
  switch (typeName(resource.type)) {
    case "aws:secretsmanager:SecretVersion":
      yield* versionDisplacements(resource);
      break;
    case "azure-native:keyvault:Secret": {
      const missing = ["properties", "tags", "azureApiVersion"].filter((property) => !ignores(resource, property));
      if (missing.length > 0) yield found.everyUpdate({ missing });
      break;
    }
    case "azure:keyvault:Secret": {
      if (!ignores(resource, "value")) yield found.everyUpdate({ missing: ["value"] });
      break;
    }
    case "aws-native:secretsmanager:Secret": {
      const { secretString, generateSecretString } = resource.props;
      if (secretString !== undefined && generateSecretString === undefined) yield found.inline();
      break;
    }
    default: {
      const object = kubernetesObject(resource);
      const pushes = object?.group === "external-secrets.io" && /^(?:Cluster)?PushSecret$/.test(object.kind);
      const spec = pushes ? (object.spec.pushSecretSpec ?? object.spec) : undefined;
      if (spec !== undefined && (spec as { updatePolicy?: unknown }).updatePolicy !== "IfNotExists") yield found.push();
    }
  }
}

function* versionDisplacements(resource: StackResource): Iterable<Finding> {
  const { versionStages } = resource.props;
  if (versionStages === UNKNOWN) {
    yield undecided("versionStages");
    return;
  }
  const stages = texts(versionStages);
  const ignored = ignores(resource, "versionStages");
  // A version that exists and has lost every label: ignored, none is sent, and none of them moves.
  if (ignored && Array.isArray(versionStages) && stages.length === 0 && exists(resource)) return;
  // After a refresh the provider's answer stands here, AWSCURRENT included; ignored, it is not sent again.
  const own = stages.filter((stage) => stage !== CURRENT);
  if (own.length === 0 || (stages.includes(CURRENT) && !ignored)) yield found.takesCurrent();
  else if (!ignored) yield found.stagesNotIgnored();
}

/** Whether the version is there already: the id that AWS gave it is known. */
function exists({ props }: StackResource): boolean {
  return typeof props.versionId === "string" && props.versionId !== "";
}

function ignores(resource: StackResource, property: string): boolean {
  return resource.ignoreChanges.includes(property) || resource.ignoreChanges.includes("*");
}
