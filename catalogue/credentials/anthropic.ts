import type { Credential } from "../types.ts";

export const anthropic: Credential = {
  id: "anthropic",
  service: "Anthropic",
  category: "llm",
  epic: 2,
  source: "operator",
  fields: [
    {
      name: "api_key",
      label: "API key",
      visibility: "secret",
      format: {
        description: "an Anthropic key: begins with sk-ant-api and two digits, and has no spaces",
        pattern: /^sk-ant-api\d{2}-[A-Za-z0-9_-]{24,200}$/,
        detect: /\bsk-ant-(?:api|oat)\d{2}-[A-Za-z0-9_-]{24,200}/,
      },
    },
  ],
  aws: { name: "anthropic" },
  azure: { shape: "text", names: { api_key: "llm-anthropic-api-key" } },
  kubernetes: { secret: "anthropic-api-key", keys: { "api-key": "api_key" } },
  rotation: {
    cadence: "quarterly",
    firstDue: "2026-07-01",
    owner: "DevOps Lead",
    procedure: "Regenerate key in Anthropic console, update secret store",
    overlap: {
      twoValid: true,
      revoke: [
        "Open https://console.anthropic.com/settings/keys",
        "Find the old key by its name and creation date, and delete it",
      ],
    },
  },
  limits: {
    service: "Anthropic Claude",
    rate: "4,000 RPM",
    quota: "$200 budget",
    costControl: "Billing alerts configured",
    monitor: "https://console.anthropic.com/settings/billing",
    billingAlert: "200-usd-budget",
  },
  provisioning: [
    { text: "Create an account", url: "https://console.anthropic.com" },
    { text: "Sign up with the company e-mail" },
    { text: "Complete the organization verification" },
    {
      text: "Generate an API key",
      url: "https://console.anthropic.com/settings/keys",
      details: [{ kind: "setting", name: "Key name", value: "qualisys-{environment}" }],
    },
    {
      text: "Configure billing alerts",
      url: "https://console.anthropic.com/settings/billing",
      details: [{ kind: "limit", name: "Monthly budget", usd: 200, effect: "alert" }],
    },
  ],
};
