import type { Credential } from "../types.ts";

export const openai: Credential = {
  id: "openai",
  service: "OpenAI",
  category: "llm",
  epic: 2,
  source: "operator",
  fields: [
    {
      name: "api_key",
      label: "API key",
      visibility: "secret",
      format: {
        description: "an OpenAI key: begins with sk-, usually sk-proj-, and has no spaces",
        pattern: /^sk-(?!ant-|or-|admin-)(?:proj-|svcacct-|None-)?[A-Za-z0-9_-]{20,250}$/,
        // Keys of users, the oldest kind, have 51 characters; those of projects over 150.
        shortest: 51,
        detect:
          /\bsk-(?:(?:proj|svcacct|None)-[A-Za-z0-9_-]{20,250}|[A-Za-z0-9]{20,64}T3BlbkFJ[A-Za-z0-9]{20,64}|[A-Za-z0-9]{48}\b)/,
      },
    },
  ],
  aws: { name: "openai" },
  azure: { shape: "text", names: { api_key: "llm-openai-api-key" } },
  kubernetes: { secret: "openai-api-key", keys: { "api-key": "api_key" } },
  rotation: {
    cadence: "quarterly",
    firstDue: "2026-07-01",
    owner: "DevOps Lead",
    procedure: "Regenerate key in OpenAI dashboard, update secret store",
    overlap: {
      twoValid: true,
      revoke: [
        "Open https://platform.openai.com/api-keys",
        "Find the old key by its name and last-used date, and revoke it",
      ],
    },
  },
  limits: {
    service: "OpenAI GPT-4",
    rate: "10,000 RPM / 300,000 TPM",
    quota: "$200 hard limit",
    costControl: "Billing alerts at $50, $100, $200",
    monitor: "https://platform.openai.com/account/billing",
    billingAlert: "200-usd-hard-limit",
  },
  provisioning: [
    { text: "Create an organization account", url: "https://platform.openai.com" },
    { text: "Sign up with the company e-mail, not a personal one" },
    { text: "Name the organization", details: [{ kind: "setting", name: "Organization name", value: "QUALISYS" }] },
    {
      text: "Generate an API key",
      url: "https://platform.openai.com/api-keys",
      details: [{ kind: "setting", name: "Key name", value: "qualisys-{environment}" }],
    },
    {
      text: "Configure billing limits and alerts",
      url: "https://platform.openai.com/account/billing",
      details: [
        { kind: "limit", name: "Soft limit", usd: 50, effect: "email warning" },
        { kind: "limit", name: "Billing alert", usd: 100, effect: "email warning" },
        { kind: "limit", name: "Hard limit", usd: 200, effect: "stop requests" },
      ],
      changed:
        "Limits are set per organization and per project under Settings, Limits; a budget there warns, so check that requests really stop.",
    },
  ],
};
