import { anthropic } from "./credentials/anthropic.ts";
import { anthropicAdmin } from "./credentials/anthropic-admin.ts";
import { database } from "./credentials/database.ts";
import { githubApp } from "./credentials/github-app.ts";
import { googleOauth } from "./credentials/google-oauth.ts";
import { jira } from "./credentials/jira.ts";
import { jwtSigningKey } from "./credentials/jwt-signing-key.ts";
import { openai } from "./credentials/openai.ts";
import { openaiAdmin } from "./credentials/openai-admin.ts";
import { sendgrid } from "./credentials/sendgrid.ts";
import { slackWebhook } from "./credentials/slack-webhook.ts";
import { CATEGORIES, type Category, type Credential, type Epic } from "./types.ts";
import { checked } from "./validate.ts";

export * from "./key-vault-types.ts";
export * from "./names.ts";
export * from "./rotation.ts";
export * from "./spend.ts";
export * from "./types.ts";

/**
 * Every credential of the company's third-party accounts: the only place that knows which exist.
 * @throws Error that names every wrong entry, when the module loads.
 */
export const allCredentials: readonly Credential[] = checked([
  openai,
  anthropic,
  googleOauth,
  sendgrid,
  githubApp,
  jira,
  slackWebhook,
  jwtSigningKey,
  database,
  openaiAdmin,
  anthropicAdmin,
]);

/** The credentials that every stack keeps. */
export const credentials: readonly Credential[] = credentialsOf([]);

/**
 * The credentials that a stack keeps: every stack's, and the admin keys of the accounts whose spending it watches.
 * @param watched ids of the credentials that spend.
 */
export function credentialsOf(watched: readonly string[]): readonly Credential[] {
  return allCredentials.filter(({ watches }) => watches === undefined || watched.includes(watches));
}

/** The credential of an id, or undefined; also one that only some stacks keep. */
export function findCredential(id: string): Credential | undefined {
  return allCredentials.find((credential) => credential.id === id);
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
