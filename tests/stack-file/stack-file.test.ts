import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { preview } from "../../preview/run.ts";
import { readStackFile, stackNames } from "../../stack-file.ts";
import { World } from "../operator/world.ts";
import { CASES, type ConfigCase } from "./cases.ts";
import { madeFolder, sorted } from "./made.ts";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(one: ConfigCase): string {
  const folder = madeFolder(one);
  made.push(folder);
  return folder;
}

const PLAIN = { name: "", stack: "config: { environment: staging }\n", values: {} };

describe("a stack's configuration is what Pulumi makes of its files", () => {
  test.each(CASES)("$name", (one) => {
    const folder = folderOf(one);
    expect(sorted(readStackFile(folder, "dev").values)).toEqual(sorted(one.values));
    expect(stackNames(folder)).toEqual(["dev"]);
  });
});

test("a project's default that is encrypted counts as a secret of the stack", () => {
  const folder = folderOf({ ...PLAIN, project: "config:\n  jwt: { default: { secure: v1:x } }\n" });
  expect(readStackFile(folder, "dev").secretKeys).toEqual(["qualisys-secrets:jwt"]);
});

describe("a stack's full name", () => {
  test.each(["dev", "acme/dev", "acme/qualisys-secrets/dev"])("%s is taken", (name) => {
    expect(readStackFile(folderOf(PLAIN), name).values).toEqual({ "qualisys-secrets:environment": "staging" });
  });

  test.each([
    ["acme/other/dev", "That is a stack of another project than qualisys-secrets."],
    ["a/b/c/dev", "That is no stack's name"],
    ["../dev", "That is no stack's name"],
  ])("%s is refused", (name, reason) => {
    expect(() => readStackFile(folderOf(PLAIN), name)).toThrow(reason);
  });

  test("is what printed commands carry, and the file's name is not", async () => {
    const world = new World();
    const { stdout } = await world.run(["guide", "openai", "--stack", "acme/qualisys-secrets/staging"]);
    expect(stdout).toContain("npm run secrets -- put openai --stack acme/qualisys-secrets/staging");
    const wrong = await world.run(["put", "openai-admin", "--stack", "acme/qualisys-secrets/staging"]);
    expect(wrong.stderr).toContain("aws.spend in Pulumi.staging.yaml");
  });
});

describe("environments of Pulumi ESC", () => {
  const imports = "environment: [acme/base]\nconfig:\n  qualisys-secrets:environment: staging\n";
  const sentence = "Pulumi.staging.yaml imports environments of Pulumi ESC, and only Pulumi reads those.";

  test("are named beside a missing setting by the commands", async () => {
    const world = new World();
    writeFileSync(path.join(world.folder, "Pulumi.staging.yaml"), imports);
    const { status, stderr } = await world.run(["list"]);
    expect(stderr).toContain("qualisys-secrets:secretPrefix\n    given: nothing");
    expect(stderr).toContain(sentence);
    expect(status).toBe(2);
  });

  test("are named beside a missing setting by the offline preview", async () => {
    const world = new World();
    writeFileSync(path.join(world.folder, "Pulumi.staging.yaml"), imports);
    const program = async () => (await import("../../index.ts")).default;
    const { exitStatus, stderr } = await preview([], { folder: world.folder, program, colours: false });
    expect(stderr).toContain(sentence);
    expect(exitStatus).toBe(2);
  });

  test("are not named where the file imports none", async () => {
    const world = new World();
    writeFileSync(path.join(world.folder, "Pulumi.staging.yaml"), imports.replace("[acme/base]", "[]"));
    expect((await world.run(["list"])).stderr).not.toContain("ESC");
  });
});

test("a folder of stack files that is not there is named", () => {
  const folder = folderOf({ ...PLAIN, project: "stackConfigDir: missing\n" });
  expect(() => readStackFile(folder, "dev")).toThrow(/There is no folder of stack files where Pulumi\.yaml says/);
});

test.each(["- a\n- b\n", "hunter2\n"])("a stack file that is no map is refused, and not quoted: %j", (text) => {
  const folder = folderOf({ ...PLAIN, stack: text });
  expect(() => readStackFile(folder, "dev")).toThrow(/^Pulumi\.dev\.yaml is no map with "config" in it\.$/);
});

test("a Pulumi.yaml that cannot be read is named, and nothing of it is quoted", () => {
  const folder = folderOf(PLAIN);
  writeFileSync(path.join(folder, "Pulumi.yaml"), "name: [\n  x: hunter2-not-shown\n");
  expect(() => readStackFile(folder, "dev")).toThrow(/^Pulumi\.yaml is not readable YAML at line \d+, column \d+/);
});
