import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { seeded } from "../../bench/scan/random.ts";
import { disk, type Files } from "../../scan/disk.ts";
import { run } from "../../scan/run.ts";
import { detector } from "./detector.ts";

const random = seeded(4_711);
const PASSWORD = random.fill("{C1}{c5}!{d4}");
const OTHER = random.fill("{C1}{c6}?{d3}");
const TOKEN = `gh${"p_"}${random.fill("{a36}")}`;
const CIPHER = random.fill("v1:{b16}:{b44}");
const SALT = random.fill("v1:{b11}=:v1:{b16}:{b30}==");

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(files: Record<string, string | Uint8Array>): string {
  const created = mkdtempSync(path.join(tmpdir(), "scan-"));
  folders.push(created);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(created, name)), { recursive: true });
    writeFileSync(path.join(created, name), text);
  }
  return created;
}

function scan(files: Record<string, string | Uint8Array>, ...argv: string[]) {
  return run(argv, { cwd: folder(files), files: disk, detector, color: false });
}

interface Json {
  readonly findings: readonly { file: string; line: number; key: string; rule: string; message: string }[];
  readonly exceptions: readonly { line: number; key: string; rule: string; reason: string }[];
  readonly notices: readonly { line: number; rule: string }[];
  readonly problems: readonly { file: string; line?: number; message: string }[];
  readonly files: number;
}

function json(files: Record<string, string | Uint8Array>, ...argv: string[]) {
  const result = scan(files, "--format", "json", ...argv);
  return { ...result, report: JSON.parse(result.stdout) as Json };
}

/** Where something was found in one stack file: `line key`. */
function places(text: string): string[] {
  return json({ "Pulumi.dev.yaml": text }).report.findings.map(({ line, key }) => `${line} ${key}`.trim());
}

describe("exit status", () => {
  test.each<[string, 0 | 1 | 2, Record<string, string | Uint8Array>, string[]]>([
    ["nothing found", 0, { "Pulumi.dev.yaml": "config:\n  aws:region: eu-central-1\n" }, []],
    ["something found", 1, { "Pulumi.dev.yaml": `config:\n  x:password: ${PASSWORD}\n` }, []],
    ["a file is missing", 2, { "Pulumi.dev.yaml": "" }, ["nowhere.yaml"]],
    ["a file is broken", 2, { "Pulumi.dev.yaml": "config: [1\n  b: {" }, []],
    ["a file is no text", 2, { "Pulumi.dev.yaml": Uint8Array.of(0xff, 0xfe, 0x00, 0x41) }, []],
    ["there is nothing to scan", 2, { "other.yaml": "a: 1" }, []],
    [
      "a finding and a missing file",
      2,
      { "Pulumi.dev.yaml": `config:\n  x:password: ${PASSWORD}\n` },
      ["Pulumi.dev.yaml", "nowhere.yaml"],
    ],
    ["a named folder holds nothing to scan", 2, { "docs/a.md": "# x" }, ["docs"]],
    ["an unknown option", 2, {}, ["--quick"]],
    ["an unknown format", 2, {}, ["--format", "xml"]],
    ["help", 0, {}, ["--help"]],
    ["an empty file", 0, { "Pulumi.dev.yaml": "" }, []],
    ["a file of comments", 0, { "Pulumi.dev.yaml": "# nothing yet\n" }, []],
  ])("%s: %i", (_name, status, files, argv) => {
    expect(scan(files, ...argv).exitStatus).toBe(status);
  });
});

