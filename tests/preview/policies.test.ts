import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Key } from "@pulumi/aws/kms/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { preview } from "../../preview/run.ts";

const folder = mkdtempSync(path.join(tmpdir(), "policies-"));
const write = (name: string, content: unknown) => {
  const file = path.join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
};
beforeAll(() => {
  write("Pulumi.staging.yaml", "config:\n  qualisys-secrets:environment: staging\n");
  write("Pulumi.sealed.yaml", "config:\n  a:token:\n    secure: AAABB\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const program = async () => {
  new Key("key", { enableKeyRotation: true, deletionWindowInDays: 7 });
  return {};
};
const run = (argv: string[]) => preview(argv, { folder, program, colours: false });

describe("the pack in the offline preview", () => {
  test("a mandatory violation is shown, and is exit status 1", async () => {
    const { exitStatus, stdout } = await run([]);
    expect(exitStatus).toBe(1);
    expect(stdout).toContain("mandatory key-window (key): a deleted key is gone after 7 days");
  });

  test("and stands in the document with its resource", async () => {
    const { stdout } = await run(["--json"]);
    expect(JSON.parse(stdout).violations).toEqual([
      {
        policy: "key-window",
        level: "mandatory",
        urn: "urn:pulumi:staging::qualisys-secrets::aws:kms/key:Key::key",
        message: expect.stringContaining("Set deletionWindowInDays to 30"),
      },
    ]);
  });

  test("what is encrypted is told as not judged", async () => {
    const { exitStatus, stdout } = await run(["--stack", "sealed", "--json"]);
    expect(exitStatus).toBe(1);
    expect(JSON.parse(stdout).violations).toContainEqual({
      policy: "no-secret-in-configuration",
      level: "advisory",
      urn: expect.stringContaining("pulumi:pulumi:Stack::"),
      message: expect.stringMatching(/^a:token is encrypted/),
    });
  });

  test.each([
    ["an advisory level for one", { "key-window": "advisory" }, 0, 1],
    ["no level for one", { "key-window": "disabled" }, 0, 0],
    ["a level for all", { all: "advisory" }, 0, 1],
    ["one over all", { all: "disabled", "key-window": { enforcementLevel: "mandatory" } }, 1, 1],
    ["a parameter", { "key-window": { minimumDays: 7 } }, 0, 0],
    ["nothing", {}, 1, 1],
  ])("--policy-pack-config: %s", async (_, config, status, count) => {
    const { exitStatus, stdout } = await run(["--json", "--policy-pack-config", write("config.json", config)]);
    expect([exitStatus, JSON.parse(stdout).violations.length]).toEqual([status, count]);
  });

  test.each([
    ["no such file", "missing.json", /--policy-pack-config cannot be read/],
    ["no JSON", "{", /is no JSON/],
    ["no object", [], /must hold an object/],
    ["a policy that is none", { "key-windw": "advisory" }, /key-windw.*is no policy of the pack.*key-window/s],
    ["a level that is none", { "key-window": "optional" }, /key-window.*mandatory, advisory, disabled/s],
    ["a parameter that is none", { "key-window": { days: 7 } }, /key-window.*days.*minimumDays/s],
    ["a parameter out of range", { "key-window": { minimumDays: 3 } }, /key-window.*minimumDays.*7/s],
  ])("--policy-pack-config: %s is refused", async (_, config, message) => {
    const file = config === "missing.json" ? path.join(folder, config) : write("wrong.json", config);
    const { exitStatus, stdout, stderr } = await run(["--policy-pack-config", file]);
    expect([exitStatus, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });
});
