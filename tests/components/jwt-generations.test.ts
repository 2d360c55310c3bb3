import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cutOf,
  generationsOf,
  type JwtGenerations,
  otherAccepted,
  refusedMove,
} from "../../components/jwt-generations.ts";
import { jwt } from "../../stack-settings/jwt.ts";

const at = (current: number, previous: number) => ({ current, previous });
const withNext = (current: number) => ({ current, previous: current, next: current + 1 });

describe("moving the JWT key on", () => {
  test.each([
    ["the first update", undefined, at(1, 1)],
    ["nothing changed", at(2, 1), at(2, 1)],
    ["step 1: the next generation accepted", at(1, 1), withNext(1)],
    ["step 2: signing with it, the one before still accepted", withNext(1), at(2, 1)],
    ["step 3: the one before dropped, when its tokens have expired", at(2, 1), at(2, 2)],
    ["step 3 and the next rotation's step 1 in one", at(2, 1), withNext(2)],
    ["the next generation given up before it signs", withNext(1), at(1, 1)],
    ["going back to the generation before, while both are accepted", at(2, 1), withNext(1)],
    ["a leaked key cut off at once, in so many words", at(1, 1), at(2, 2)],
    ["a leaked key and the next beside it cut off at once", withNext(1), at(3, 3)],
  ])("%s is allowed", (_, deployed, wanted) => {
    expect(refusedMove(deployed, wanted)).toBeUndefined();
  });

  test.each([
    ["signing with a generation that pods do not accept yet", at(1, 1), at(2, 1), "jwt: {current: 1, next: 2}"],
    ["a jump over a generation", at(1, 1), at(3, 2), "jwt: {current: 1, next: 2}"],
    ["a jump over the next generation", withNext(1), at(3, 2), "jwt: {current: 2, previous: 1}"],
    ["dropping the one that signs with the switch", withNext(1), at(2, 2), "jwt: {current: 2, previous: 1}"],
    ["cutting off to a key that was beside the leaked one", withNext(1), at(2, 2), "jwt: {current: 3, previous: 3}"],
    ["a jump that cuts off a generation nobody has seen", at(1, 1), at(3, 3), "jwt: {current: 2, previous: 2}"],
    ["going back to a key that is gone", at(3, 2), at(1, 1), "jwt: {current: 3, next: 4}"],
    ["dropping the one that signs for the one before", at(3, 2), at(2, 2), "no longer accepts it"],
  ])("%s is refused, with the way", (_, deployed, wanted, way) => {
    expect(refusedMove(deployed, wanted)).toContain(way);
  });
});

test("without a previous and a next generation the current one is the only one accepted", () => {
  expect(generationsOf({ current: 1 })).toEqual(at(1, 1));
  expect(otherAccepted(at(1, 1))).toBe(1);
});

/** Pods that restart one by one, and the tokens that they sign: signed by which generation, until when. */
class Service {
  readonly #pods: JwtGenerations[];
  #tokens: { readonly generation: number; readonly until: number }[] = [];
  now = 0;

  constructor(pods: number, generations: JwtGenerations) {
    this.#pods = Array.from({ length: pods }, () => generations);
  }

  /** One hour of work: every pod signs a token that is good for some hours. @returns the tokens that a pod refused. */
  work(hours: number): number {
    this.now += 1;
    for (const { current } of this.#pods) this.#tokens.push({ generation: current, until: this.now + hours });
    this.#tokens = this.#tokens.filter(({ until }) => until > this.now);
    const refused = (pod: JwtGenerations) =>
      this.#tokens.filter(({ generation }) => generation !== pod.current && generation !== otherAccepted(pod));
    return this.#pods.flatMap(refused).length;
  }

  /** Restarts every pod with other generations. @returns the tokens that a pod refused meanwhile. */
  restart(order: readonly number[], generations: JwtGenerations, hours: number): number {
    let refused = 0;
    for (const index of order) {
      this.#pods[index % this.#pods.length] = generations;
      refused += this.work(hours);
    }
    this.#pods.fill(generations);
    return refused + this.work(hours);
  }
}

const order = fc.array(fc.nat(9), { maxLength: 12 });

describe("pods that restart one by one", () => {
  test("an ordinary rotation refuses no token, whatever the order and the time it takes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.tuple(order, order, order), { minLength: 1, maxLength: 3 }),
        (pods, hours, rotations) => {
          let generations: JwtGenerations = at(1, 1);
          const service = new Service(pods, generations);
          const move = (to: JwtGenerations, by: readonly number[]) => {
            expect(refusedMove(generations, to)).toBeUndefined();
            generations = to;
            expect(service.restart(by, to, hours)).toBe(0);
          };
          for (const [accept, sign, drop] of rotations) {
            const { current } = generations;
            move(withNext(current), accept);
            move(at(current + 1, current), sign);
            for (let hour = 0; hour < hours; hour += 1) expect(service.work(hours)).toBe(0);
            move(at(current + 1, current + 1), drop);
          }
        },
      ),
    );
  });

  test("no move that is allowed, a cut apart, lets one pod refuse what another signs", () => {
    const generation = fc.integer({ min: 1, max: 5 });
    const settings = fc
      .record({ current: generation, previous: fc.option(generation), next: fc.option(generation) })
      .map((drawn) => jwt.safeParse(Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== null))))
      .filter((parsed) => parsed.success)
      .map((parsed) => generationsOf(parsed.data as { current: number }));
    let moved = 0;
    fc.assert(
      fc.property(settings, settings, fc.integer({ min: 2, max: 4 }), order, (deployed, wanted, pods, by) => {
        const cut = cutOf(deployed);
        if (refusedMove(deployed, wanted) !== undefined) return;
        if (wanted.current === cut.current && otherAccepted(wanted) === cut.current) return;
        if (wanted.current !== deployed.current) moved += 1;
        // A token that is good for an hour is checked in the hour it is signed.
        expect(new Service(pods, deployed).restart(by, wanted, 1)).toBe(0);
      }),
      { numRuns: 2000 },
    );
    expect(moved).toBeGreaterThan(20);
  });

  test("signing with the next at once, as before, does refuse tokens: the model sees it", () => {
    expect(new Service(2, at(1, 1)).restart([0], at(2, 1), 1)).toBeGreaterThan(0);
  });
});
