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
      // The same status tells of a key that may not list models, of an address that is not allowed, and so on: those are
      // keys that live (platform.openai.com/docs/guides/error-codes).
      return codeOf(answer.body) === "invalid_api_key"
        ? { result: "refused", detail: "OpenAI does not know this key (401)" }
        : { result: "lacks", detail: "OpenAI knows the key and refuses it here (401)" };
    case 403:
      return { result: "lacks", detail: "OpenAI knows the key and denies it the list of models (403)" };
  }
  throw unexpected("OpenAI", answer);
}

function codeOf(body: unknown): unknown {
  return (body as { error?: { code?: unknown } } | null)?.error?.code;
}
