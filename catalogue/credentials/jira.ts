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
      format: {
        description: "an e-mail address",
        // As browsers check one. @see https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
        pattern: /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/,
        kind: "email",
      },
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
        description:
          "the site's address, https://<site>.atlassian.net, or for a token with scopes https://api.atlassian.com/ex/jira/<cloud id>",
        pattern:
          /^https:\/\/(?:[a-z0-9][a-z0-9-]*\.atlassian\.net|api\.atlassian\.com\/ex\/jira\/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/,
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
    // @see https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
    maxDays: 365,
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
      changed:
        "Tokens expire after 365 days at most: the commands take the day on which one was put for its first. A service account's tokens have scopes (read:jira-user and read:jira-work at least), and work at https://api.atlassian.com/ex/jira/<cloud id> alone; https://<site>.atlassian.net/_edge/tenant_info shows the cloud id.",
    },
  ],
};
