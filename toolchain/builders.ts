import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { recipeFolder } from "./cache.ts";
import { findProgram, runQuietly } from "./processes.ts";
import type { Source, Tool } from "./tools.ts";

/** A program of the machine itself that a build needs and that is not there. */
export class MissingProgram extends Error {
  override readonly name = "MissingProgram";
}

const COMPILERS = { go: "go", python: "python3", maven: "mvn", npm: "npm" } as const;

/** Throws MissingProgram where the machine lacks what a tool is made with. */
export function checkCompiler(tool: Tool): void {
  need(COMPILERS[tool.source.kind], tool);
}

/** Builds a tool into an empty folder, as `bin`, `share` and `lib`. Throws MissingProgram, or an error with the build's last lines. */
export async function build(tool: Tool, folder: string): Promise<void> {
  // Compilers that are interrupted leave their temporary files behind: here they go with the folder.
  const scratch = path.join(folder, "scratch");
  mkdirSync(scratch);
  try {
    await builtBy(tool, folder, { TMPDIR: scratch });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function builtBy(tool: Tool, folder: string, env: Environment): Promise<void> {
  switch (tool.source.kind) {
    case "go":
      return buildGo(tool, tool.source, folder, env);
    case "python":
      return buildPython(tool, tool.source, folder, env);
    case "maven":
      return buildMaven(tool, folder, env);
    case "npm":
      return buildNpm(tool, folder, env);
  }
}

type Environment = Readonly<Record<string, string>>;

const NEEDS = {
  go: "Go 1.26 or newer (https://go.dev/dl/)",
  python3:
    "Python 3.11 or newer with venv (https://www.python.org/downloads/; on Debian and Ubuntu: apt-get install python3-venv)",
  mvn: "Maven and Java 17 or newer (https://maven.apache.org/install.html; on Debian and Ubuntu: apt-get install maven)",
  npm: "npm, which comes with Node (https://nodejs.org/en/download)",
} as const;

function need(program: keyof typeof NEEDS, tool: Tool): string {
  const found = findProgram(program);
  if (found !== undefined) return found;
  throw new MissingProgram(
    `${tool.name} ${tool.version} (${tool.purpose}) is made with "${program}", which is not on the PATH. Install ${NEEDS[program]} and run "npm run toolchain" again.`,
  );
}

async function buildGo(tool: Tool, source: Extract<Source, { kind: "go" }>, folder: string, environment: Environment) {
  const go = need("go", tool);
  // What go.mod and go.sum say is what is built: a workspace or flags of the machine must not change it.
  const env = { ...environment, GOFLAGS: "-mod=readonly", GOWORK: "off", CGO_ENABLED: "0" };
  let cwd = recipeFolder(tool);
  const run = (...command: string[]) => runQuietly([go, ...command], { cwd, env });
  if (source.embeds !== undefined) {
    const copy = path.join(folder, "scratch", "recipe");
    cpSync(cwd, copy, { recursive: true });
    for (const { module, path: file } of source.embeds)
      cpSync(path.join(await moduleFolder(module, run), file), path.join(copy, path.basename(file)));
    cwd = copy;
  }
  const bin = path.join(folder, "bin");
  if (tool.programs.length > 0) {
    mkdirSync(bin);
    const flags = ["-trimpath", "-ldflags", `-s -w ${source.ldflags ?? ""}`, "-o", `${bin}${path.sep}`];
    await run("build", ...flags, "tool");
  }
  if (source.builtAs !== undefined) renameSync(path.join(bin, source.builtAs), path.join(bin, tool.programs[0] ?? ""));
  for (const file of source.files ?? []) {
    const module = await moduleFolder(file.module, run);
    mkdirSync(path.join(folder, file.folder), { recursive: true });
    const target = path.join(folder, file.folder, path.basename(file.path));
    cpSync(path.join(module, file.path), target, { recursive: true });
    makeWritable(target, file.folder === "bin" ? 0o755 : 0o644);
  }
}

async function moduleFolder(module: string, go: (...command: string[]) => Promise<string>): Promise<string> {
  await go("mod", "download", module);
  return (await go("list", "-m", "-f", "{{.Dir}}", module)).trim();
}

// Go keeps its modules read-only, and what is copied from there could not be removed again.
function makeWritable(file: string, mode: number) {
  if (!statSync(file).isDirectory()) return chmodSync(file, mode);
  chmodSync(file, 0o755);
  for (const entry of readdirSync(file)) makeWritable(path.join(file, entry), mode);
}

async function buildPython(tool: Tool, source: Extract<Source, { kind: "python" }>, folder: string, env: Environment) {
  const python = need("python3", tool);
  const environment = path.join(folder, "venv");
  await runQuietly([python, "-m", "venv", environment], { env });
  const requirements = path.join(recipeFolder(tool), "requirements.txt");
  const pip = [
    "-m",
    "pip",
    "install",
    "--require-hashes",
    "--no-deps",
    "--disable-pip-version-check",
    "-r",
    requirements,
  ];
  await runQuietly([path.join(environment, "bin", "python"), ...pip], { env });
  // pip's own start scripts hold the folder's absolute path, which changes when the folder is renamed.
  mkdirSync(path.join(folder, "bin"));
  for (const program of tool.programs) {
    const start = source.module === undefined ? `${program}"` : `python" -m ${source.module}`;
    const script = `#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/../venv/bin/${start} "$@"\n`;
    writeFileSync(path.join(folder, "bin", program), script, { mode: 0o755 });
  }
}

async function buildMaven(tool: Tool, folder: string, env: Environment) {
  const maven = need("mvn", tool);
  const recipe = recipeFolder(tool);
  const lib = path.join(folder, "lib");
  const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
  const command = [maven, "-B", "-q", "-C", "-f", path.join(recipe, "pom.xml"), plugin] as const;
  await runQuietly([...command, `-DoutputDirectory=${lib}`], { env });
  const pinned = readFileSync(path.join(recipe, "sha256sums"), "utf8").trim().split("\n").sort();
  const arrived = existsSync(lib)
    ? readdirSync(lib)
        .map((jar) => `${sha256(path.join(lib, jar))}  ${jar}`)
        .sort()
    : [];
  if (pinned.join("\n") === arrived.join("\n")) return;
  throw new Error(
    `${tool.name}: what Maven brought is not what toolchain/${tool.name}/sha256sums pins. Pinned:\n${pinned.join("\n")}\nArrived:\n${arrived.join("\n")}`,
  );
}

async function buildNpm(tool: Tool, folder: string, env: Environment) {
  const npm = need("npm", tool);
  const lib = path.join(folder, "lib");
  mkdirSync(lib);
  for (const file of ["package.json", "package-lock.json"])
    cpSync(path.join(recipeFolder(tool), file), path.join(lib, file));
  await runQuietly([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: lib, env });
}

function sha256(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
