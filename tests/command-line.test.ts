import { expect, test } from "vitest";
import { run as bench } from "../bench/run.ts";
import { seeded } from "../bench/scan/random.ts";
import { preview } from "../preview/run.ts";
import { disk } from "../scan/disk.ts";
import { run as scan } from "../scan/run.ts";
import { toolsNamed } from "../toolchain/tools.ts";
import { World } from "./operator/world.ts";
import { detector } from "./scan/detector.ts";

const folder = new World().folder;

/** Each command line that a person types: what it printed and how it ended. */
const PROGRAMS: Readonly<Record<string, (argv: string[]) => Promise<{ status: number; text: string }>>> = {
  secrets: async (argv) => {
    const { status, stdout, stderr } = await new World().run(argv);
    return { status, text: stdout + stderr };
  },
  preview: async (argv) => {
    const { exitStatus, stdout, stderr } = await preview(argv, { folder, program: async () => ({}), colours: false });
    return { status: exitStatus, text: stdout + stderr };
  },
  scan: async (argv) => {
    const { exitStatus, stdout, stderr } = scan(argv, { cwd: folder, files: disk, detector, color: false });
    return { status: exitStatus, text: stdout + stderr };
  },
  bench: async (argv) => {
    let text = "";
    const print = (more: string) => {
      text += more;
    };
    const kept = { readResults: () => ({}), writeResults: () => {} };
    const io = { ...kept, comparisons: [], stdout: print, stderr: print, colours: false, now: () => new Date(0) };
    return { status: await bench(argv, io), text };
  },
  toolchain: async (argv) => {
    try {
      toolsNamed(argv);
      return { status: 0, text: "" };
    } catch (error) {
      return { status: 2, text: (error as Error).message };
    }
  },
};

const WAYS: Readonly<Record<string, (key: string) => string[]>> = {
  "as an argument": (key) => [key],
  "as an option": (key) => [`--${key}`],
  "as the value of an option that there is not": (key) => [`--api-key=${key}`],
  "as the value of an option that has choices": (key) => ["--format", key],
  "as a stack": (key) => ["--stack", key],
  "as a second argument": (key) => ["put", "openai", key],
  "beside a slip of the finger": (key) => ["put", "openai", "--fb", key],
  "with a line break": (key) => [`--x\n(Did you mean ${key}?)`, key],
};

// Short ones, too: nothing that looks like a key, and like no name.
const KEYS = ["{c4}{d4}", "sk-{a20}", "{A2}.{b22}.{b43}", "{c6}!{d2}"].map((shape) => seeded(7).fill(shape));

const cases = Object.keys(PROGRAMS).flatMap((program) => Object.keys(WAYS).map((way) => [program, way] as const));
test.each(cases)("%s repeats no key that is given %s", async (program, way) => {
  for (const key of KEYS) {
    const outcome = await PROGRAMS[program]?.(WAYS[way]?.(key) ?? []);
    expect(outcome?.text.includes(key), "whether it shows what was given").toBe(false);
    expect(outcome?.status).toBeGreaterThan(0);
  }
});

test.each([
  ["secrets", ["lst"], "there is no such command\n(Did you mean list?)"],
  ["secrets", ["list", "--stak", "x"], "there is no such option\n(Did you mean --stack?)"],
  ["secrets", ["put"], "missing required argument 'id'"],
  ["secrets", ["put", "openai", "x"], "too many arguments for 'put'. Expected 1 argument but got 2."],
  ["secrets", ["report"], "required option '--out <file>' not specified"],
  ["preview", ["--stack"], "option '--stack <name>' argument missing"],
  ["scan", ["--format", "xml"], "what option '--format <format>' was given is not allowed. Allowed choices are text"],
] as const)("%s %s is told what is wrong", async (program, argv, told) => {
  expect((await PROGRAMS[program]?.([...argv]))?.text).toContain(told);
});
