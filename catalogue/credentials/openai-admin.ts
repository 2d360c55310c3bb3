import type { Credential } from "../types.ts";

export const openaiAdmin: Credential = {
  id: "openai-admin",
  service: "OpenAI (spending)",
  category: "spend",
  epic: 2,
  source: "operator",
  watches: "openai",
  fields: [
    {
      name: "api_key",
      label: "Admin key",
      visibility: "secret",
      format: {
        description: "an OpenAI admin key: begins with sk-admin- and has no spaces",
        pattern: /^sk-admin-[A-Za-z0-9_-]{20,250}$/,
        detect: /\bsk-admin-[A-Za-z0-9_-]{20,250}/,
      },
    },
  ],
  aws: { name: "openai-admin" },
  azure: null,
  kubernetes: null,
  rotation: {
    cadence: "quarterly",
    firstDue: "2027-01-01",
    owner: "DevOps Lead",
    procedure: "Generate another admin key in the OpenAI dashboard, update secret store",
    overlap: {
      twoValid: true,
      revoke: [
        "Open https://platform.openai.com/settings/organization/admin-keys",
        "Find the old admin key by its name and last-used date, and revoke it",
      ],
    },
  },
  provisioning: [
    {
      text: "Sign in as an owner of the organization: nobody else may make admin keys",
      url: "https://platform.openai.com/settings/organization/admin-keys",
    },
    {
      text: "Generate an admin key. Where the page offers permissions, give it those that read usage and costs, and no other",
      details: [{ kind: "setting", name: "Key name", value: "qualisys-spend-watch" }],
    },
  ],
};
