import type { Credential } from "../types.ts";

export const googleOauth: Credential = {
  id: "google-oauth",
  service: "Google OAuth",
  category: "oauth",
  epic: 1,
  source: "operator",
  fields: [
    {
      name: "client_id",
      label: "Client ID",
      visibility: "public",
      format: {
        description: "a Google client ID: digits, a hyphen, letters and digits, .apps.googleusercontent.com",
        pattern: /^\d{6,24}-[a-z0-9]{20,40}\.apps\.googleusercontent\.com$/,
      },
    },
    {
      name: "client_secret",
      label: "Client secret",
      visibility: "secret",
      format: {
        description: "a Google client secret: begins with GOCSPX-",
        pattern: /^GOCSPX-[A-Za-z0-9_-]{28}$/,
        detect: /\bGOCSPX-[A-Za-z0-9_-]{28}/,
      },
    },
  ],
  aws: { name: "google" },
  azure: {
    shape: "text",
    names: { client_id: "oauth-google-client-id", client_secret: "oauth-google-client-secret" },
  },
  kubernetes: { secret: "google-oauth", keys: { client_id: "client_id", client_secret: "client_secret" } },
  rotation: {
    cadence: "yearly",
    firstDue: "2027-01-01",
    owner: "DevOps Lead",
    procedure: "Rotate client secret in GCP console, update secret store",
    overlap: {
      twoValid: true,
      revoke: [
        "Open https://console.cloud.google.com/apis/credentials and choose QUALISYS Web App",
        "Disable the old secret, wait until sign-in has been seen to work, then delete it",
      ],
      note: "A client may have two secrets; add the new one before disabling the old one.",
    },
  },
  limits: { service: "Google OAuth", rate: "Unlimited", quota: "Free", costControl: "N/A" },
  provisioning: [
    {
      text: "Create a Google Cloud project",
      url: "https://console.cloud.google.com/projectcreate",
      details: [{ kind: "setting", name: "Project name", value: "QUALISYS Production" }],
    },
    {
      text: "Enable the API that tells who signs in",
      url: "https://console.cloud.google.com/apis/library/people.googleapis.com",
      details: [{ kind: "api", name: "People API", id: "people.googleapis.com" }],
      changed:
        "The document also asks for the Google+ API. Google shut it down in 2019; the People API is what remains.",
    },
    {
      text: "Configure the OAuth consent screen",
      url: "https://console.cloud.google.com/auth/branding",
      details: [
        { kind: "setting", name: "User type", value: "External" },
        { kind: "setting", name: "App name", value: "QUALISYS" },
        { kind: "setting", name: "Support email", value: "support@qualisys.io" },
        { kind: "scope", scope: "openid", label: "who signs in" },
        { kind: "scope", scope: "https://www.googleapis.com/auth/userinfo.email", label: "e-mail address" },
        { kind: "scope", scope: "https://www.googleapis.com/auth/userinfo.profile", label: "name and picture" },
      ],
    },
    {
      text: "Create OAuth 2.0 credentials",
      url: "https://console.cloud.google.com/auth/clients/create",
      details: [
        { kind: "setting", name: "Type", value: "Web application" },
        { kind: "setting", name: "Name", value: "QUALISYS Web App" },
        { kind: "redirect-uri", uri: "https://app.qualisys.io/api/auth/callback/google" },
        { kind: "redirect-uri", uri: "https://staging.qualisys.io/api/auth/callback/google" },
        { kind: "redirect-uri", uri: "http://localhost:3000/api/auth/callback/google", note: "dev" },
      ],
      changed: "The client secret is shown once, when it is made: have the put command ready before you press Create.",
    },
  ],
};
