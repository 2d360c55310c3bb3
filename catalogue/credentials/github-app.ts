import type { Credential } from "../types.ts";

export const githubApp: Credential = {
  id: "github-app",
  service: "GitHub App",
  category: "integrations",
  epic: 3,
  source: "operator",
  fields: [
    {
      name: "app_id",
      label: "App ID",
      visibility: "public",
      format: { description: "the number of the app", pattern: /^[1-9]\d{0,11}$/, kind: "integer" },
    },
    {
      name: "client_id",
      label: "Client ID",
      visibility: "public",
      format: {
        description: "a GitHub App client ID: begins with Iv",
        pattern: /^Iv(?:1\.[0-9a-f]{16}|\d{2}[A-Za-z0-9]{16})$/,
      },
    },
    {
      name: "client_secret",
      label: "Client secret",
      visibility: "secret",
      format: { description: "40 digits and letters from a to f", pattern: /^[0-9a-f]{40}$/ },
    },
    {
      name: "private_key",
      label: "Private key",
      visibility: "secret",
      format: {
        description: "an RSA private key in PEM form, as in the .pem file that GitHub gives",
        pattern:
          /^-----BEGIN (?:RSA )?PRIVATE KEY-----\r?\n[A-Za-z0-9+/=\r\n]+-----END (?:RSA )?PRIVATE KEY-----(?:\r?\n)?$/,
        kind: "pem",
      },
    },
    {
      name: "webhook_secret",
      label: "Webhook secret",
      visibility: "secret",
      format: {
        description: "at least 16 characters without spaces",
        pattern: /^(?!REPLACE_WITH_)[\x21-\x7e]{16,256}$/,
      },
    },
  ],
  aws: { name: "github-app" },
  azure: { shape: "json", name: "integrations-github-app" },
  kubernetes: {
    secret: "github-app",
    keys: {
      app_id: "app_id",
      client_id: "client_id",
      client_secret: "client_secret",
      private_key: "private_key",
      webhook_secret: "webhook_secret",
    },
  },
  rotation: {
    cadence: "yearly",
    firstDue: "2027-01-01",
    owner: "DevOps Lead",
    procedure: "Regenerate private key, update secret store",
    overlap: {
      twoValid: true,
      revoke: [
        "Open the app under https://github.com/settings/apps (or the organization's developer settings)",
        "Delete the old private key by its fingerprint, and the old client secret by its last characters",
      ],
      note: "Private keys and client secrets may overlap. A webhook has one secret: change it there and here in one go.",
    },
  },
  limits: { service: "GitHub API", rate: "5,000/hr per installation", quota: "Free", costControl: "N/A" },
  provisioning: [
    { text: "GitHub, Settings, Developer settings, GitHub Apps, New", url: "https://github.com/settings/apps/new" },
    {
      text: "Configure the app",
      details: [
        { kind: "setting", name: "Name", value: "QUALISYS Integration" },
        { kind: "setting", name: "Homepage", value: "https://qualisys.io" },
        { kind: "setting", name: "Webhook URL", value: "https://api.qualisys.io/webhooks/github" },
        { kind: "setting", name: "Webhook secret", value: "a random text of at least 16 characters" },
      ],
    },
    {
      text: "Choose the permissions",
      details: [
        {
          kind: "permission",
          level: "repository",
          label: "Contents (Read)",
          api: { name: "contents", access: "read" },
        },
        {
          kind: "permission",
          level: "repository",
          label: "Pull Requests (R+W)",
          api: { name: "pull_requests", access: "write" },
        },
        {
          kind: "permission",
          level: "repository",
          label: "Commit Statuses (R+W)",
          api: { name: "statuses", access: "write" },
        },
        { kind: "permission", level: "repository", label: "Checks (R+W)", api: { name: "checks", access: "write" } },
        {
          kind: "permission",
          level: "organization",
          label: "Members (Read)",
          api: { name: "members", access: "read" },
        },
      ],
    },
    { text: "Generate a client secret, and a private key, which is downloaded as a .pem file" },
  ],
};
