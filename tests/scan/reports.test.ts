import { afterAll, describe, expect, test } from "vitest";
import { disk } from "../../scan/disk.ts";
import { run } from "../../scan/run.ts";
import { detector } from "./detector.ts";
import { folder, json, OTHER, PASSWORD, random, removeFolders, SALT, scan, TOKEN } from "./rig.ts";

afterAll(removeFolders);

describe("SARIF", () => {
  const files = {
    "Pulumi.dev.yaml": `encryptionsalt: ${SALT}\nconfig:\n  app:password: ${PASSWORD}\n  app:other-password: ${OTHER} # scan:allow local only\n`,
    "a folder/Pulumi.x y.yaml": `config:\n  app:token: ${TOKEN}\n`,
    "broken.yaml": "a: [",
  };
  const sarif = (sources: typeof files) =>
    JSON.parse(scan(sources, "--format", "sarif", "Pulumi.dev.yaml", "a folder", "broken.yaml").stdout);
  const log = sarif(files);
  const [{ tool, results, invocations }] = log.runs;

  test("is of version 2.1.0, with every rule described once and referred to", () => {
    expect(log.version).toBe("2.1.0");
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const { ruleId, ruleIndex } of results) expect(ids[ruleIndex]).toBe(ruleId);
  });

  test("places are relative addresses with lines", () => {
    expect(
      results.map(
        (result: {
          locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
        }) => {
          const at = result.locations[0]?.physicalLocation;
          return `${at?.artifactLocation.uri}:${at?.region.startLine}`;
        },
      ),
    ).toEqual(["Pulumi.dev.yaml:3", "a%20folder/Pulumi.x%20y.yaml:2", "Pulumi.dev.yaml:4", "Pulumi.dev.yaml:1"]);
  });

  test("an exception is a suppressed result, a notice a note, a problem a notification", () => {
    expect(
      results.map(({ level, suppressions }: { level: string; suppressions: { justification: string }[] }) => [
        level,
        suppressions[0]?.justification,
      ]),
    ).toEqual([
      ["error", undefined],
      ["error", undefined],
      ["error", "local only"],
      ["note", undefined],
    ]);
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications.length).toBeGreaterThan(0);
  });

  test("a fingerprint stays when the value and the line change, and differs between places", () => {
    const prints = (of: typeof log) =>
      of.runs[0].results.map(({ partialFingerprints }: { partialFingerprints: object }) =>
        JSON.stringify(partialFingerprints),
      );
    const moved = { ...files, "Pulumi.dev.yaml": `# moved\n${files["Pulumi.dev.yaml"].replace(PASSWORD, OTHER)}` };
    expect(prints(sarif(moved))).toEqual(prints(log));
    expect(new Set(prints(log)).size).toBe(4);
  });
});

describe("names of files", () => {
  const LETTERS = random.fill("{c16}");
  const dirty = { [`Pulumi.${TOKEN}.yaml`]: "a: 1\n", [`${TOKEN}/Pulumi.dev.yaml`]: "a: [" };

  test.each(["text", "json", "sarif"])("one that is a key is not printed, and is a finding: %s", (format) => {
    const { exitStatus, stdout, stderr } = scan(dirty, "--format", format, ".");
    expect(exitStatus).toBe(2);
    expect((stdout + stderr).includes(TOKEN), "whether it shows the key").toBe(false);
    expect(decodeURIComponent(stdout)).toContain(`Pulumi.[${TOKEN.length} characters].yaml`);
    expect(stderr).toContain(`[${TOKEN.length} characters]/Pulumi.dev.yaml`);
  });

  test("one that is a key is a finding", () => {
    const { report, exitStatus } = json({ [`Pulumi.${TOKEN}.yaml`]: "a: 1\n" });
    expect(exitStatus).toBe(1);
    expect(report.findings.map(({ key, line }) => [key, line])).toEqual([["[the file's name]", 1]]);
  });

  test.each<[string, string, string]>([
    ["a key by the name of a file", `${LETTERS}.yaml`, "[21 characters]"],
    ["a key of small letters", LETTERS, "[16 characters]"],
    ["a key with slashes", `${LETTERS}/${LETTERS}`, "[33 characters]"],
    ["a key as a stack", `Pulumi.${TOKEN}.yaml`, `[${TOKEN.length + 12} characters]`],
    ["a stack's file", "Pulumi.staging.yaml", "Pulumi.staging.yaml"],
    ["a stack's file in a folder that is there", "stacks/Pulumi.prod.yaml", "stacks/Pulumi.prod.yaml"],
    ["a slip behind a folder that is there", "stacks/nowhere", "stacks/[7 characters]"],
    ["a folder that is there behind one that is not", "nowhere/stacks", "[14 characters]"],
  ])("one that is not there: %s", (_name, argument, told) => {
    const { stderr, exitStatus } = scan({ "stacks/Pulumi.dev.yaml": "a: 1\n" }, argument);
    expect(exitStatus).toBe(2);
    expect(stderr).toBe(`${told}: there is no such file or folder\n`);
  });
});

test("colours only where they are wanted", () => {
  const cwd = folder({ "Pulumi.dev.yaml": `config:\n  app:password: ${PASSWORD}\n` });
  expect(run([], { cwd, files: disk, detector, color: true }).stdout).toContain("\u001b[");
  expect(run([], { cwd, files: disk, detector, color: false }).stdout).not.toContain("\u001b[");
});

describe("--explain", () => {
  const file = { "Pulumi.dev.yaml": `config:\n  app:dbPassword: ${PASSWORD}\n  app:x: ${TOKEN}\n` };

  test("says how the key reads and what was seen in the value, and shows no part of it", () => {
    const { stdout } = scan(file, "--explain");
    expect(stdout).toContain("because the key reads as a password; the value: ");
    expect(stdout).not.toContain(PASSWORD);
    expect(stdout).not.toContain(TOKEN);
  });

  test("is nothing that a program reads without asking", () => {
    expect(JSON.parse(scan(file, "--format", "json").stdout).findings[0]).not.toHaveProperty("why");
    expect(JSON.parse(scan(file, "--format", "json", "--explain").stdout).findings[0]).toHaveProperty("why");
  });
});
