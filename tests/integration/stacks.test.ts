import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { JWT_KEY_LENGTH, jwtSigningKey } from "../../catalogue/credentials/jwt-signing-key.ts";
import { awsSecretName } from "../../catalogue/index.ts";
import { parseSettings } from "../../stack-settings.ts";
import { callAws } from "./rig/aws-api.ts";
import { PROJECT } from "./rig/engine.ts";
import { errorsOf } from "./rig/events.ts";
import { NO_CHANGES } from "./rig/no-changes.ts";
import { REGION, Rig } from "./rig/rig.ts";
import { inClear } from "./rig/secrecy.ts";
import { stackCopy, stackCopyValues } from "./rig/stack-copy.ts";
import { SECRET, SIGNATURE } from "./rig/values.ts";

const endpoint = inject("motoEndpoint");

interface Kept {
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

describe.skipIf(endpoint === "").each(["staging", "production"])("the %s stack on the real engine", (stack) => {
  let rig: Rig;
  beforeAll(async () => {
    const configOf = (account: string) => stackCopy(stack, account);
    const policyPack = path.join(PROJECT, "policy");
    rig = await Rig.create({ project: PROJECT, stack, configOf, policyPack }, endpoint);
  });
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  it("is made from nothing", async () => {
    const run = await rig.engine.up();
    expect(errorsOf(run)).toEqual([]);
    expect(run.exitCode).toBe(0);
    expect(run.changes).toEqual({ create: expect.any(Number) });
  });

  it("is then as the program has it: no further update changes anything", async () => {
    const run = await rig.engine.up();
    expect({ ...run, errors: errorsOf(run) }).toMatchObject({ exitCode: 0, errors: [], changes: NO_CHANGES });
  });

  it("is then as the clouds have it: a refresh finds no drift", async () => {
    const run = await rig.engine.refresh();
    expect({ ...run, errors: errorsOf(run) }).toMatchObject({ exitCode: 0, errors: [], changes: NO_CHANGES });
    expect(await rig.engine.preview()).toMatchObject({ exitCode: 0, changes: NO_CHANGES });
  });

  it.runIf(stack === "production")("is protected: a destroy ends before it has deleted anything", async () => {
    const before = rig.cloud.changes.length;
    const run = await rig.engine.destroy();
    expect(run.exitCode).not.toBe(0);
    const refused = errorsOf(run).filter((error) => /cannot be deleted\s+because it is protected/.test(error));
    // Those that hold values, and the operator that delivers them.
    for (const name of ["aws-llm-openai", "azure-llm-llm-openai-api-key", "delivery-operator-release"])
      expect(
        refused.filter((error) => error.includes(`::${name}"`)),
        name,
      ).toHaveLength(1);
    expect(rig.cloud.changes.slice(before)).toEqual([]);
  });

  it("has its signing key in the store, and nowhere else in clear", async () => {
    const { secretPrefix } = parseSettings(stackCopyValues(stack, rig.cloud.account), stack);
    const { SecretString } = await callAws(rig.cloud, REGION, "secretsmanager", "GetSecretValue", {
      SecretId: awsSecretName(secretPrefix, jwtSigningKey),
    });
    const keys = Object.values(JSON.parse(String(SecretString)) as Record<string, string>);
    expect(keys.map((key) => key.length)).toEqual([JWT_KEY_LENGTH, JWT_KEY_LENGTH]);
    expect(inClear(rig.engine, keys)).toBeUndefined();
    const { deployment } = JSON.parse(await rig.engine.exportState()) as { deployment: { resources: Kept[] } };
    const generated = deployment.resources.filter(({ type }) => type === "random:index/randomPassword:RandomPassword");
    expect(generated.map(({ outputs }) => outputs.result)).toEqual([
      { [SIGNATURE]: SECRET, ciphertext: expect.any(String) },
    ]);
  });
});
