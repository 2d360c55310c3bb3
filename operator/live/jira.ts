import type { Values } from "../stores/store.ts";
import { type Answer, type Ask, unexpected, type Verdict } from "./ask.ts";

const GATEWAY = "https://api.atlassian.com/ex/jira";

/**
 * Asks who the token's owner is: GET /rest/api/3/myself. A token with scopes is known at Atlassian's gateway alone, and the
 * site knows nothing of it.
 * @see https://support.atlassian.com/atlassian-cloud/kb/401-unauthorized-error-when-service-account-accesses-jira-or-confluence-api
 */
export async function jira(ask: Ask, values: Values): Promise<Verdict> {
  const basic = Buffer.from(`${values.email}:${values.api_token}`).toString("base64");
  const myself = (base: string) =>
    ask(`${base}/rest/api/3/myself`, { headers: { authorization: `Basic ${basic}`, accept: "application/json" } });
  const base = values.base_url ?? "";
  const verdict = verdictOf(await myself(base));
  if (verdict.result !== "refused" || base.startsWith(GATEWAY)) return verdict;
  const cloud = await cloudId(ask, base);
  if (cloud === undefined) return verdict;
  const behind = await myself(`${GATEWAY}/${cloud}`);
  if (behind.status === 401 && !lacksScope(behind)) return verdict;
  return {
    result: "lacks",
    detail: `this token has scopes, and works at ${GATEWAY}/${cloud} alone: give that as the base URL`,
  };
}

function verdictOf(answer: Answer): Verdict {
  switch (answer.status) {
    case 200:
      return (answer.body as { active?: boolean }).active === false
        ? { result: "lacks", detail: "the account of this token is not active" }
        : { result: "works", detail: "the account signs in" };
    case 401:
      return lacksScope(answer)
        ? { result: "lacks", detail: "the token lacks the scope read:jira-user (401)" }
        : { result: "refused", detail: "Jira knows no such e-mail and token (401)" };
    case 403:
      return { result: "lacks", detail: "the account may not use Jira on this site (403)" };
    case 404:
      return { result: "lacks", detail: "there is no Jira at the base URL (404)" };
  }
  throw unexpected("Jira", answer);
}

function lacksScope({ body }: Answer): boolean {
  return /scope does not match/i.test(JSON.stringify(body));
}

/** The id by which the gateway knows a site. It is public. */
async function cloudId(ask: Ask, site: string): Promise<string | undefined> {
  const { status, body } = await ask(`${site}/_edge/tenant_info`);
  const id = (body as { cloudId?: unknown } | null)?.cloudId;
  return status === 200 && typeof id === "string" && /^[0-9a-f-]{36}$/.test(id) ? id : undefined;
}
