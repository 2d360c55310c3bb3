import { AwsError, callAws, ifThere, requestToken, tagList } from "./aws-api.ts";
import { type DiffRequest, difference, type Handled, type Kind } from "./kinds.ts";
import { type Properties, same } from "./values.ts";

// The behaviour of hashicorp/terraform-provider-aws, on which @pulumi/aws is built (internal/service/secretsmanager).

const secrets = ({ cloud, region }: Handled, action: string, body: Record<string, unknown>) =>
  callAws(cloud, region, "secretsmanager", action, body);

/** `aws:secretsmanager/secret:Secret`. */
export const secretKind: Kind = {
  check(_resource, oldInputs, inputs) {
    const name = inputs.name ?? oldInputs.name;
    if (name === undefined) throw new Error("the rig makes up no name for a Secret: give it one");
    return { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30, ...inputs, name };
  },
  diff: (request) => difference(request, ["name", "namePrefix"]),
  async create(resource, inputs) {
    const made = await secrets(resource, "CreateSecret", {
      Name: inputs.name,
      Description: inputs.description,
      KmsKeyId: inputs.kmsKeyId,
      Tags: tagList(inputs.tags),
      AddReplicaRegions: replicaList(inputs.replicas),
      ...requestToken(),
    });
    const id = String(made.ARN);
    if (inputs.policy !== undefined) await putPolicy(resource, id, inputs.policy);
    return { id, state: { ...inputs, arn: id, tagsAll: inputs.tags ?? {} } };
  },
  async read(resource, state, inputs) {
    const described = await ifThere(secrets(resource, "DescribeSecret", { SecretId: resource.id }));
    if (described === undefined || described.DeletedDate) return undefined;
    const arn = String(described.ARN);
    const tags = tagsOf(described.Tags);
    const now: Properties = {
      name: described.Name,
      description: described.Description ?? "",
      kmsKeyId: described.KmsKeyId,
      tags,
    };
    const kept = inputs ?? { recoveryWindowInDays: 30, forceOverwriteReplicaSecret: false };
    const given = inputs === undefined ? Object.keys(now) : Object.keys(inputs).filter((key) => key in now);
    const readInputs = { ...kept, ...Object.fromEntries(given.map((key) => [key, now[key]])) };
    return { id: arn, state: { ...state, ...now, arn, tagsAll: tags }, inputs: defined(readInputs) };
  },
  async update(request) {
    const { id, oldInputs, inputs } = request;
    const changes = (key: string) => !same(oldInputs[key], inputs[key]);
    if (changes("description") || changes("kmsKeyId")) {
      await secrets(request, "UpdateSecret", {
        SecretId: id,
        Description: inputs.description,
        KmsKeyId: inputs.kmsKeyId,
        ...requestToken(),
      });
    }
    if (changes("policy")) await putPolicy(request, id, inputs.policy);
    if (changes("replicas")) await updateReplicas(request);
    await updateTags(request);
    return { ...request.state, ...inputs, tagsAll: inputs.tags ?? {} };
  },
  async delete(resource, state) {
    const days = Number(state.recoveryWindowInDays ?? 30);
    const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    await ifThere(secrets(resource, "DeleteSecret", { SecretId: resource.id, ...how }));
  },
};

/** `aws:secretsmanager/secretVersion:SecretVersion`. */
export const secretVersionKind: Kind = {
  secretOutputs: ["secretString", "secretStringWo", "secretBinary"],
  diff(request) {
    const { inputs, state, ignoreChanges } = request;
    const { changed, replaces } = difference(request, [
      "secretId",
      "secretString",
      "secretBinary",
      "secretStringWoVersion",
    ]);
    // Labels are compared with the store's, so those that moved show up unless they are ignored. A write-only value is
    // never compared.
    const labels = inputs.versionStages;
    const moved =
      labels !== undefined && !ignoreChanges.includes("versionStages") && !sameSet(labels, state.versionStages);
    const rest = changed.filter((key) => key !== "versionStages" && key !== "secretStringWo");
    return { changed: moved ? [...rest, "versionStages"] : rest, replaces };
  },
  async create(resource, inputs) {
    const made = await secrets(resource, "PutSecretValue", {
      SecretId: inputs.secretId,
      SecretString: inputs.secretString ?? inputs.secretStringWo,
      SecretBinary: inputs.secretBinary,
      VersionStages: inputs.versionStages,
      ...requestToken(),
    });
    const id = `${inputs.secretId}|${made.VersionId}`;
    const there = await versionNow(resource, id);
    if (there === undefined) throw new Error(`${id} is not there right after it was made`);
    return { id, state: { ...defined({ ...inputs, secretStringWo: undefined }), ...there } };
  },
  async read(resource, state, inputs) {
    const there = await versionNow(resource, resource.id);
    if (there === undefined) return undefined;
    const now = { ...there, ...("secretStringWo" in (inputs ?? {}) ? {} : { secretString: there.secretString }) };
    const given = inputs ?? { secretId: there.secretId, secretString: there.secretString };
    const readInputs = { ...given };
    for (const key of ["secretString", "versionStages"]) {
      if (key in given) readInputs[key] = there[key];
    }
    return { id: resource.id, state: { ...state, ...now }, inputs: readInputs };
  },
  async update(request) {
    const labels = request.inputs.versionStages;
    if (Array.isArray(labels) && !request.ignoreChanges.includes("versionStages")) {
      await moveLabels(request, labels.map(String), (request.state.versionStages ?? []) as string[]);
    }
    const there = await versionNow(request, request.id);
    return { ...request.state, ...defined({ ...request.inputs, secretStringWo: undefined }), ...there };
  },
  async delete(resource, state) {
    const [secretId, versionId] = resource.id.split("|");
    for (const stage of (state.versionStages ?? []) as string[]) {
      if (stage === "AWSCURRENT") continue;
      const body = { SecretId: secretId, VersionStage: stage, RemoveFromVersionId: versionId };
      await ifThere(secrets(resource, "UpdateSecretVersionStage", body)).catch((error: unknown) => {
        // The label is on another version by now.
        if (!(error instanceof AwsError) || error.code !== "InvalidParameterException") throw error;
      });
    }
  },
};

