import { updateCommand } from "../catalogue/names.ts";
import type { JwtSettings } from "../stack-settings.ts";

/** The generations of the signing key that a stack has in service, as its output `jwtGenerations` shows them. */
export interface JwtGenerations {
  /** Signs new tokens. */
  readonly current: number;
  /** Accepted because it signed before; the current one where none is. */
  readonly previous: number;
  /** Accepted because it will sign next. Then none before is. */
  readonly next?: number;
}

/** The generations that settings ask for. */
export function generationsOf({ current, previous = current, next }: JwtSettings): JwtGenerations {
  return { current, previous, ...(next === undefined ? {} : { next }) };
}

/** The generation that is accepted beside the one that signs; that one itself where no other is. */
export function otherAccepted({ previous, next }: JwtGenerations): number {
  return next ?? previous;
}

/**
 * Why pods would refuse each other's tokens while they move from the deployed generations to the wanted ones, or undefined
 * where none would. Pods restart one by one, so the old and the new generations are in use together for a while.
 */
export function refusedMove(deployed: JwtGenerations | undefined, wanted: JwtGenerations): string | undefined {
  if (deployed === undefined || isCut(deployed, wanted)) return undefined;
  const way = `${howOn(deployed)}\nA leaked key is cut off at once by ${settingOf(cutOf(deployed))}: every token is refused then, and users sign in again.`;
  const move = `The stack signs with generation ${deployed.current} of the JWT key, and ${settingOf(wanted)}`;
  if (!accepts(deployed, wanted.current))
    return `${move} signs with generation ${wanted.current}, which running pods do not accept yet: they would refuse its tokens.\n${way}`;
  if (!accepts(wanted, deployed.current))
    return `${move} no longer accepts it, though running pods still sign with it.\n${way}`;
  return undefined;
}

/** One generation alone, which no pod has seen: asked for in so many words, since whoever has the Secret has both its keys. */
export function cutOf(deployed: JwtGenerations): JwtGenerations {
  const unseen = (deployed.next ?? deployed.current) + 1;
  return { current: unseen, previous: unseen };
}

function isCut(deployed: JwtGenerations, wanted: JwtGenerations): boolean {
  const cut = cutOf(deployed);
  return wanted.next === undefined && wanted.current === cut.current && wanted.previous === cut.previous;
}

function accepts(generations: JwtGenerations, generation: number): boolean {
  return generation === generations.current || generation === otherAccepted(generations);
}

function howOn({ current, next }: JwtGenerations): string {
  const [words, step] =
    next === undefined
      ? ["To rotate it, accept the next one first", { current, previous: current, next: current + 1 }]
      : ["To sign with the next one, keep accepting this one", { current: next, previous: current }];
  return `${words}: set ${settingOf(step)}, update the stack (${updateCommand()}), and restart what uses the key.`;
}

function settingOf({ current, previous, next }: JwtGenerations): string {
  return next === undefined
    ? `jwt: {current: ${current}, previous: ${previous}}`
    : `jwt: {current: ${current}, next: ${next}}`;
}
