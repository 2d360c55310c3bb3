import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { lookForDrift } from "../../.github/scripts/drift-report.ts";
import { install } from "../../toolchain/install.ts";
import { callAws } from "./rig/aws-api.ts";
import { REGION, Rig } from "./rig/rig.ts";

const endpoint = inject("motoEndpoint");

// The engine that made the stack, and the one that the pipeline installs, which runs no program here.
describe.skipIf(endpoint === "").each(["pulumi", "pulumi-current"])("the nightly look for drift, by %s", (tool) => {
  let rig: Rig;
  let cli: string | undefined;
  const aws = (action: string, body: Record<string, unknown>) =>
    callAws(rig.cloud, REGION, "secretsmanager", action, {
      SecretId: "smoke/secret",
      ClientRequestToken: crypto.randomUUID(),
      ...body,
    });

  beforeAll(async () => {
    const project = path.join(import.meta.dirname, "smoke");
    cli = (await install(tool, console.log)).programs[tool];
    rig = await Rig.create({ project, stack: "dev", configOf: () => "config: {}\n" }, endpoint);
    await rig.engine.up();
    // The engine looks whether the program is there; a refresh does not run it.
    writeFileSync(path.join(rig.engine.folder, "work", "program.ts"), "");
  }, 900_000);
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  async function report(): Promise<string> {
    const file = path.join(rig.engine.folder, "work", "Pulumi.dev.yaml");
    return lookForDrift("dev", true, async (words, environment) => {
      rig.engine.environment = { ...environment };
      const more = words[0] === "refresh" ? ["--config-file", file] : [];
      const { output, exitCode } = await rig.engine.pulumi([...words, ...more], cli);
      expect(exitCode, output).toBe(0);
      return output;
    });
  }

  it("finds none in what the program has just made", async () => {
    expect(await report()).toBe("");
  }, 240_000);

  it("takes neither an operator's value nor the tags of their commands for drift", async () => {
    const value = `made-up-${crypto.randomUUID()}`;
    await aws("PutSecretValue", { SecretString: value });
    await aws("TagResource", { Tags: [{ Key: "NextRotation", Value: "2027-01-01" }] });
    expect(await report()).toBe("");
  }, 240_000);

  it("tells what somebody changed by hand, names it and shows no value", async () => {
    await aws("UpdateSecret", { Description: "changed by hand" });
    const text = await report();
    expect(text).toContain("secret:Secret::secret");
    expect(text).toContain("`description`");
    expect(text).not.toContain("changed by hand");
  }, 240_000);

  it("leaves the state as it was, its history and its locks too", async () => {
    const backend = path.join(rig.engine.folder, "work", "state", ".pulumi");
    const files = () => readdirSync(backend, { recursive: true, encoding: "utf8" }).sort();
    const before = files();
    await report();
    expect(files()).toEqual(before);
    expect(before.filter((file) => file.startsWith("locks") && file.endsWith(".json"))).toEqual([]);
    rig.engine.environment = {};
    expect(await rig.engine.exportState()).not.toContain("changed by hand");
  }, 240_000);

  it("is told until an update that refreshes brings it back: one that does not sees nothing of it", async () => {
    rig.engine.environment = {};
    expect((await rig.engine.upWithPreview()).changes).toEqual({});
    expect((await rig.engine.upWithPreview("--refresh")).exitCode).toBe(0);
    expect(await report()).toBe("");
    expect(await aws("DescribeSecret", {})).toMatchObject({ Description: "first" });
    await aws("UpdateSecret", { Description: "changed again" });
  }, 240_000);

  it("neither waits nor fails for an update that holds the lock", async () => {
    const text = await report();
    const locks = path.join(rig.engine.folder, "work", "state", ".pulumi", "locks", "organization", "smoke", "dev");
    mkdirSync(locks, { recursive: true });
    writeFileSync(path.join(locks, `${crypto.randomUUID()}.json`), JSON.stringify({ pid: 1, username: "somebody" }));
    expect(await report()).toBe(text);
    rig.engine.environment = {};
    const { output } = await rig.engine.pulumi(["refresh", "--yes", "--skip-preview", "--stack", "dev"]);
    expect(output).toContain("the stack is currently locked");
  }, 240_000);
});
