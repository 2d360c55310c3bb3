import { afterAll, describe, expect, test } from "vitest";
import { json, OTHER, PASSWORD, random, removeFolders, SALT, scan, TOKEN } from "./rig.ts";

afterAll(removeFolders);

describe("exceptions", () => {
  const scanned = (text: string) => json({ "Pulumi.dev.yaml": text }).report;

  test("a comment with a reason on the line accepts what is found there, and is listed", () => {
    const { findings, exceptions } = scanned(
      `config:\n  app:password: ${PASSWORD} # scan:allow of the local test database\n`,
    );
    expect(findings).toEqual([]);
    expect(exceptions).toEqual([
      {
        file: "Pulumi.dev.yaml",
        line: 2,
        key: "app:password",
        rule: "generic/password",
        message: "looks like a password",
        reason: "of the local test database",
      },
    ]);
  });

  test("a comment alone on its line accepts the next value", () => {
    const { findings, exceptions } = scanned(
      `config:\n  # scan:allow: of the local test database\n\n  app:password: ${PASSWORD}\n  app:otherPassword: ${OTHER}\n`,
    );
    expect(findings.map(({ line }) => line)).toEqual([5]);
    expect(exceptions.map(({ line, reason }) => [line, reason])).toEqual([[4, "of the local test database"]]);
  });

  test("without a reason it accepts nothing and is a finding itself", () => {
    const { findings, exceptions } = scanned(`config:\n  app:password: ${PASSWORD} # scan:allow\n`);
    expect(findings.map(({ rule }) => rule).sort()).toEqual(["generic/password", "scan/allow-without-reason"]);
    expect(exceptions).toEqual([]);
  });

  test("one that accepts nothing is a notice", () => {
    const { findings, notices } = scanned("config:\n  app:x: 1 # scan:allow no longer needed\n");
    expect(findings).toEqual([]);
    expect(notices).toMatchObject([{ line: 2, rule: "scan/allow-unused" }]);
  });

  test("a secret in the reason is a finding and is not printed", () => {
    const result = scan({ "Pulumi.dev.yaml": `config:\n  app:password: ${PASSWORD} # scan:allow it was ${TOKEN}\n` });
    expect(result.exitStatus).toBe(1);
    expect(result.stdout + result.stderr).not.toContain(TOKEN.slice(0, 12));
  });

  test("every format lists it", () => {
    const files = { "Pulumi.dev.yaml": `config:\n  app:password: ${PASSWORD} # scan:allow local test database\n` };
    for (const format of ["text", "json", "sarif"]) {
      const { exitStatus, stdout } = scan(files, "--format", format);
      expect(exitStatus).toBe(0);
      expect(stdout).toContain("local test database");
    }
  });
});

test("the time for exceptions one below the other grows as their number does", () => {
  const took = (lines: number) => {
    const files = { "Pulumi.dev.yaml": "# scan:allow local\n".repeat(lines) };
    const before = process.threadCpuUsage();
    scan(files);
    const after = process.threadCpuUsage();
    return after.user + after.system - before.user - before.system;
  };
  took(5_000);
  // Linear is 4 times as much, quadratic 16 times.
  expect(took(20_000) / took(5_000)).toBeLessThan(9);
});

describe("a passphrase as the secrets provider", () => {
  test.each<[string, string, string, "finding" | "notice" | "nothing"]>([
    ["a salt, production", "Pulumi.production.yaml", `encryptionsalt: ${SALT}\n`, "finding"],
    ["a salt, a production of several", "Pulumi.eu-prod.yaml", `encryptionsalt: ${SALT}\n`, "finding"],
    ["named, production", "Pulumi.prod.yaml", "secretsprovider: passphrase\n", "finding"],
    [
      "production by its settings",
      "Pulumi.main.yaml",
      `encryptionsalt: ${SALT}\nconfig:\n  app:environment: production\n`,
      "finding",
    ],
    ["a salt, staging", "Pulumi.staging.yaml", `encryptionsalt: ${SALT}\n`, "notice"],
    [
      "not production by its settings",
      "Pulumi.prod.yaml",
      `encryptionsalt: ${SALT}\nconfig:\n  app:environment: staging\n`,
      "notice",
    ],
    ["no production", "Pulumi.non-prod.yaml", `encryptionsalt: ${SALT}\n`, "notice"],
    [
      "a key of a cloud",
      "Pulumi.production.yaml",
      `secretsprovider: awskms://alias/x\nencryptedkey: ${random.fill("AQICAHh{b150}==")}\n`,
      "nothing",
    ],
    ["Pulumi Cloud", "Pulumi.production.yaml", "config: {}\n", "nothing"],
    ["another file", "values.yaml", `encryptionsalt: ${SALT}\n`, "nothing"],
  ])("%s", (_name, file, text, expected) => {
    const { report } = json({ [file]: text }, file);
    const isAbout = ({ rule }: { rule: string }) => rule === "scan/passphrase-provider";
    const found = report.findings.some(isAbout) ? "finding" : report.notices.some(isAbout) ? "notice" : "nothing";
    expect(found).toBe(expected);
  });

  test("a team names its production stacks", () => {
    const files = { "Pulumi.blue.yaml": `encryptionsalt: ${SALT}\n`, "Pulumi.prod.yaml": `encryptionsalt: ${SALT}\n` };
    const { report } = json(files, "--production", "blue", "--production", "green");
    expect(report.findings.map(({ file }: { file: string }) => file)).toEqual(["Pulumi.blue.yaml"]);
  });
});
