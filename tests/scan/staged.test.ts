import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seeded } from "../../bench/scan/random.ts";
import { disk } from "../../scan/disk.ts";
import { run } from "../../scan/run.ts";
import { detector } from "./detector.ts";

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const password = seeded(815).fill("{C1}{c5}!{d4}{a6}");
const SECRET = `config:\n  app:dbPassword: ${password}\n`;
const CLEAN = "config:\n  app:region: eu-central-1\n";

let repository: string;
beforeEach(() => {
  repository = mkdtempSync(path.join(tmpdir(), "scan-staged-"));
  git("init", "--quiet");
});
afterEach(() => rmSync(repository, { recursive: true, force: true }));

function git(...words: string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  return execFileSync("git", [...identity, ...words], { cwd: repository, encoding: "utf8", stdio: "pipe" });
}

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(repository, name)), { recursive: true });
  writeFileSync(path.join(repository, name), text);
}

const scan = (folder = ".", ...words: string[]) =>
  run(["--staged", ...words], { cwd: path.join(repository, folder), files: disk, detector, color: false });

function commit(message = "x"): void {
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
}

describe("scan --staged", () => {
  test("finds a secret that was staged, and then taken out of the folder alone", () => {
    write("Pulumi.dev.yaml", SECRET);
    git("add", "--all");
    write("Pulumi.dev.yaml", CLEAN);
    const { exitStatus, stdout } = scan();
    expect(exitStatus).toBe(1);
    expect(stdout).toContain("Pulumi.dev.yaml:2  app:dbPassword");
    expect(stdout).not.toContain(password);
  });

  test("lets a secret pass that is not part of the commit", () => {
    write("Pulumi.dev.yaml", CLEAN);
    git("add", "--all");
    write("Pulumi.dev.yaml", SECRET);
    expect(scan()).toMatchObject({ exitStatus: 0, stdout: expect.stringContaining("1 file scanned: 0 findings") });
  });

  test.each([
    ["in a folder below", "infra/live/Pulumi.prod.yaml"],
    ["with a space and a letter that git quotes", "in fra/Pulumi.größe.yaml"],
    ["that begins like an option", "-x/Pulumi.dev.yaml"],
  ])("finds it %s", (_, name) => {
    write(name, SECRET);
    git("add", "--all");
    expect(scan().exitStatus).toBe(1);
  });

  test("finds it in a renamed file, from any folder of the repository", () => {
    write("old.txt", `${SECRET}# ${"x ".repeat(200)}\n`);
    mkdirSync(path.join(repository, "deep"));
    write("deep/README.md", "x");
    commit();
    renameSync(path.join(repository, "old.txt"), path.join(repository, "Pulumi.dev.yaml"));
    git("add", "--all");
    expect(scan("deep").exitStatus).toBe(1);
  });

  test("looks at what is changed, not at what was committed before or is deleted now", () => {
    write("Pulumi.old.yaml", SECRET);
    write("Pulumi.gone.yaml", SECRET);
    commit();
    rmSync(path.join(repository, "Pulumi.gone.yaml"));
    write("Pulumi.dev.yaml", CLEAN);
    git("add", "--all");
    expect(scan()).toMatchObject({ exitStatus: 0, stdout: expect.stringContaining("1 file scanned") });
  });

  test("passes over links and files of other kinds", () => {
    symlinkSync("/nowhere", path.join(repository, "Pulumi.link.yaml"));
    write("notes.txt", SECRET);
    git("add", "--all");
    expect(scan()).toMatchObject({ exitStatus: 0, stdout: expect.stringContaining("0 files scanned") });
  });

  test("says what it needs outside a repository, and that it takes no paths", () => {
    rmSync(path.join(repository, ".git"), { recursive: true });
    expect(scan()).toMatchObject({
      exitStatus: 2,
      stderr: "--staged: needs git, and a folder inside a git repository\n",
    });
    expect(scan(".", "Pulumi.dev.yaml")).toMatchObject({
      exitStatus: 2,
      stderr: expect.stringContaining("takes no paths"),
    });
  });
});

test.skipIf(process.platform === "win32")("the hook refuses what the index holds, with the real scan", () => {
  cpSync(path.join(ROOT, ".githooks"), path.join(repository, ".githooks"), { recursive: true });
  chmodSync(path.join(repository, ".githooks", "pre-commit"), 0o755);
  const scan = `node ${path.join(ROOT, "launch/run.js")} ${path.join(ROOT, "launch/scan.ts")}`;
  write("package.json", JSON.stringify({ scripts: { scan } }));
  write("Pulumi.dev.yaml", SECRET);
  git("add", "--all");
  write("Pulumi.dev.yaml", CLEAN);
  git("config", "core.hooksPath", ".githooks");
  const words = ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "x"];
  const attempt = () => spawnSync("git", words, { cwd: repository, encoding: "utf8" });
  const refused = attempt();
  expect(refused.status, refused.stderr).toBe(1);
  expect(refused.stdout + refused.stderr).not.toContain(password);
  git("add", "--all");
  const passed = attempt();
  expect(passed.status, passed.stderr).toBe(0);
});
