import { anthropic } from "./credentials/anthropic.ts";
import { database } from "./credentials/database.ts";
import { githubApp } from "./credentials/github-app.ts";
import { googleOauth } from "./credentials/google-oauth.ts";
import { jira } from "./credentials/jira.ts";
import { jwtSigningKey } from "./credentials/jwt-signing-key.ts";
import { openai } from "./credentials/openai.ts";
import { sendgrid } from "./credentials/sendgrid.ts";
import { slackWebhook } from "./credentials/slack-webhook.ts";
import { CATEGORIES, type Category, type Credential, type Epic } from "./types.ts";
import { checked } from "./validate.ts";

export * from "./names.ts";
export * from "./rotation.ts";
export * from "./types.ts";

/**
 * The credentials of the company's third-party accounts: the only place that knows which exist.
 * @throws Error that names every wrong entry, when the module loads.
 */
export const credentials: readonly Credential[] = checked([
  openai,
  anthropic,
  googleOauth,
  sendgrid,
  githubApp,
  jira,
  slackWebhook,
  jwtSigningKey,
  database,
]);

/** The credential of an id, or undefined. */
export function findCredential(id: string): Credential | undefined {
  return credentials.find((credential) => credential.id === id);
}

/** Categories that have credentials, in the catalogue's order, each with its credentials. */
export function byCategory(
  list: readonly Credential[] = credentials,
): readonly (readonly [Category, readonly Credential[]])[] {
  return (Object.keys(CATEGORIES) as Category[])
    .map((category) => [category, list.filter((credential) => credential.category === category)] as const)
    .filter(([, members]) => members.length > 0);
}

/** The credentials that a cluster receives while these epics have started. */
export function delivered(
  startedEpics: readonly Epic[],
  list: readonly Credential[] = credentials,
): readonly Credential[] {
  return list.filter((credential) => credential.kubernetes !== null && startedEpics.includes(credential.epic));
}
