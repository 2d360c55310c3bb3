import { sendgrid as credential } from "../../catalogue/credentials/sendgrid.ts";
import type { Values } from "../stores/store.ts";
import { type Ask, unexpected, type Verdict } from "./ask.ts";

/** Lists the key's scopes: GET /v3/scopes, "Retrieve a list of scopes for which this user has access". */
export async function sendgrid(ask: Ask, values: Values): Promise<Verdict> {
  const answer = await ask("https://api.sendgrid.com/v3/scopes", {
    headers: { authorization: `Bearer ${values.api_key}` },
  });
  switch (answer.status) {
    case 200:
      return verdictOf((answer.body as { scopes?: unknown }).scopes);
    case 401:
      return { result: "refused", detail: "SendGrid does not know this key (401)" };
    case 403:
      return { result: "lacks", detail: "SendGrid knows the key and denies it everything asked (403)" };
  }
  throw unexpected("SendGrid", answer);
}

function verdictOf(scopes: unknown): Verdict {
  const given = Array.isArray(scopes) ? scopes : [];
  const missing = credential.provisioning
    .flatMap((step) => step.details ?? [])
    .flatMap((detail) => (detail.kind === "scope" && !given.includes(detail.scope) ? [detail.label] : []));
  return missing.length === 0
    ? { result: "works", detail: "the key has the permissions of the guide" }
    : { result: "lacks", detail: `the key lacks ${missing.join(", ")}` };
}
