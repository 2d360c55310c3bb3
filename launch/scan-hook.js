#!/usr/bin/env node
// The scan as a hook of pre-commit in any repository: pre-commit clones this project and starts this file in the repository
// that is committed to. It brings only the packages that the scan imports, and no cloud's SDK.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { isNewEnough, REQUIRED_MAJOR, ROOT } from "./node.js";

const SCAN = path.join(ROOT, "scan");

/** @param {string} reason */
function stop(reason) {
  console.error(reason);
  process.exit(2);
}

if (!isNewEnough())
  stop(
    `The scan needs Node ${REQUIRED_MAJOR} or newer on the PATH, and this is Node ${process.versions.node} (${process.execPath}).`,
  );

// npm writes this file last, so that an interrupted install is repeated.
const isInstalled = [SCAN, ROOT].some((folder) => existsSync(path.join(folder, "node_modules", ".package-lock.json")));
if (!isInstalled) {
  const options = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // On Windows npm is a script of the shell's.
  const { status, stderr, error } = spawnSync("npm", ["ci", ...options], {
    cwd: SCAN,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0)
    stop(
      `The packages that the scan needs could not be installed: "npm ci" in ${SCAN} failed.\n${error?.message ?? stderr}`,
    );
}

await import("./scan.ts");
