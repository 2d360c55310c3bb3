import path from "node:path";
import fc from "fast-check";
import { describe, expect, inject, it } from "vitest";
import type { Environment } from "../../../stack-settings.ts";
import { PROJECT } from "../rig/engine.ts";
import { type Step, steps, take } from "./steps.ts";
import { Lost, World } from "./world.ts";

const endpoint = inject("motoEndpoint");
const SEED = Number(process.env.HISTORIES_SEED ?? 20260801);
const RUNS = Number(process.env.HISTORIES_RUNS ?? 300);

/** Every history begins after the first update and ends with the two things that bring a hidden loss to light. */
async function live(world: World, history: readonly Step[]): Promise<void> {
  await world.restart();
  for (const step of [...history, { do: "refresh" }, { do: "up" }] as const) {
    await take(world, step);
    await world.check();
  }
  await world.checkSecrecy();
}

/** What fast-check found; a history that fails is shortened before it is told. */
async function search(project: string, environment: Environment, numRuns: number, shorten = true) {
  const world = await World.create(project, environment, endpoint);
  try {
    const history = fc.array(steps(environment), { minLength: 3, maxLength: 8 });
    const property = fc.asyncProperty(history, (taken) => live(world, taken));
    return await fc.check(property, { seed: SEED, numRuns, endOnFailure: !shorten });
  } finally {
    await world.rig[Symbol.asyncDispose]();
  }
}

function told(details: fc.RunDetails<[Step[]]>): string {
  const [history = []] = details.counterexample ?? [];
  const lines = history.map((step) => `  ${JSON.stringify(step)}`).join("\n");
  return `seed ${details.seed} (HISTORIES_SEED), shortened ${details.numShrinks} times: ${details.errorInstance}\n${lines}`;
}

describe.skipIf(endpoint === "")("nothing that an operator put is ever lost", () => {
  it.concurrent.for([
    ["production", 2 / 3],
    ["staging", 1 / 3],
  ] as const)("on %s, whatever happens to the stack", { timeout: 3_600_000 }, async ([environment, share]) => {
    const details = await search(PROJECT, environment, Math.ceil(RUNS * share));
    expect(details.failed, told(details)).toBe(false);
  });

  // Otherwise the promise above could be kept by histories that show nothing.
  it.concurrent("unless the program manages the value, as most do", { timeout: 3_600_000 }, async () => {
    const naive = path.join(import.meta.dirname, "..", "naive");
    const details = await search(naive, "production", RUNS, false);
    expect(details.errorInstance).toBeInstanceOf(Lost);
    expect(String(details.errorInstance)).toContain("is no longer current");
  });
});
