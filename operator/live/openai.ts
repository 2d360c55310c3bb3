import type { Values } from "../stores/store.ts";
import { type Ask, unexpected, type Verdict } from "./ask.ts";

/** Lists the models: platform.openai.com/docs/api-reference/models/list. */
export async function openai(ask: Ask, values: Values): Promise<Verdict> {
  const answer = await ask("https://api.openai.com/v1/models", {
    headers: { authorization: `Bearer ${values.api_key}` },
  });
  switch (answer.status) {
    case 200:
      return { result: "works", detail: "the key lists the models" };
    case 401:
      return { result: "refused", detail: "OpenAI does not know this key (401)" };
    case 403:
      return { result: "lacks", detail: "OpenAI knows the key and denies it the list of models (403)" };
  }
  throw unexpected("OpenAI", answer);
}
