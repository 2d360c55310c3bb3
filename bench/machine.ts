import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, platform, release, totalmem } from "node:os";
import path from "node:path";
import { ROOT } from "../launch/node.js";
import { TOOLS } from "../toolchain/tools.ts";

/** Where the figures were taken. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
}

export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** The versions of programs and packages as they are pinned, Node's own included. */
export function versions(programs: readonly string[]): Readonly<Record<string, string>> {
  const packages = ["", "default-runtime", "secretlint"].flatMap((folder) => {
    const manifest = path.join(ROOT, folder === "" ? "" : path.join("bench", folder), "package.json");
    const { dependencies, devDependencies } = JSON.parse(readFileSync(manifest, "utf8")) as {
      dependencies: Record<string, string>;
      devDependencies?: Record<string, string>;
    };
    return Object.entries({ ...dependencies, ...devDependencies });
  });
  const known = new Map([...packages, ...TOOLS.map(({ name, version }) => [name, version] as const)]);
  const taken = programs.map((name) => {
    const version = known.get(name);
    if (version === undefined) throw new Error(`neither the toolchain nor a package is called ${name}`);
    return [name, version];
  });
  return { node: process.versions.node, ...Object.fromEntries(taken) };
}
