import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../../launch/node.js";
import type { Registration } from "../../preview/recorder.ts";
import { stackCopy } from "../../tests/integration/rig/stack-copy.ts";
import { type Comparison, type Contender, ratioTarget } from "../comparison.ts";
import type { Figures } from "../measures.ts";
import { installed } from "../packages.ts";
import { recorded } from "../recorded.ts";
import { programText, some } from "../same-resources.ts";
import { ACCOUNT, ENGINE_PROGRAMS, Engine } from "../stack.ts";

const FEW = 40;
const NAMES = {
  empty: "an empty program",
  few: `${FEW} resources, this runtime`,
  fewDefault: `${FEW} resources, Pulumi's default runtime`,
  production: "production, this program",
  again: "production, this program, run again",
};

/** What a fresh runner waits for, and what it needs. */
export const coldPreview: Comparison = {
  name: "cold-preview",
  title: "A cold preview",
  about:
    "`pulumi preview` from nothing on the real engine, as on a fresh runner: no compiled code is kept from one run to the next (except where it is run again, as on the machine of a developer). " +
    `The ${FEW} resources are one of each type that \`production\` has; their programs are written from what this program registers, with ` +
    "the same properties and options, and differ in nothing but the runtime: Node 24 running the TypeScript as it stands, with " +
    "imports of modules; or what `pulumi new` sets up, ts-node with TypeScript 5.9 and the packages' roots. Both on the same Node 24. " +
    "`production` is this very program with its stack file. Without the policy pack.",
  programs: [...ENGINE_PROGRAMS, "typescript"],

  async prepare(say) {
    const engine = await Engine.start(say);
    const folder = mkdtempSync(path.join(tmpdir(), "qualisys-bench-programs-"));
    const packages = await installed("default-runtime", say);
    const all = await recorded("production", ACCOUNT);
    const config = stackCopy("production", ACCOUNT);

    const ours = (name: string, resources: readonly Registration[]) => {
      const project = projectFolder(folder, name, path.join(ROOT, "node_modules"));
      writeFileSync(path.join(project, "index.ts"), programText(resources, "modules"));
      writeFileSync(path.join(project, "package.json"), JSON.stringify({ type: "module", main: "index.ts" }));
      const options = { typescript: false, nodeargs: `--import=${path.join(ROOT, "launch", "check.js")}` };
      const runtime = { name: "nodejs", options };
      writeFileSync(path.join(project, "Pulumi.yaml"), JSON.stringify({ name, main: "index.ts", runtime }));
      return { project, stack: "bench", config: "config: {}\n" };
    };
    const byDefault = (name: string, resources: readonly Registration[]) => {
      const project = projectFolder(folder, name, path.join(packages, "node_modules"));
      for (const file of ["Pulumi.yaml", "package.json", "tsconfig.json"]) {
        cpSync(path.join(packages, file), path.join(project, file));
      }
      writeFileSync(path.join(project, "index.ts"), programText(resources, "roots"));
      return { project, stack: "bench", config: "config: {}\n" };
    };
    const empty = {
      project: path.join(import.meta.dirname, "..", "programs", "empty"),
      stack: "bench",
      config: "config: {}\n",
    };
    // As every runner says of itself.
    const environment = { CI: "true" };
    const contenders: Contender[] = [
      { name: NAMES.empty, run: await engine.stack({ ...empty, environment }) },
      { name: NAMES.few, run: await engine.stack({ ...ours("few", some(all, FEW)), environment }) },
      { name: NAMES.fewDefault, run: await engine.stack({ ...byDefault("few-default", some(all, FEW)), environment }) },
      { name: NAMES.production, run: await engine.stack({ project: ROOT, stack: "production", config, environment }) },
      { name: NAMES.again, run: await engine.stack({ project: ROOT, stack: "production", config }) },
    ];
    return {
      contenders,
      async [Symbol.asyncDispose]() {
        await engine[Symbol.asyncDispose]();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },

  targets(figures) {
    const of = (name: string, measure: "seconds" | "megabytes") => middle(figures(name), measure);
    const few = `${FEW} resources:`;
    return [
      ratioTarget(`${few} so many times faster than Pulumi's default runtime`, {
        one: of(NAMES.fewDefault, "seconds"),
        other: of(NAMES.few, "seconds"),
        atLeast: 6,
      }),
      ratioTarget(`${few} memory, as a part of the default runtime's`, {
        one: of(NAMES.few, "megabytes"),
        other: of(NAMES.fewDefault, "megabytes"),
        atMost: 0.25,
      }),
      ratioTarget(`${few} time, against an empty program's`, {
        one: of(NAMES.few, "seconds"),
        other: of(NAMES.empty, "seconds"),
        atMost: 1.6,
      }),
    ];
  },
};

function middle(figures: Figures, measure: "seconds" | "megabytes"): number {
  return figures[measure]?.median ?? Number.NaN;
}

function projectFolder(folder: string, name: string, modules: string): string {
  const project = path.join(folder, name);
  mkdirSync(project);
  symlinkSync(modules, path.join(project, "node_modules"), "dir");
  return project;
}
