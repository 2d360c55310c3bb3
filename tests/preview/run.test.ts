import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { preview } from "../../preview/run.ts";

const folder = mkdtempSync(path.join(tmpdir(), "preview-"));
beforeAll(() => {
  writeFileSync(path.join(folder, "Pulumi.staging.yaml"), "config:\n  qualisys-secrets:environment: staging\n");
  writeFileSync(path.join(folder, "Pulumi.empty.yaml"), "");
  mkdirSync(path.join(folder, "Pulumi.folder.yaml"));
  writeFileSync(path.join(folder, "Pulumi.broken.yaml"), "config: [\n  wrong: hunter2-not-shown\n");
  writeFileSync(path.join(folder, "Pulumi.list.yaml"), "config: [a]\n");
  writeFileSync(
    path.join(folder, "Pulumi.encrypted.yaml"),
    "config:\n  a:b:\n    secure: AAABB\n  a:deep:\n    list: [{ secure: AAABB }]\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

class Group extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Group", name);
    const first = new RandomPassword(`${name}-first`, { length: 8 }, { parent: this, protect: true });
    new RandomPassword(
      `${name}-second`,
      { length: 9, overrideSpecial: pulumi.secret("abc"), keepers: { first: first.urn, hidden: pulumi.secret("x") } },
      { parent: this, ignoreChanges: ["length"], retainOnDelete: true, dependsOn: first },
    );
    this.registerOutputs({});
  }
}

const program = async () => {
  new Group("group");
  return { plain: "visible", hidden: pulumi.secret("not-shown"), nested: { secret: pulumi.secret("not-shown") } };
};

const run = (argv: string[], io: Partial<Parameters<typeof preview>[1]> = {}) =>
  preview(argv, { folder, program, colours: false, ...io });

describe("--json", () => {
  test("prints one document, options included and secrets masked", async () => {
    const { exitStatus, stdout, stderr } = await run(["--json"]);
    expect([exitStatus, stderr]).toEqual([0, ""]);
    const document = JSON.parse(stdout);
    expect(Object.keys(document)).toEqual(["stack", "resources", "violations", "outputs"]);
    expect(document.stack).toBe("staging");
    expect(document.outputs).toEqual({ plain: "visible", hidden: "[secret]", nested: { secret: "[secret]" } });
    const prefix = "urn:pulumi:staging::qualisys-secrets::";
    const random = `${prefix}test:index:Group$random:index/randomPassword:RandomPassword`;
    expect(document.resources.filter(({ name }: { name: string }) => name.startsWith("group-"))).toEqual([
      {
        urn: `${random}::group-first`,
        type: "random:index/randomPassword:RandomPassword",
        name: "group-first",
        parent: `${prefix}test:index:Group::group`,
        inputs: { length: 8 },
        options: { protect: true, retainOnDelete: false, ignoreChanges: [], dependsOn: [] },
      },
      {
        urn: `${random}::group-second`,
        type: "random:index/randomPassword:RandomPassword",
        name: "group-second",
        parent: `${prefix}test:index:Group::group`,
        inputs: {
          length: 9,
          overrideSpecial: "[secret]",
          keepers: { first: `${random}::group-first`, hidden: "[secret]" },
        },
        options: {
          protect: false,
          retainOnDelete: true,
          ignoreChanges: ["length"],
          dependsOn: [`${random}::group-first`],
        },
      },
    ]);
    expect(stdout).not.toContain("not-shown");
  });
});

describe("text", () => {
  test("shows the tree by component, counts per type, outputs, and that it is no diff", async () => {
    const { exitStatus, stdout } = await run([]);
    expect(exitStatus).toBe(0);
    expect(stdout).toContain("no diff against a live stack");
    expect(stdout).toContain(
      "\ngroup  test:index:Group\n  group-first  random:index:RandomPassword  protected\n  group-second  random:index:RandomPassword  ignores length\n",
    );
    expect(stdout).toContain("    2  random:index/randomPassword:RandomPassword\n");
    expect(stdout).toContain("  hidden: [secret]\n  nested.secret: [secret]\n");
    expect(stdout).not.toContain("not-shown");
  });

  test("has colours only where they are asked for", async () => {
    expect((await run([])).stdout).not.toContain("\u001b[");
    expect((await run([], { colours: true })).stdout).toContain("\u001b[");
  });
});

describe("what cannot be shown is told in a sentence", () => {
  test.each<[string, string[], string]>([
    [
      "an unknown stack",
      ["--stack", "prod"],
      'There is no stack "prod": Pulumi.prod.yaml does not exist. Known stacks: broken, empty, encrypted, folder, list, staging.',
    ],
    ["a path as a stack", ["--stack", "../staging"], "That is no stack's name (10 characters). Known stacks"],
    ["no name at all", ["--stack", ""], "That is no stack's name (0 characters)"],
    ["a key in place of a stack", ["--stack", "k".repeat(48)], "That is no stack's name (48 characters)"],
    ["broken YAML", ["--stack", "broken"], "Pulumi.broken.yaml is not readable YAML at line"],
    ["a folder by a stack file's name", ["--stack", "folder"], "Pulumi.folder.yaml is no file"],
    ["a config that is no map", ["--stack", "list"], 'Pulumi.list.yaml: "config" must be a map'],
    ["an unknown option", ["--stak", "staging"], "there is no such option\n(Did you mean --stack?)"],
    ["an argument", ["staging"], "too many arguments"],
    ["an option without its value", ["--stack"], "argument missing"],
  ])("%s", async (_, argv, words) => {
    const { exitStatus, stdout, stderr } = await run(argv);
    expect([exitStatus, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("hunter2");
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("refused settings", async () => {
    const refused = async () => {
      throw new pulumi.RunError("qualisys-secrets:aws is wrong");
    };
    expect(await run([], { program: refused })).toEqual({
      exitStatus: 2,
      stdout: "",
      stderr: "qualisys-secrets:aws is wrong\n",
    });
  });
});

test("an error in work that the program does not wait for is not lost", async () => {
  const careless = async () => {
    pulumi.output(1).apply(() => {
      throw new Error("thrown in an apply");
    });
    return {};
  };
  await expect(run([], { program: careless })).rejects.toThrow("thrown in an apply");
});

test.each(["empty", "encrypted"])("a stack file that is %s can be shown", async (stack) => {
  const values = async () => ({
    b: new pulumi.Config("a").getSecret("b"),
    deep: new pulumi.Config("a").getSecretObject("deep"),
  });
  const { exitStatus, stdout } = await run(["--stack", stack, "--json"], { program: values });
  expect(exitStatus).toBe(0);
  expect(stdout).not.toContain("AAABB");
});

test("--help tells the exit statuses", async () => {
  const { exitStatus, stdout } = await run(["--help"]);
  expect(exitStatus).toBe(0);
  expect(stdout).toContain("0 clean, 1 a mandatory policy is violated, 2 bad settings or usage");
});

test("what a policy takes for a secret is not printed beside the refusal", async () => {
  // Made here, so that no such text stands in a file.
  const key = `sk-proj-${Array.from({ length: 48 }, (_, i) => String.fromCharCode(97 + ((i * 7) % 26))).join("")}`;
  writeFileSync(path.join(folder, "Pulumi.pasted.yaml"), `config:\n  qualisys-secrets:note:\n    inner: ${key}\n`);
  // A part of a setting is no whole text of the configuration any more.
  const repeating = async () => {
    const note = (new pulumi.Config("qualisys-secrets").getObject("note") as { inner: string }).inner;
    new pulumi.ComponentResource("any:of:Kind", "any", { part: note.slice(0, -5) }, {}, true);
    return { note, part: note.slice(3) };
  };
  for (const argv of [
    ["--stack", "pasted"],
    ["--stack", "pasted", "--json"],
  ]) {
    const { exitStatus, stdout, stderr } = await run(argv, { program: repeating });
    expect(exitStatus).toBe(1);
    expect(stdout + stderr).toContain("no value is shown");
    expect((stdout + stderr).includes(key.slice(8, 30))).toBe(false);
  }
});
