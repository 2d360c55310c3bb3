import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { PROJECT } from "./rig/engine.ts";
import { errorsOf } from "./rig/events.ts";
import { Rig } from "./rig/rig.ts";
import { stackCopy } from "./rig/stack-copy.ts";

const endpoint = inject("motoEndpoint");

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
    expect({ ...run, errors: errorsOf(run) }).toMatchObject({ exitCode: 0, errors: [], changes: {} });
  });

  it("is then as the clouds have it: a refresh finds no drift", async () => {
    const run = await rig.engine.refresh();
    expect({ ...run, errors: errorsOf(run) }).toMatchObject({ exitCode: 0, errors: [], changes: {} });
    expect(await rig.engine.preview()).toMatchObject({ exitCode: 0, changes: {} });
  });
});
