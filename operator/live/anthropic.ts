import type { Values } from "../stores/store.ts";
import { type Ask, unexpected, type Verdict } from "./ask.ts";

/** Lists the models: docs.anthropic.com/en/api/models-list. */
export async function anthropic(ask: Ask, values: Values): Promise<Verdict> {
  const answer = await ask("https://api.anthropic.com/v1/models", {
    headers: { "x-api-key": values.api_key ?? "", "anthropic-version": "2023-06-01" },
  });
  switch (answer.status) {
    case 200:
      return { result: "works", detail: "the key lists the models" };
    case 401:
      return { result: "refused", detail: "Anthropic does not know this key (401)" };
    case 403:
      return { result: "lacks", detail: "Anthropic knows the key and denies it the list of models (403)" };
  }
  throw unexpected("Anthropic", answer);
}
