import { aiTokens } from "./ai.ts";
import { cloudTokens } from "./clouds.ts";
import { codeTokens } from "./code.ts";
import { dataTokens } from "./data.ts";
import type { TokenFormat } from "./format.ts";
import { serviceTokens } from "./services.ts";

export type { TokenFormat } from "./format.ts";

/** The published token formats of vendors. The first that matches gives a finding its name. */
export const vendorTokens: readonly TokenFormat[] = [
  ...cloudTokens,
  ...codeTokens,
  ...aiTokens,
  ...dataTokens,
  ...serviceTokens,
];

/** The formats that are public under some keys. */
export const publishableTokens: readonly TokenFormat[] = vendorTokens.filter(
  ({ publicWith }) => publicWith !== undefined,
);

/** The formats by the first three characters of their hints, as one number; and those whose hint is shorter. */
const byStart = new Map<number, number[]>();
const always: number[] = [];
for (const [index, { hints }] of vendorTokens.entries()) {
  if (hints.some((hint) => hint.length < 3)) always.push(index);
  else for (const hint of hints) byStart.set(startOf(hint, 0), [...(byStart.get(startOf(hint, 0)) ?? []), index]);
}

function startOf(text: string, at: number): number {
  return (text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1)) * 65_536 + text.charCodeAt(at + 2);
}

/** The formats that a text may hold, in the table's order. One pass over the text instead of a search for each of some hundred hints. */
export function candidateTokens(text: string): TokenFormat[] {
  const found = new Set(always);
  for (let at = 0; at + 2 < text.length; at++) {
    const indices = byStart.get(startOf(text, at));
    if (indices) for (const index of indices) found.add(index);
  }
  return [...found]
    .sort((a, b) => a - b)
    .flatMap((index) => vendorTokens[index] ?? [])
    .filter(({ hints }) => hints.some((hint) => text.includes(hint)));
}
