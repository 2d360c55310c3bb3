import type { Credential } from "../types.ts";

export const anthropicAdmin: Credential = {
  id: "anthropic-admin",
  service: "Anthropic (spending)",
  category: "spend",
  epic: 2,
  source: "operator",
  watches: "anthropic",
  fields: [
    {
      name: "api_key",
      label: "Admin key",
      visibility: "secret",
      format: {
        description: "an Anthropic admin key: begins with sk-ant-admin and two digits, and has no spaces",
        pattern: /^sk-ant-admin\d{2}-[A-Za-z0-9_-]{24,200}$/,
        detect: /\bsk-ant-admin\d{2}-[A-Za-z0-9_-]{24,200}/,
      },
    },
  ],
  aws: { name: "anthropic-admin" },
  azure: null,
  kubernetes: null,
  rotation: {
    cadence: "quarterly",
    firstDue: "2027-01-01",
    owner: "DevOps Lead",
    procedure: "Generate another admin key in the Anthropic console, update secret store",
    overlap: {
      twoValid: true,
      revoke: [
        "Open https://console.anthropic.com/settings/admin-keys",
        "Find the old admin key by its name and creation date, and delete it",
      ],
    },
  },
  provisioning: [
    {
      text: "Sign in as an admin of the organization: nobody else may make admin keys, and an individual account has none",
      url: "https://console.anthropic.com/settings/admin-keys",
    },
    {
      text: "Generate an admin key. It can do whatever an admin can, members and keys included: only the function reads it",
      details: [{ kind: "setting", name: "Key name", value: "qualisys-spend-watch" }],
    },
  ],
};
