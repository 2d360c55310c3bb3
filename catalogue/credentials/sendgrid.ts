import type { Credential } from "../types.ts";

export const sendgrid: Credential = {
  id: "sendgrid",
  service: "SendGrid",
  category: "email",
  epic: 1,
  source: "operator",
  fields: [
    {
      name: "api_key",
      label: "API key",
      visibility: "secret",
      format: {
        description: "a SendGrid key: SG, 22 characters and 43 characters, separated by dots",
        pattern: /^SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/,
        detect: /\bSG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}/,
      },
    },
  ],
  aws: { name: "sendgrid" },
  azure: { shape: "text", names: { api_key: "email-sendgrid-api-key" } },
  kubernetes: { secret: "sendgrid-api-key", keys: { "api-key": "api_key" } },
  rotation: {
    cadence: "yearly",
    firstDue: "2027-01-01",
    owner: "DevOps Lead",
    procedure: "Regenerate API key in SendGrid, update secret store",
    overlap: {
      twoValid: true,
      revoke: ["Open https://app.sendgrid.com/settings/api_keys", "Delete the old key by its name and key ID"],
    },
  },
  limits: {
    service: "SendGrid",
    rate: "100/day (free) / 100K/mo (paid)",
    quota: "$19.95/mo (Essentials)",
    costControl: "Plan limit",
    monitor: "https://app.sendgrid.com/statistics",
  },
  provisioning: [
    { text: "Create an account", url: "https://sendgrid.com" },
    {
      text: "Start with the free tier, upgrade to Essentials for production",
      details: [{ kind: "setting", name: "Free tier", value: "100 emails/day" }],
      changed: "The free tier is a trial of 60 days now: upgrade before it ends, or mail stops.",
    },
    {
      text: "Verify the sender domain by adding its DNS records",
      url: "https://app.sendgrid.com/settings/sender_auth/domain/create",
      details: [
        { kind: "setting", name: "Domain", value: "qualisys.io" },
        { kind: "dns", type: "CNAME", host: "em<number>.qualisys.io", value: "u<account>.wl<number>.sendgrid.net" },
        {
          kind: "dns",
          type: "CNAME",
          host: "s1._domainkey.qualisys.io",
          value: "s1.domainkey.u<account>.wl<number>.sendgrid.net",
        },
        {
          kind: "dns",
          type: "CNAME",
          host: "s2._domainkey.qualisys.io",
          value: "s2.domainkey.u<account>.wl<number>.sendgrid.net",
        },
        { kind: "dns", type: "TXT", host: "_dmarc.qualisys.io", value: "v=DMARC1; p=none;" },
      ],
      changed: "The page shows the numbers for this account; copy the records from there.",
    },
    {
      text: "Generate an API key",
      url: "https://app.sendgrid.com/settings/api_keys",
      details: [
        { kind: "setting", name: "Key name", value: "qualisys-{environment}" },
        { kind: "scope", scope: "mail.send", label: "Mail Send (Full Access)" },
      ],
    },
  ],
};
