import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { refusals } from "./refusals/cases.ts";
import { Rig } from "./rig/rig.ts";

const endpoint = inject("motoEndpoint");
const policyPack = path.join(import.meta.dirname, "..", "..", "policy");

function configuration(): string {
  const given = [...refusals.values()].map(({ surroundings }) => surroundings?.config ?? {});
  return JSON.stringify({ config: Object.assign({ "any:environment": "production" }, ...given) });
}

describe.skipIf(endpoint === "")("the policy pack under the real engine", () => {
  let rig: Rig;
  beforeAll(async () => {
    const project = path.join(import.meta.dirname, "refusals");
    rig = await Rig.create({ project, stack: "production", configOf: configuration, policyPack }, endpoint);
  });
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  it("refuses an update for every mandatory rule, before anything is made", async () => {
    const run = await rig.engine.upWithPreview();
    expect(run.exitCode, run.output).not.toBe(0);
    expect(run.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([
      "preview failed",
    ]);
    const refused = new Set(run.policies.filter(({ level }) => level === "mandatory").map(({ name }) => name));
    expect([...refusals.keys()].filter((rule) => !refused.has(rule))).toEqual([]);
    expect(run.policies.filter(({ message }) => message.includes("has judged nothing"))).toEqual([]);
    expect(rig.cloud.changes).toEqual([]);
  });

  it("refuses it without a preview, too", async () => {
    const run = await rig.engine.up();
    expect(run.exitCode, run.output).not.toBe(0);
    const refused = run.policies.filter(({ level }) => level === "mandatory").map(({ name }) => name);
    expect(refused, run.output).toContain("no-secret-in-configuration");
    expect(rig.cloud.changes).toEqual([]);
  });
});
