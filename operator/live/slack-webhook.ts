import type { Values } from "../stores/store.ts";
import { type Ask, unexpected, type Verdict } from "./ask.ts";

/**
 * Sends a message without text, which Slack refuses to post, and reads from the refusal whether it knows the webhook.
 * @see docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, "Handling errors"
 */
export async function slackWebhook(ask: Ask, values: Values): Promise<Verdict> {
  const answer = await ask(values.webhook_url ?? "", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  switch (String(answer.body).trim()) {
    case "no_text":
    case "missing_text_or_fallback_or_attachments":
    case "invalid_payload":
      return { result: "works", detail: "Slack knows the webhook, and refuses only the empty message" };
    case "no_service":
    case "no_service_id":
    case "no_team":
    case "invalid_token":
      return { result: "refused", detail: "Slack knows no such webhook" };
    case "no_active_hooks":
    case "team_disabled":
    case "user_not_found":
    case "channel_not_found":
    case "channel_is_archived":
    case "action_prohibited":
    case "posting_to_general_channel_denied":
      return { result: "lacks", detail: "Slack knows the webhook, and it may not post to its channel" };
  }
  throw unexpected("Slack", answer);
}
