import { googleOauth as credential } from "../../catalogue/credentials/google-oauth.ts";
import type { Values } from "../stores/store.ts";
import { type Ask, unexpected, type Verdict } from "./ask.ts";

/**
 * Redeems a code that was never issued: a wrong client is told from a wrong code (RFC 6749, section 5.2).
 * @see developers.google.com/identity/protocols/oauth2/web-server
 */
export async function googleOauth(ask: Ask, values: Values): Promise<Verdict> {
  const [redirect] = credential.provisioning
    .flatMap((step) => step.details ?? [])
    .flatMap((detail) => (detail.kind === "redirect-uri" ? [detail.uri] : []));
  const answer = await ask("https://oauth2.googleapis.com/token", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: "never-issued",
      client_id: values.client_id ?? "",
      client_secret: values.client_secret ?? "",
      redirect_uri: redirect ?? "",
    }),
  });
  switch ((answer.body as { error?: string } | null)?.error) {
    case "invalid_grant":
      return { result: "works", detail: "Google knows the client, and refuses only the made-up code" };
    case "invalid_client":
    case "deleted_client":
      return { result: "refused", detail: "Google knows no such client ID and secret" };
    case "unauthorized_client":
    case "disabled_client":
      return { result: "lacks", detail: "Google knows the client, and it may not sign anybody in" };
    case "redirect_uri_mismatch":
      return { result: "lacks", detail: `the client does not have the redirect URI ${redirect}` };
  }
  throw unexpected("Google", answer);
}
