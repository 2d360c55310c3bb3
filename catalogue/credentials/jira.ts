import type { Credential } from "../types.ts";

export const jira: Credential = {
  id: "jira",
  service: "Jira",
  category: "integrations",
  epic: 5,
  source: "operator-later",
  fields: [
    {
      name: "email",
      label: "Account e-mail",
      visibility: "public",
      format: { description: "an e-mail address", pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, kind: "email" },
    },
    {
      name: "api_token",
      label: "API token",
      visibility: "secret",
      format: {
        description: "an Atlassian API token: begins with ATATT3, or 24 letters and digits for one made before 2023",
        pattern: /^(?:ATATT3[A-Za-z0-9_=-]{60,300}|[A-Za-z0-9]{24})$/,
        detect: /\bATATT3[A-Za-z0-9_=-]{60,300}/,
      },
    },
    {
      name: "base_url",
      label: "Base URL",
      visibility: "public",
      format: {
        description: "the site's address: https://<site>.atlassian.net, without a path",
        pattern: /^https:\/\/[a-z0-9][a-z0-9-]*\.atlassian\.net$/,
        kind: "url",
      },
    },
  ],
  aws: { name: "jira" },
  azure: { shape: "json", name: "integrations-jira-api-token" },
  kubernetes: { secret: "jira-api-token", keys: { email: "email", api_token: "api_token", base_url: "base_url" } },
  rotation: {
    cadence: "yearly",
    firstDue: "2027-01-01",
    owner: "DevOps Lead",
    procedure: "Regenerate API token in Atlassian account",
    overlap: {
      twoValid: true,
      revoke: [
        "Open https://id.atlassian.com/manage-profile/security/api-tokens as the service account",
        "Revoke the old token by its label",
      ],
    },
  },
  limits: { service: "Jira API", rate: "100/min per user", quota: "Free (Cloud)", costControl: "N/A" },
  provisioning: [
    {
      text: "Create a Jira service account",
      url: "https://admin.atlassian.com",
      details: [{ kind: "setting", name: "Access", value: "only the projects that QUALISYS works on" }],
    },
    {
      text: "As that account, create an API token",
      url: "https://id.atlassian.com/manage-profile/security/api-tokens",
      details: [{ kind: "setting", name: "Label", value: "qualisys-{environment}" }],
      changed: "API tokens expire after a year at most: rotate before that day, whatever the schedule says.",
    },
  ],
};
