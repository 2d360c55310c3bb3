import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { seeded } from "../../bench/scan/random.ts";
import { ROOT } from "../../launch/node.js";
import { install } from "../../toolchain/install.ts";

const password = seeded(1_918).fill("{C1}{c5}!{d4}{a6}");
const SECRET = `config:\n  app:dbPassword: ${password}\n`;
const CLEAN = "config:\n  app:region: eu-central-1\n";
const PACKAGES = ["@secretlint", "commander", "yaml"];

let folder: string;
let program: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "scan-hook-"));
  program =
    inject("motoEndpoint") === "" ? "" : ((await install("pre-commit", console.log)).programs["pre-commit"] ?? "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(cwd: string, ...words: string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.hooksPath=/dev/null"];
  return execFileSync("git", [...identity, ...words], { cwd, encoding: "utf8", stdio: "pipe" }).trim();
}

/** This project as its files are now, in a repository that pre-commit can clone. */
function published(): { readonly address: string; readonly revision: string } {
  const address = path.join(folder, "published");
  const files = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
  for (const file of files.filter(
    (name) => name !== "" && name !== "node_modules" && existsSync(path.join(ROOT, name)),
  )) {
    mkdirSync(path.dirname(path.join(address, file)), { recursive: true });
    copyFileSync(path.join(ROOT, file), path.join(address, file));
  }
  git(address, "init", "--quiet");
  git(address, "add", "--all");
  git(address, "commit", "--quiet", "--message", "x");
  return { address, revision: git(address, "rev-parse", "HEAD") };
}

// Where the setup could not build the engine, pre-commit cannot be installed either.
describe.skipIf(inject("motoEndpoint") === "")("the scan in a repository that has nothing else of this project", () => {
  test("refuses a commit with a secret, and brings no cloud's SDK", () => {
    const { address, revision } = published();
    const repository = path.join(folder, "empty");
    mkdirSync(repository);
    git(repository, "init", "--quiet");
    const hooks = [{ id: "qualisys-secrets-scan" }];
    writeFileSync(
      path.join(repository, ".pre-commit-config.yaml"),
      JSON.stringify({ repos: [{ repo: address, rev: revision, hooks }] }),
    );
    const cache = path.join(folder, "cache");
    const run = (command: string, ...words: string[]) => {
      const PATH = [path.dirname(process.execPath), process.env.PATH].join(path.delimiter);
      const env = { ...process.env, PATH, PRE_COMMIT_HOME: cache };
      const { status, stdout, stderr } = spawnSync(command, words, { cwd: repository, encoding: "utf8", env });
      return { status, said: stdout + stderr };
    };
    const installation = run(program, "install");
    expect(installation.status, installation.said).toBe(0);
    const commit = (text: string) => {
      mkdirSync(path.join(repository, "infra"), { recursive: true });
      writeFileSync(path.join(repository, "infra/Pulumi.dev.yaml"), text);
      git(repository, "add", "--all");
      return run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--message", "x");
    };

    const refused = commit(SECRET);
    expect(refused.said).toContain("infra/Pulumi.dev.yaml:2  app:dbPassword  looks like a password");
    expect(refused.status).toBe(1);
    expect(refused.said).not.toContain(password);
    const accepted = commit(CLEAN);
    expect(accepted.status, accepted.said).toBe(0);

    const clones = readdirSync(cache).map((name) => path.join(cache, name));
    const ours = clones.find((clone) => existsSync(path.join(clone, "launch/scan-hook.js"))) ?? "";
    const installed = readdirSync(path.join(ours, "scan/node_modules")).filter((name) => !name.startsWith("."));
    expect(installed.sort()).toEqual(PACKAGES);
    expect(existsSync(path.join(ours, "node_modules"))).toBe(false);
  });
});
