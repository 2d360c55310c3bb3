import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { awsSecretName } from "../../catalogue/index.ts";
import { credential } from "../operator/values.ts";
import { configText, firstSettings, type Settings } from "./lost/settings.ts";
import { callAws, requestToken } from "./rig/aws-api.ts";
import { PROJECT } from "./rig/engine.ts";
import { errorsOf } from "./rig/events.ts";
import { NO_CHANGES } from "./rig/no-changes.ts";
import { REGION, Rig } from "./rig/rig.ts";

interface Kept {
  readonly urn: string;
  readonly inputs: { readonly replicas?: readonly { readonly region: string; readonly kmsKeyId: string }[] };
}

const endpoint = inject("motoEndpoint");
const COPY = "eu-west-1";
const STACK = "staging";

// What an operator put stays in service, whatever happens to the copies and to the key of those.
describe.skipIf(endpoint === "")("copies in another region", () => {
  const value = JSON.stringify({ api_key: randomBytes(16).toString("hex") });
  let rig: Rig;
  let settings: Settings;
  let id: string;

  const secretsManager = (action: string, body: Record<string, unknown>) =>
    callAws(rig.cloud, REGION, "secretsmanager", action, { SecretId: id, ...body });
  /** The copies by the state, each with its key: the emulator does not keep that. */
  const copies = async () => {
    const { deployment } = JSON.parse(await rig.engine.exportState()) as { deployment: { resources: Kept[] } };
    const secret = deployment.resources.find(({ urn }) => urn.endsWith("::aws-llm-openai"));
    const { ReplicationStatus = [] } = await secretsManager("DescribeSecret", {});
    const inStore = (ReplicationStatus as { Region: string }[]).map(({ Region }) => Region);
    expect((secret?.inputs.replicas ?? []).map(({ region }) => region)).toEqual(inStore);
    return secret?.inputs.replicas ?? [];
  };

  beforeAll(async () => {
    const configOf = (account: string) => {
      settings = firstSettings(STACK, account, ["aws"]);
      return configText(settings);
    };
    rig = await Rig.create({ project: PROJECT, stack: STACK, configOf }, endpoint);
    expect(errorsOf(await rig.engine.up())).toEqual([]);
    const prefix = String(settings.secretPrefix);
    id = awsSecretName(prefix, credential("openai"));
    await secretsManager("PutSecretValue", { SecretString: value, ...requestToken() });
  });
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  async function update(replicas: readonly object[]) {
    rig.engine.configure(configText({ ...settings, aws: { ...(settings.aws as object), replicas } } as Settings));
    const run = await rig.engine.up();
    expect(errorsOf(run)).toEqual([]);
    const replaced = run.steps.filter(({ op, type }) => op.includes("replace") && /secret:Secret|kms/.test(type));
    expect(replaced.map(({ urn }) => urn)).toEqual([]);
    expect(await rig.engine.up(), "a second update changes nothing").toMatchObject({
      exitCode: 0,
      changes: NO_CHANGES,
    });
    expect(await secretsManager("GetSecretValue", {})).toMatchObject({ SecretString: value });
  }

  it("are made under a key that the program makes there", async () => {
    await update([{ region: COPY }]);
    const [{ region, kmsKeyId: key } = { region: "", kmsKeyId: "" }] = await copies();
    expect(region).toBe(COPY);
    const made = await callAws(rig.cloud, COPY, "kms", "DescribeKey", { KeyId: key });
    expect(made.KeyMetadata).toMatchObject({ Enabled: true, Arn: key });
    const policy = [...rig.cloud.kept.values()].find(
      ({ type, inputs }) => type === "aws:kms/keyPolicy:KeyPolicy" && inputs.region === COPY,
    );
    expect(key).toContain(String(policy?.inputs.keyId));
  });

  it("can be given up, and made under a key that the settings give", async () => {
    await update([]);
    expect(await copies()).toEqual([]);
    const kmsKeyArn = `arn:aws:kms:${COPY}:${rig.cloud.account}:key/11111111-8888-4777-8666-555555555555`;
    await update([{ region: COPY, kmsKeyArn }]);
    expect(await copies()).toMatchObject([{ region: COPY, kmsKeyId: kmsKeyArn }]);
  });
});
