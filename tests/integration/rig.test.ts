import { readdirSync, truncateSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { callAws } from "./rig/aws-api.ts";
import { tellMoto } from "./rig/moto.ts";
import { NO_CHANGES } from "./rig/no-changes.ts";
import { REGION, Rig } from "./rig/rig.ts";

const endpoint = inject("motoEndpoint");

describe.skipIf(endpoint === "")("the rig", () => {
  let rig: Rig;
  const aws = (action: string, body: Record<string, unknown>) =>
    callAws(rig.cloud, REGION, "secretsmanager", action, { SecretId: "smoke/secret", ...body });
  const put = (SecretString: string) =>
    aws("PutSecretValue", { SecretString, ClientRequestToken: crypto.randomUUID() });

  beforeAll(async () => {
    const project = path.join(import.meta.dirname, "smoke");
    rig = await Rig.create({ project, stack: "dev", configOf: () => "config: {}\n" }, endpoint);
  });
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  it("makes, keeps and changes resources with the real engine", async () => {
    const first = await rig.engine.up();

    expect(first).toMatchObject({ exitCode: 0, changes: { create: 4 } });
    expect(await rig.engine.up()).toMatchObject({ exitCode: 0, changes: NO_CHANGES });
    expect(await rig.engine.refresh()).toMatchObject({ exitCode: 0, changes: NO_CHANGES });
    rig.engine.environment.DESCRIPTION = "second";
    expect(await rig.engine.up()).toMatchObject({ exitCode: 0, changes: { update: 1 } });
    expect(await aws("DescribeSecret", {})).toMatchObject({ Description: "second" });
  });

  it("has a first placeholder current and a later one never", async () => {
    expect(await aws("GetSecretValue", {})).toMatchObject({ SecretString: "REPLACE_WITH_SMOKE" });
    for (const value of ["one", "two", "three"]) await put(value);
    await tellMoto(rig.cloud, "forget-unlabelled");
    const refreshed = await rig.engine.refresh();
    expect(refreshed).toMatchObject({ exitCode: 0, changes: { delete: 1 } });
    expect(await rig.engine.up()).toMatchObject({ exitCode: 0, changes: { create: 1 } });
    expect(await aws("GetSecretValue", {})).toMatchObject({ SecretString: "three" });
  });

  it("reads a state again whose attributes were left empty, as the runbook says", async () => {
    const state = await rig.engine.exportState();
    const files = readdirSync(rig.engine.folder, { recursive: true, encoding: "utf8" });
    const attributes = files.filter((file) => /\.pulumi\/stacks\/.*\/dev\.json\.attrs$/.test(file));
    expect(attributes).toHaveLength(1);
    for (const file of attributes) truncateSync(path.join(rig.engine.folder, file));
    await expect(rig.engine.exportState()).rejects.toThrow("failed to load checkpoint: EOF");
    rig.engine.removeEmptyAttributes();
    expect(await rig.engine.exportState()).toBe(state);
  });
});
