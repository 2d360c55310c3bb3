import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../../launch/node.js";
import { measured } from "../command.ts";
import type { Comparison, Contender } from "../comparison.ts";
import type { Sample } from "../measures.ts";

/** From an empty folder to what a stack consists of. */
export const offline: Comparison = {
  name: "offline",
  title: "The offline preview, and its installation",
  about:
    "`npm run preview -- --stack production` as a whole process (npm's own start, some 0.2 s, left out), with the code that it compiled the time before and without; " +
    "and `npm ci` into an empty folder with everything in npm's cache. Without development's tools is what a pipeline needs that only deploys or scans.",
  programs: ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/azure-native", "@pulumi/kubernetes"],

  async prepare() {
    const preview = (environment: Record<string, string>) => async () => {
      const script = [path.join(ROOT, "launch", "run.js"), "preview/bin.ts", "--stack", "production"];
      const env = { ...process.env, ...environment };
      return (await measured([process.execPath, ...script], { cwd: ROOT, env })).cost;
    };
    const contenders: Contender[] = [
      { name: "preview", run: preview({}) },
      { name: "preview, nothing compiled before", run: preview({ NODE_DISABLE_COMPILE_CACHE: "1" }) },
      { name: "install", run: () => install([]) },
      { name: "install without development's tools", run: () => install(["--omit=dev"]) },
    ];
    return { contenders, async [Symbol.asyncDispose]() {} };
  },

  targets: () => [],
};

async function install(options: readonly string[]): Promise<Sample> {
  const folder = mkdtempSync(path.join(tmpdir(), "qualisys-bench-install-"));
  try {
    for (const file of ["package.json", "package-lock.json", ".npmrc"]) {
      cpSync(path.join(ROOT, file), path.join(folder, file));
    }
    const { cost } = await measured(["npm", "ci", ...options], { cwd: folder });
    return { ...cost, ...weight(path.join(folder, "node_modules")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a folder takes on disk, in whole blocks, and the packages in it. */
function weight(modules: string): Sample {
  const { packages } = JSON.parse(readFileSync(path.join(modules, ".package-lock.json"), "utf8")) as {
    packages: object;
  };
  return { diskMegabytes: bytes(modules) / 1e6, packages: Object.keys(packages).length };
}

function bytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytes(file);
    return entry.isFile() ? sum + statSync(file).blocks * 512 : sum;
  }, 0);
}
