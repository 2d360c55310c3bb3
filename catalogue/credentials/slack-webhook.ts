import type { Credential } from "../types.ts";

const CHANNEL = "#qualisys-alerts";

export const slackWebhook: Credential = {
  id: "slack-webhook",
  service: "Slack",
  category: "integrations",
  epic: 5,
  source: "operator-later",
  fields: [
    {
      name: "webhook_url",
      label: "Webhook URL",
      visibility: "secret",
      format: {
        description: "Slack's own address for the webhook: https://hooks.slack.com/services/ and three parts",
        pattern: /^https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{6,20}\/B[A-Z0-9]{6,20}\/[A-Za-z0-9]{20,40}$/,
        detect:
          /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Z0-9]{6,20}\/[A-Z0-9]{6,20}\/[A-Za-z0-9/]{20,60}/,
        kind: "url",
      },
    },
    {
      name: "channel",
      label: "Channel",
      visibility: "public",
      format: { description: "a channel's name with its #", pattern: /^#[a-z0-9_-]{1,80}$/ },
      default: CHANNEL,
    },
  ],
  aws: { name: "slack-webhook" },
  azure: { shape: "json", name: "integrations-slack-webhook" },
  kubernetes: { secret: "slack-webhook", keys: { webhook_url: "webhook_url", channel: "channel" } },
  rotation: {
    cadence: "on-compromise",
    owner: "DevOps Lead",
    procedure: "Regenerate webhook URL in Slack App settings",
    overlap: {
      twoValid: true,
      revoke: ["Open https://api.slack.com/apps, choose the app, Incoming Webhooks", "Remove the old webhook URL"],
    },
  },
  limits: { service: "Slack Webhooks", rate: "1/sec per webhook", quota: "Free", costControl: "Rate limiting" },
  provisioning: [
    { text: "Create a Slack app", url: "https://api.slack.com/apps?new_app=1" },
    {
      text: "Enable Incoming Webhooks and add one to the channel",
      details: [{ kind: "setting", name: "Channel", value: CHANNEL }],
    },
  ],
};