async function versionNow(resource: Handled, id: string): Promise<Properties | undefined> {
  const [secretId, versionId] = id.split("|");
  const call = secrets(resource, "GetSecretValue", { SecretId: secretId, VersionId: versionId });
  const value = await ifThere(call).catch((error: unknown) => {
    // A secret that is marked as deleted has no versions for the provider.
    if (error instanceof AwsError && error.code === "InvalidRequestException") return undefined;
    throw error;
  });
  if (value === undefined) return undefined;
  const stages = [...((value.VersionStages ?? []) as string[])].sort();
  return { secretId, arn: value.ARN, versionId, versionStages: stages, secretString: value.SecretString };
}

async function moveLabels(request: DiffRequest, wanted: readonly string[], had: readonly string[]) {
  const [secretId, versionId] = request.id.split("|");
  for (const stage of wanted.filter((label) => !had.includes(label))) {
    const described = await secrets(request, "DescribeSecret", { SecretId: secretId });
    const byVersion = (described.VersionIdsToStages ?? {}) as Record<string, string[]>;
    const holder = Object.keys(byVersion).find((version) => byVersion[version]?.includes(stage));
    const from = holder === undefined ? {} : { RemoveFromVersionId: holder };
    await secrets(request, "UpdateSecretVersionStage", {
      SecretId: secretId,
      VersionStage: stage,
      MoveToVersionId: versionId,
      ...from,
    });
  }
  for (const stage of had.filter((label) => !wanted.includes(label) && label !== "AWSCURRENT")) {
    await secrets(request, "UpdateSecretVersionStage", {
      SecretId: secretId,
      VersionStage: stage,
      RemoveFromVersionId: versionId,
    });
  }
}

async function updateTags(request: DiffRequest) {
  const [had, wants] = [request.oldInputs.tags ?? {}, request.inputs.tags ?? {}] as [Properties, Properties];
  const removed = Object.keys(had).filter((key) => !(key in wants));
  const set = Object.fromEntries(Object.entries(wants).filter(([key, value]) => had[key] !== value));
  if (removed.length > 0) await secrets(request, "UntagResource", { SecretId: request.id, TagKeys: removed });
  if (Object.keys(set).length > 0) await secrets(request, "TagResource", { SecretId: request.id, Tags: tagList(set) });
}

async function updateReplicas(request: DiffRequest) {
  const regions = (inputs: Properties) => replicaList(inputs.replicas).map(({ Region }) => Region);
  const [had, wants] = [regions(request.oldInputs), regions(request.inputs)];
  const removed = had.filter((region) => !wants.includes(region));
  const added = replicaList(request.inputs.replicas).filter(({ Region }) => !had.includes(Region));
  if (removed.length > 0)
    await secrets(request, "RemoveRegionsFromReplication", { SecretId: request.id, RemoveReplicaRegions: removed });
  if (added.length > 0)
    await secrets(request, "ReplicateSecretToRegions", { SecretId: request.id, AddReplicaRegions: added });
}

async function putPolicy(resource: Handled, id: string, policy: unknown) {
  if (policy === undefined) await secrets(resource, "DeleteResourcePolicy", { SecretId: id });
  else await secrets(resource, "PutResourcePolicy", { SecretId: id, ResourcePolicy: policy });
}

function replicaList(replicas: unknown): { Region: string; KmsKeyId?: string }[] {
  return ((replicas ?? []) as Properties[]).map((replica) => ({
    Region: String(replica.region),
    ...(replica.kmsKeyId === undefined ? {} : { KmsKeyId: String(replica.kmsKeyId) }),
  }));
}

function tagsOf(list: unknown): Record<string, string> {
  return Object.fromEntries(((list ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]));
}

function sameSet(left: unknown, right: unknown): boolean {
  const asSet = (value: unknown) => [...((value ?? []) as string[])].sort();
  return same(asSet(left), asSet(right));
}

function defined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
