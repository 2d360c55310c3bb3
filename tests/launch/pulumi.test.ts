import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../../launch/node.js";
import { stackCopy } from "../integration/rig/stack-copy.ts";

// The project with settings that may be updated with, and a program named pulumi that only says that it was started.
let folder: string;
const started = () => existsSync(path.join(folder, "started"));

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "launch-"));
  cpSync(path.join(ROOT, "launch"), path.join(folder, "launch"), { recursive: true });
  for (const entry of ["catalogue", "operator", "stack-file", "stack-settings", "node_modules"])
    symlinkSync(path.join(ROOT, entry), path.join(folder, entry));
  for (const entry of ["stack-file.ts", "stack-settings.ts"])
    symlinkSync(path.join(ROOT, entry), path.join(folder, entry));
  cpSync(path.join(ROOT, "package.json"), path.join(folder, "package.json"));
  writeFileSync(path.join(folder, "Pulumi.staging.yaml"), stackCopy("staging", "111122223333"));
  mkdirSync(path.join(folder, "bin"));
  writeFileSync(path.join(folder, "bin", "pulumi"), `#!/bin/sh\ntouch ${path.join(folder, "started")}\n`, {
    mode: 0o755,
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

function launch(...words: string[]) {
  rmSync(path.join(folder, "started"), { force: true });
  return spawnSync(process.execPath, [path.join(folder, "launch", "pulumi.ts"), ...words], {
    encoding: "utf8",
    env: {
      HOME: folder,
      PATH: [path.join(folder, "bin"), process.env.PATH].join(path.delimiter),
      KUBECONFIG: path.join(folder, "absent"),
    },
  });
}

// The engine alone ends with status 0 where nothing of the cluster would change.
test("an update that has no way to its cluster does not begin", () => {
  const { status, stderr } = launch("up", "--stack", "staging", "--yes");
  expect(stderr).toContain("Error: KUBECONFIG names a file that is not there.");
  expect(stderr).toContain("npm run up -- --stack staging --exclude '**kubernetes:**'");
  expect([status, started()]).toEqual([1, false]);
});

test.each([
  ["an update of the clouds alone", ["up", "--stack", "staging", "--exclude", "**kubernetes:**"]],
  ["a preview by someone who has no way to the cluster", ["preview", "--stack", "staging"]],
])("%s begins", (_, words) => {
  const { status, stderr } = launch(...words);
  expect(stderr).toBe("");
  expect([status, started()]).toEqual([0, true]);
});
