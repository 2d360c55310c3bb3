import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { allCredentials } from "../catalogue/index.ts";
import { DOCUMENTS } from "../docs/generate/documents.ts";

const docs = path.join(path.dirname(import.meta.dirname), "docs");

test.each(Object.entries(DOCUMENTS))(
  "docs/%s is up to date (npm run docs)",
  async (name, text) => {
    const made = await text();
    expect(readFileSync(path.join(docs, name), "utf8")).toBe(made);
    expect(made, "a value that the generator did not find").not.toMatch(/\bundefined\b|\[object|\bNaN\b/);
  },
  // Half a minute where the machine has nothing else to do.
  300_000,
);

test.each(Object.entries(DOCUMENTS))("docs/%s says nothing that a program says by mistake", async (_, text) => {
  expect(await text()).not.toMatch(/undefined|\[object Object\]|\bNaN\b/);
});

describe("docs/credentials.md tells all that the team's document asks for", async () => {
  const text = (await DOCUMENTS["credentials.md"]?.()) ?? "";

  test.each(allCredentials.map(({ id }) => id))("a guide to %s", (id) => {
    expect(text).toContain(`(\`${id}\`, epic`);
  });

  // The document's settings, limits, scopes and permissions, once each: the table to tick off.
  test.each([
    "https://platform.openai.com",
    "Sign up with the company e-mail",
    "Organization name: `QUALISYS`",
    "Key name: `qualisys-production`",
    "Soft limit: **$50**",
    "Billing alert: **$100**",
    "Hard limit: **$200** (stop requests)",
    "Monthly budget: **$200**",
    "Project name: `QUALISYS Production`",
    "People API",
    "Google+ API. Google shut it down",
    "User type: `External`",
    "Support email: `support@qualisys.io`",
    "Name: `QUALISYS Web App`",
    "https://app.qualisys.io/api/auth/callback/google",
    "https://staging.qualisys.io/api/auth/callback/google",
    "http://localhost:3000/api/auth/callback/google",
    "100 emails/day",
    "trial of 60 days",
    "Domain: `qualisys.io`",
    "DNS CNAME",
    "DNS TXT",
    "Mail Send (Full Access)",
    "Name: `QUALISYS Integration`",
    "Homepage: `https://qualisys.io`",
    "Webhook URL: `https://api.qualisys.io/webhooks/github`",
    "Contents (Read)",
    "Pull Requests (R+W)",
    "Commit Statuses (R+W)",
    "Checks (R+W)",
    "Members (Read)",
    "Jira service account",
    "Incoming Webhooks",
    "10,000 RPM / 300,000 TPM",
    "4,000 RPM",
    "100/day (free) / 100K/mo (paid)",
    "$19.95/mo (Essentials)",
    "5,000/hr per installation",
    "100/min per user",
    "1/sec per webhook",
    "https://platform.openai.com/account/billing",
    "https://console.anthropic.com/settings/billing",
    "https://app.sendgrid.com/statistics",
  ])("%s", (words) => {
    expect(text).toContain(words);
  });
});
