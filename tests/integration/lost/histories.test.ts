import { writeSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, inject, it } from "vitest";
import { PROJECT, type Run } from "../rig/engine.ts";
import { errorsOf } from "../rig/events.ts";
import { Lost } from "./lost.ts";
import { rareHistories } from "./rare-histories.ts";
import { expectedSights, type Sights } from "./sights.ts";
import { type Step, steps } from "./steps.ts";
import { take } from "./take.ts";
import { World, type WorldOptions } from "./world.ts";

const endpoint = inject("motoEndpoint");
const SEED = Number(process.env.HISTORIES_SEED ?? 20260822);
const RUNS = Number(process.env.HISTORIES_RUNS ?? 300);

/** One history to live again, as a failure prints it. */
const ONLY = process.env.HISTORY;

const NAIVE = path.join(import.meta.dirname, "..", "naive");
const BOTH = ["aws", "azure"] as const;
const PRODUCTION = {
  project: PROJECT,
  main: "index.ts",
  environment: "production",
  clouds: BOTH,
  adopts: true,
} as const;

// Beside each other, for an engine waits as much as it works: each is a stack of its own, with a seed of its own.
const LANES: readonly WorldOptions[] = [PRODUCTION, PRODUCTION, { ...PRODUCTION, environment: "staging" }];

const seen: Sights = new Map();
const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
const nothing = () => {};

/** Every history begins after the first update and ends with what brings a hidden loss to light. */
async function live(
  world: World,
  history: readonly Step[],
  saw: (what: string) => void,
  tell: (text: string) => void = nothing,
): Promise<void> {
  await world.restart();
  for (const step of [...history, { do: "up --refresh" }] as const) {
    const before = world.rig.engine.runs.length;
    tell(JSON.stringify(step));
    await take(world, step, saw);
    for (const run of world.rig.engine.runs.slice(before)) tell(`  ${summary(run)}`);
    await world.check();
  }
  world.checkSecrecy();
}

function summary(run: Run): string {
  const changes = Object.entries(run.changes).map(([what, times]) => `${times} ${what}`);
  const errors = errorsOf(run).map((error) => `\n    ${error.slice(0, 300)}`);
  return `${run.command}: exit code ${run.exitCode}, ${run.seconds.toFixed(1)} s, ${changes.join(", ") || "no change"}${errors.join("")}`;
}

/** What fast-check finds in histories of one stack. */
async function search(
  options: WorldOptions,
  parameters: fc.Parameters<[Step[]]>,
  lived: (world: World, history: readonly Step[]) => Promise<void>,
) {
  await using world = await World.create(options, endpoint);
  const histories = fc.array(steps(options.environment), { minLength: 3, maxLength: 8 });
  return await fc.check(
    fc.asyncProperty(histories, (history) => lived(world, history)),
    parameters,
  );
}

/** A history that fails is told at once, with what the engine printed; fast-check then shortens it. */
function looking(options: WorldOptions, lane: number) {
  const seed = SEED + lane;
  const examples = rareOf(lane).map((history): [Step[]] => [[...history]]);
  const numRuns = Math.max(examples.length, Math.ceil(RUNS / LANES.length));
  let done = 0;
  let failed = false;
  return search(options, { seed, numRuns, examples }, async (world, history) => {
    try {
      await live(world, history, count);
    } catch (error) {
      failed = true;
      say(`${failure(options, history, error)}\n${world.lastOutputs()}`);
      throw error;
    }
    done += 1;
    if (!failed && done % 10 === 0) say(`histories of ${options.environment}, seed ${seed}: ${done} of ${numRuns}`);
  });
}

/** The lane's share of the rare histories. */
function rareOf(lane: number): readonly (readonly Step[])[] {
  const { environment } = LANES[lane] ?? PRODUCTION;
  const lanes = [...LANES.keys()].filter((other) => LANES[other]?.environment === environment);
  return rareHistories(environment).filter((_, nth) => lanes[nth % lanes.length] === lane);
}

function failure({ environment }: WorldOptions, history: readonly Step[], error: unknown): string {
  const lines = history.map((step) => `  ${JSON.stringify(step)}`).join("\n");
  const again = JSON.stringify({ environment, history });
  return `${error}\nafter, on ${environment}:\n${lines}\nTo live it again: HISTORY='${again}' npm run test:integration -- --project histories`;
}

// At once and past the reporter: what a failure printed must not be lost with the rest of the run.
function say(text: string): void {
  writeSync(2, `${text}\n`);
}

describe.skipIf(endpoint === "" || ONLY === undefined)("the history in $HISTORY", () => {
  it("loses nothing", { timeout: 600_000 }, async () => {
    const { environment, history } = JSON.parse(ONLY ?? "") as { environment: "production"; history: Step[] };
    const options = { ...PRODUCTION, environment };
    await using world = await World.create(options, endpoint);
    await live(world, history, nothing, say).catch((error: unknown) => {
      throw new Error(`${failure(options, history, error)}\n${world.lastOutputs()}`);
    });
  });
});

describe.skipIf(endpoint === "" || ONLY !== undefined)("nothing that an operator put is ever lost", () => {
  describe("in made-up histories", () => {
    const lanes = LANES.map((options, lane) => [options.environment, SEED + lane, lane, options] as const);
    it.concurrent.for(lanes)("on %s, seed %s", { timeout: 3_600_000 }, async ([, , lane, options]) => {
      const found = await looking(options, lane);
      const [shortest = []] = found.counterexample ?? [];
      expect(found.failed, failure(options, shortest, found.errorInstance)).toBe(false);
    });

    // Otherwise the promise could be kept by histories that show nothing.
    it.concurrent.for(BOTH)(
      "unless the program manages the value, as most do, on %s",
      { timeout: 3_600_000 },
      async (cloud) => {
        const options = { ...PRODUCTION, project: NAIVE, main: "program.ts", clouds: [cloud], adopts: false };
        const parameters = { seed: SEED, numRuns: RUNS, endOnFailure: true };
        const { errorInstance } = await search(options, parameters, (world, history) => live(world, history, nothing));
        expect(errorInstance).toBeInstanceOf(Lost);
        expect(String(errorInstance)).toContain(`on ${cloud} is no longer current`);
      },
    );
  });

  it("and the histories show everything that they are about", () => {
    say(
      [...seen]
        .sort()
        .map(([what, times]) => `${String(times).padStart(5)}  ${what}`)
        .join("\n"),
    );
    expect(expectedSights().filter((what) => !seen.has(what))).toEqual([]);
  });
});
