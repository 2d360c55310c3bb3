import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const root = path.dirname(path.dirname(import.meta.dirname));
const folder = mkdtempSync(path.join(tmpdir(), "pre-commit-"));
afterAll(() => rmSync(folder, { recursive: true }));

const git = (...argv: string[]) => spawnSync("git", argv, { cwd: folder, encoding: "utf8" });

// The hook itself in a repository of its own, whose `scan` says what the real one would by its exit status.
describe.skipIf(process.platform === "win32")("the pre-commit hook", () => {
  test.each([
    ["refuses", 1],
    ["lets pass", 0],
  ])("%s a commit where scan exits %i", (_, status) => {
    git("init", "--quiet");
    git("config", "core.hooksPath", ".githooks");
    cpSync(path.join(root, ".githooks"), path.join(folder, ".githooks"), { recursive: true });
    chmodSync(path.join(folder, ".githooks", "pre-commit"), 0o755);
    mkdirSync(path.join(folder, "deep"), { recursive: true });
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ scripts: { scan: `exit ${status} #` } }));
    git("add", "--all");
    const commit = spawnSync(
      "git",
      ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "x"],
      { cwd: path.join(folder, "deep"), encoding: "utf8" },
    );
    expect(commit.status).toBe(status);
  });
});