describe("what is scanned", () => {
  const dirty = `config:\n  x:password: ${PASSWORD}\n`;

  test("by default every Pulumi*.yaml of the folder, and nothing below it", () => {
    const { report } = json({
      "Pulumi.yaml": "name: x\n",
      "Pulumi.dev.yaml": dirty,
      "Pulumi.prod.yml": dirty,
      "values.yaml": dirty,
      "sub/Pulumi.dev.yaml": dirty,
    });
    expect(report.files).toBe(3);
    expect(report.findings.map(({ file }) => file)).toEqual(["Pulumi.dev.yaml", "Pulumi.prod.yml"]);
  });

  test("the folder that stackConfigDir names", () => {
    const { report } = json({ "Pulumi.yaml": "name: x\nstackConfigDir: stacks\n", "stacks/Pulumi.dev.yaml": dirty });
    expect(report.findings.map(({ file }) => file)).toEqual(["stacks/Pulumi.dev.yaml"]);
  });

  test("a folder that is named, with all below it but other people's files", () => {
    const { report } = json(
      { "a/Pulumi.dev.yaml": dirty, "a/b/Pulumi.dev.yaml": dirty, "a/node_modules/x/Pulumi.dev.yaml": dirty },
      "a",
    );
    expect(report.findings.map(({ file }) => file).sort()).toEqual(["a/Pulumi.dev.yaml", "a/b/Pulumi.dev.yaml"]);
  });

  test("any YAML or JSON file that is named, once", () => {
    const { report } = json(
      { "values.json": JSON.stringify({ db: { password: PASSWORD } }, null, "\t") },
      "values.json",
      "./values.json",
    );
    expect(report.findings).toEqual([
      { file: "values.json", line: 3, key: "db.password", rule: "generic/password", message: "looks like a password" },
    ]);
  });
});

