import type { Values } from "../stores/store.ts";
import { type Ask, unexpected, type Verdict } from "./ask.ts";

/** Asks who the token's owner is: GET /rest/api/3/myself. */
export async function jira(ask: Ask, values: Values): Promise<Verdict> {
  const basic = Buffer.from(`${values.email}:${values.api_token}`).toString("base64");
  const answer = await ask(`${values.base_url}/rest/api/3/myself`, {
    headers: { authorization: `Basic ${basic}`, accept: "application/json" },
  });
  switch (answer.status) {
    case 200:
      return (answer.body as { active?: boolean }).active === false
        ? { result: "lacks", detail: "the account of this token is not active" }
        : { result: "works", detail: "the account signs in" };
    case 401:
      return { result: "refused", detail: "Jira knows no such e-mail and token (401)" };
    case 403:
      return { result: "lacks", detail: "the account may not use Jira on this site (403)" };
    case 404:
      return { result: "lacks", detail: "there is no Jira at the base URL (404)" };
  }
  throw unexpected("Jira", answer);
}
