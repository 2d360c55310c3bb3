import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { seeded } from "../../bench/scan/random.ts";
import { disk, type Files } from "../../scan/disk.ts";
import { run } from "../../scan/run.ts";
import { detector } from "./detector.ts";
import { folder, json, PASSWORD, removeFolders, TOKEN } from "./rig.ts";

afterAll(removeFolders);

describe("problems", () => {
  test("all of them are reported, and the rest is scanned", () => {
    const { report, stderr } = json(
      { "Pulumi.dev.yaml": `x:password: ${PASSWORD}\n`, "broken.yaml": "a: b: c\n", "empty/x.txt": "" },
      "broken.yaml",
      "nowhere.yaml",
      "Pulumi.dev.yaml",
    );
    expect(report.problems.map(({ file, line }) => [file, line])).toEqual([
      ["nowhere.yaml", undefined],
      ["broken.yaml", 1],
    ]);
    expect(report.findings).toHaveLength(1);
    expect(stderr).toContain("nowhere.yaml: there is no such file or folder");
  });

  test("a text that does not call itself YAML is searched, and need not be YAML", () => {
    const { report, exitStatus } = json({ "notes.md": `a: b: c\npassword: ${PASSWORD}\n` }, "notes.md");
    expect(report.problems).toEqual([]);
    expect(report.findings.map(({ line }) => line)).toEqual([2]);
    expect(exitStatus).toBe(1);
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
