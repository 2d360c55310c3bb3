import { createSign } from "node:crypto";
import { githubApp as credential } from "../../catalogue/credentials/github-app.ts";
import { OperatorError } from "../errors.ts";
import type { Values } from "../stores/store.ts";
import { type Ask, unexpected, type Verdict } from "./ask.ts";

interface App {
  readonly id?: number;
  readonly client_id?: string;
  readonly permissions?: Readonly<Record<string, string>>;
}

/**
 * Asks GitHub which app the private key belongs to, and compares its permissions with the guide's: GET /app,
 * authenticated by a JWT signed with the key. Neither the client secret nor the webhook secret can be asked about.
 */
export async function githubApp(ask: Ask, values: Values): Promise<Verdict> {
  const answer = await ask("https://api.github.com/app", {
    headers: {
      authorization: `Bearer ${tokenOf(values)}`,
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
      "user-agent": "qualisys-secrets",
    },
  });
  switch (answer.status) {
    case 200:
      return verdictOf(answer.body as App, values);
    case 401:
      // GitHub's words for a token that is not valid yet, or no more.
      if (/'(?:Expiration time|Issued at)' claim/.test(String((answer.body as { message?: unknown }).message))) {
        throw new OperatorError("GitHub does not believe this machine's clock.", "Set it right, and run it again.");
      }
      return refused(answer.status);
    case 404:
      return refused(answer.status);
  }
  throw unexpected("GitHub", answer);
}

function refused(status: number): Verdict {
  return { result: "refused", detail: `GitHub knows no app with this id and private key (${status})` };
}

function verdictOf({ id, client_id: clientId, permissions = {} }: App, values: Values): Verdict {
  if (String(id) !== values.app_id) return { result: "refused", detail: "the private key belongs to another app" };
  if (clientId !== undefined && clientId !== values.client_id) {
    return { result: "refused", detail: "the client ID belongs to another app" };
  }
  const missing = credential.provisioning
    .flatMap((step) => step.details ?? [])
    .flatMap((detail) => {
      if (detail.kind !== "permission") return [];
      const { name, access } = detail.api;
      const given = permissions[name];
      return given === "write" || given === "admin" || given === access ? [] : [detail.label];
    });
  return missing.length === 0
    ? { result: "works", detail: "the app has the permissions of the guide" }
    : { result: "lacks", detail: `the app lacks ${missing.join(", ")}` };
}

/** A token of five minutes' life; GitHub allows ten. Issued a minute ago: clocks differ, to either side. */
function tokenOf({ client_id: clientId = "", private_key: privateKey = "" }: Values): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString("base64url");
  const content = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iat: now - 60, exp: now + 300, iss: clientId })}`;
  return `${content}.${createSign("RSA-SHA256").update(content).sign(privateKey, "base64url")}`;
}
