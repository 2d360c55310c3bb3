import { searchByStarts } from "../starts.ts";
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

/** The formats that a text may hold, in the table's order. */
export const candidateTokens: (text: string) => readonly TokenFormat[] = searchByStarts(
  vendorTokens,
  ({ hints }) => hints,
);
