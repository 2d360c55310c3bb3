import type { Credential } from "../../catalogue/index.ts";
import { OperatorError, UsageError } from "../errors.ts";
import type { Session } from "../session.ts";
import type { Values } from "../stores/store.ts";
import { anthropic } from "./anthropic.ts";
import { type Ask, askerOf, type Verdict } from "./ask.ts";
import { githubApp } from "./github-app.ts";
import { googleOauth } from "./google-oauth.ts";
import { jira } from "./jira.ts";
import { openai } from "./openai.ts";
import { sendgrid } from "./sendgrid.ts";
import { slackWebhook } from "./slack-webhook.ts";

/** How each provider is asked, by the credential's id. */
const CHECKS: Readonly<Record<string, (ask: Ask, values: Values) => Promise<Verdict>>> = {
  openai,
  anthropic,
  "google-oauth": googleOauth,
  sendgrid,
  "github-app": githubApp,
  jira,
  "slack-webhook": slackWebhook,
};

/** What the provider says of a value. @throws OperatorError where it gives no verdict. */
export async function verdictOf(session: Session, credential: Credential, values: Values): Promise<Verdict> {
  const check = CHECKS[credential.id];
  if (check === undefined) {
    throw new UsageError(`There is no provider to ask about ${credential.id}.`, "Run it without --live.");
  }
  session.progress(`Asking ${credential.service} …`);
  const verdict = await check(askerOf(session.io, credential.service), values);
  session.clearProgress();
  return verdict;
}

/** Asks the provider about a value that is about to be written. @throws OperatorError where it does not work. */
export async function checkLive(session: Session, credential: Credential, values: Values): Promise<void> {
  const { result, detail } = await verdictOf(session, credential, values);
  if (result === "works") {
    session.say(`${session.style("green", "✓")} ${credential.service}: ${detail}`);
    return;
  }
  throw new OperatorError(
    `${credential.service} was asked, and ${detail}. Nothing was written.`,
    `See the steps: npm run secrets -- guide ${credential.id}`,
  );
}
