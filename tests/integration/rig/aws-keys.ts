import { callAws, ifThere, tagList } from "./aws-api.ts";
import { difference, type Handled, type Kind } from "./kinds.ts";
import { same } from "./values.ts";

const kms = ({ cloud, region }: Handled, action: string, body: Record<string, unknown>) =>
  callAws(cloud, region, "kms", action, body);

/** `aws:kms/key:Key`. */
export const keyKind: Kind = {
  diff: (request) => difference(request, ["customerMasterKeySpec", "keyUsage", "multiRegion"]),
  async create(resource, inputs) {
    const made = await kms(resource, "CreateKey", {
      Description: inputs.description,
      Policy: inputs.policy,
      Tags: tagList(inputs.tags).map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
    });
    const { KeyId, Arn } = made.KeyMetadata as { KeyId: string; Arn: string };
    if (inputs.enableKeyRotation === true) await kms(resource, "EnableKeyRotation", { KeyId });
    return { id: KeyId, state: { ...inputs, keyId: KeyId, arn: Arn } };
  },
  async read(resource, state, inputs) {
    const described = await ifThere(kms(resource, "DescribeKey", { KeyId: resource.id }));
    const key = described?.KeyMetadata as
      | { KeyId: string; Arn: string; KeyState: string; Description: string }
      | undefined;
    if (key === undefined || key.KeyState === "PendingDeletion") return undefined;
    const now = { keyId: key.KeyId, arn: key.Arn, description: key.Description };
    return { id: key.KeyId, state: { ...state, ...now }, inputs: inputs ?? { description: key.Description } };
  },
  async update(request) {
    const { id: KeyId, oldInputs, inputs, state } = request;
    const changes = (input: string) => !same(oldInputs[input], inputs[input]);
    if (changes("description"))
      await kms(request, "UpdateKeyDescription", { KeyId, Description: inputs.description ?? "" });
    if (changes("policy")) await kms(request, "PutKeyPolicy", { KeyId, PolicyName: "default", Policy: inputs.policy });
    return { ...state, ...inputs };
  },
  async delete(resource, state) {
    const PendingWindowInDays = Number(state.deletionWindowInDays ?? 30);
    await kms(resource, "ScheduleKeyDeletion", { KeyId: resource.id, PendingWindowInDays });
  },
};

/** `aws:kms/alias:Alias`. */
export const aliasKind: Kind = {
  diff: (request) => difference(request, ["name"]),
  async create(resource, inputs) {
    const name = String(inputs.name);
    await kms(resource, "CreateAlias", { AliasName: name, TargetKeyId: inputs.targetKeyId });
    return { id: name, state: { ...inputs, arn: `arn:aws:kms:${resource.region}:${resource.cloud.account}:${name}` } };
  },
  async read(resource, state, inputs) {
    const listed = await kms(resource, "ListAliases", {});
    const aliases = listed.Aliases as { AliasName: string; TargetKeyId?: string }[];
    const alias = aliases.find(({ AliasName }) => AliasName === resource.id);
    if (alias === undefined) return undefined;
    const now = { name: alias.AliasName, targetKeyId: alias.TargetKeyId };
    return { id: resource.id, state: { ...state, ...now }, inputs: { ...(inputs ?? now), ...now } };
  },
  async update(request) {
    await kms(request, "UpdateAlias", { AliasName: request.id, TargetKeyId: request.inputs.targetKeyId });
    return { ...request.state, ...request.inputs };
  },
  async delete(resource) {
    await ifThere(kms(resource, "DeleteAlias", { AliasName: resource.id }));
  },
};