describe("where a secret is found", () => {
  test.each<[string, string, string[]]>([
    ["a value", `config:\n  aws:region: x\n  app:dbPassword: ${PASSWORD}\n`, ["3 app:dbPassword"]],
    [
      "deep in a value",
      `config:\n  app:db:\n    users:\n      - name: a\n        password: ${PASSWORD}\n`,
      ["5 app:db.users.0.password"],
    ],
    ["a flow collection", `config:\n  app:db: {user: a, password: "${PASSWORD}"}\n`, ["2 app:db.password"]],
    ["a block text", `config:\n  app:env: |\n    PORT=80\n    DB_PASSWORD=${PASSWORD}\n`, ["2 app:env"]],
    ["a key", `config:\n  app:${TOKEN}: x\n`, ["2 [a key]"]],
    ["a comment", `config:\n  # app:dbPassword: ${PASSWORD}\n  app:x: 1 # was ${TOKEN}\n`, ["2", "3"]],
    ["a second document", `a: 1\n---\npassword: ${PASSWORD}\n`, ["3 password"]],
    [
      "each of equal keys",
      `config:\n  app:password: ${PASSWORD}\n  app:password: changeme\n  app:password: ${OTHER}\n`,
      ["2 app:password", "4 app:password"],
    ],
    [
      "each of equal keys deep inside",
      `config:\n  app:db:\n    password: ${PASSWORD}\n    password: ${OTHER}\n`,
      ["3 app:db.password", "4 app:db.password"],
    ],
    [
      "an anchor under a key that tells nothing",
      `config:\n  app:x: &a ${PASSWORD}\n  app:password: *a\n`,
      ["3 app:password"],
    ],
    [
      "a merged map",
      `base: &b {password: ${PASSWORD}}\nconfig:\n  app:db:\n    <<: *b\n`,
      ["1 base.password", "1 app:db.[a key].password"],
    ],
    ["digits as they are written", "config:\n  app:password: 00714253\n", ["2 app:password"]],
    ["a list of one text", `config:\n  app:tokens: ["${TOKEN}"]\n`, ["2 app:tokens.0"]],
    [
      "a default in the project's file",
      `name: x\nconfig:\n  app:dbPassword:\n    default: ${PASSWORD}\n`,
      ["4 app:dbPassword.default"],
    ],
    ["Windows' line ends", `config:\r\n  a: 1\r\n  app:password: ${PASSWORD}\r\n`, ["3 app:password"]],
    ["a byte order mark", `\ufeffconfig:\n  app:password: ${PASSWORD}\n`, ["2 app:password"]],
    ["a list at the top", `- a\n- password: ${PASSWORD}\n`, ["2 1.password"]],
    ["braces in braces", `{{ ${TOKEN} }}\n`, ["1 [a key]"]],
    ["braces in braces as one document of several", `a: 1\n---\n{{ ${TOKEN} }}\n`, ["3 [a key]"]],
    ["a list as a key", `a: 1\n? [${TOKEN}]\n: 1\n`, ["2 0"]],
    ["a map as a key", `a:\n  ? {password: ${PASSWORD}}\n  : 1\n`, ["2 password"]],
    ["each of equal keys in a map as a key", `? {x: ${TOKEN}, x: 1}\n: 1\n`, ["1 x"]],
    ["a tag", `a: 1\nb: !${TOKEN} v\nc: !!${TOKEN} [1]\n`, ["2", "3"]],
    ["an anchor", `a: 1\nb: &${TOKEN} v\n`, ["2"]],
    ["an alias that stands for nothing", `a: 1\nb: *${TOKEN}\n`, ["2"]],
    ["a directive", `%TAG !e! tag:${TOKEN}\n---\na: 1\n`, ["1"]],
    ["plain text under secure", `config:\n  app:password:\n    secure: ${PASSWORD}\n`, ["3 app:password.secure"]],
  ])("%s", (_name, text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["an encrypted value", `config:\n  app:password:\n    secure: ${CIPHER}\n`],
    [
      "encrypted values in lists and maps",
      `config:\n  app:all:\n    - secure: ${CIPHER}\n    - {password: {secure: "${CIPHER}"}}\n`,
    ],
    [
      "what the secrets provider writes",
      `secretsprovider: awskms://alias/pulumi?region=eu-central-1\nencryptedkey: ${random.fill("AQICAHh{b150}==")}\nconfig: {}\n`,
    ],
    ["a # in a text", `config:\n  app:channel: "#general"\n  app:note: 'see # password'\n`],
  ])("silent on %s", (_name, text) => {
    expect(places(text)).toEqual([]);
  });

  test("an alias to itself, and aliases that multiply", () => {
    const bomb = [
      "a0: &a0 [x, x]",
      ...Array.from({ length: 25 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
    ].join("\n");
    const self = json({ "Pulumi.dev.yaml": `self: &s {again: *s, password: ${PASSWORD}}\n` });
    expect(self.exitStatus).toBe(1);
    expect(self.report.findings).toHaveLength(1);
    expect(json({ "Pulumi.dev.yaml": `${bomb}\n` }).exitStatus).toBe(0);
  });

  test("a text nested deeper than can be read is a problem, not a crash", () => {
    const { exitStatus, report } = json({ "Pulumi.dev.yaml": `a: ${"[".repeat(20_000)}` });
    expect(exitStatus).toBe(2);
    expect(report.problems.length).toBeGreaterThan(0);
  });
});

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

describe("the program itself", () => {
  const bin = path.resolve(import.meta.dirname, "../../launch/scan.ts");

  test.each([
    ["dev", 0],
    [TOKEN, 1],
  ])("whose reader stops early ends as it would have (%#)", async (stack, status) => {
    const cwd = folder({ [`Pulumi.${stack}.yaml`]: "a: 1\n" });
    const child = spawn(process.execPath, [bin, "--format", "json"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    const [code] = await once(child, "close");
    expect([code, stderr]).toEqual([status, ""]);
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

describe("problems", () => {
  test("all of them are reported, and the rest is scanned", () => {
    const { report, stderr } = json(
      { "Pulumi.dev.yaml": `x:password: ${PASSWORD}\n`, "broken.yaml": "a: b: c\n", "empty/x.txt": "" },
      "broken.yaml",
      "nowhere.yaml",
      "Pulumi.dev.yaml",
    );
    expect(report.problems.map(({ file, line }) => [file, line])).toEqual([
      ["[12 characters]", undefined],
      ["broken.yaml", 1],
    ]);
    expect(report.findings).toHaveLength(1);
    expect(stderr).toContain("[12 characters]: there is no such file or folder");
  });

  test("a broken text is searched line by line", () => {
    const { report, exitStatus } = json({ "Pulumi.dev.yaml": `config:\n  app:password: ${PASSWORD}\n  x: [1\n` });
    expect(exitStatus).toBe(2);
    expect(report.findings.map(({ line }) => line)).toContain(2);
    // What a broken text seems to hold may be cut anywhere, so that a value could pass for a key.
    expect(new Set(report.findings.map(({ key }) => key))).toEqual(new Set([""]));
  });

  test("a file and a folder that may not be read", () => {
    const denied = (code: string) => () => {
      throw Object.assign(new Error("secret path"), { code });
    };
    const files: Files = {
      isFolder: (name) => name.endsWith("folder"),
      isFile: () => true,
      size: () => 1,
      read: denied("EACCES"),
      list: denied("EPERM"),
    };
    const { exitStatus, stderr } = run(["a.yaml", "folder"], { cwd: "/x", files, detector, color: false });
    expect(exitStatus).toBe(2);
    expect(stderr).toBe(
      "folder: cannot be read (EPERM): check who may read it\na.yaml: cannot be read (EACCES): check who may read it\n",
    );
  });

  test("a file that is too large is not read", () => {
    const files: Files = { ...disk, isFolder: () => false, isFile: () => true, size: () => 2 ** 40 };
    expect(run(["a.yaml"], { cwd: "/x", files, detector, color: false }).stderr).toContain(
      "at most 16777216 are scanned",
    );
  });

  test.skipIf(process.platform === "win32")(
    "a pipe and a folder by a stack file's name are told, and not waited for",
    () => {
      const cwd = folder({ "Pulumi.dev.yaml": "a: 1" });
      execFileSync("mkfifo", [path.join(cwd, "Pulumi.pipe.yaml"), path.join(cwd, "Pulumi.yaml")]);
      mkdirSync(path.join(cwd, "Pulumi.folder.yaml"));
      const { exitStatus, stderr } = run([], { cwd, files: disk, detector, color: false });
      expect(stderr).toContain("Pulumi.pipe.yaml: is neither a file nor a folder");
      expect(stderr).toContain("Pulumi.yaml: is neither a file nor a folder");
      expect(exitStatus).toBe(2);
    },
  );

  test.skipIf(process.getuid?.() === 0)("a real file without permission", () => {
    const cwd = folder({ "Pulumi.dev.yaml": "a: 1" });
    chmodSync(path.join(cwd, "Pulumi.dev.yaml"), 0);
    expect(run([], { cwd, files: disk, detector, color: false }).exitStatus).toBe(2);
  });
});

test("prints no value and no part of one, whatever the file looks like", () => {
  const core = fc.integer().map((seed) => seeded(seed).fill("{C2}{c6}!{a20}{d2}"));
  const shape = fc.constantFrom(
    (v: string) => `config:\n  app:password: ${v}\n`,
    (v: string) => `config:\n  app:password: "${v}\n`,
    (v: string) => `config: [${v}\n  a: {password: ${v}`,
    (v: string) => `password ${v}: x\n${v}:\n`,
    (v: string) => `config:\n\tpassword: ${v}\n`,
    (v: string) => `? [password, ${v}]\n: ${v}\n`,
    (v: string) => `&${v} a: *${v}\n!${v} b: *unknown${v}\n`,
    (v: string) => `%YAML ${v}\n---\na: ${v}\n`,
    (v: string) => `passwords:\n  ${v}: ${v}\n# password ${v} # scan:allow ${v}\n`,
    (v: string) => `{"password": "${v}", ${v}}`,
    (v: string) => `password: >${v}\n  ${v}\n`,
    (v: string) => `a: "\\${v}"\npassword: '${v}\n`,
  );
  fc.assert(
    fc.property(core, shape, fc.constantFrom("text", "json", "sarif"), (value, make, format) => {
      const text = new TextEncoder().encode(make(value));
      const files: Files = {
        isFolder: () => false,
        isFile: () => true,
        size: () => text.length,
        read: () => text,
        list: () => [],
      };
      const { stdout, stderr } = run(["--format", format, "Pulumi.prod.yaml"], {
        cwd: "/x",
        files,
        detector,
        color: false,
      });
      const said = stdout + stderr;
      for (let start = 0; start + 7 <= value.length; start++) expect(said).not.toContain(value.slice(start, start + 7));
    }),
    { numRuns: 150 },
  );
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

test("a file that git-crypt encrypts as a whole is a notice, not a failure", () => {
  const encrypted = Buffer.concat([Buffer.from("\0GITCRYPT\0"), Buffer.from(random.fill("{p200}"))]);
  const { exitStatus, stdout } = scan({ "Pulumi.dev.yaml": encrypted });
  expect(exitStatus).toBe(0);
  expect(stdout).toContain("is encrypted as a whole by git-crypt");
  expect(stdout).toContain("1 notice.");
});

test("a file that SOPS encrypts as a whole holds no finding", () => {
  const encrypted = (type: string) => random.fill(`ENC[AES256_GCM,data:{b24},iv:{b43}=,tag:{b22}==,type:${type}]`);
  const text = `config:\n  app:dbPassword: ${encrypted("str")}\nsops:\n  mac: ${encrypted("str")}\n  lastmodified: "2026-11-01T10:00:00Z"\n`;
  expect(scan({ "Pulumi.dev.yaml": text }).exitStatus).toBe(0);
});
