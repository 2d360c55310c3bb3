import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import type { Identity } from "./access.ts";
import type { ClusterApi } from "./cluster-api.ts";

/** Why a token is refused. */
export class InvalidToken extends Error {
  /** Whether nothing but its time is wrong. */
  readonly expired: boolean;

  constructor(message: string, expired = false) {
    super(message);
    this.expired = expired;
  }
}

/**
 * Verifies a service account's token as a cloud does: its signature by the keys that the cluster publishes, its issuer
 * by name, its time.
 */
export async function identityOf(token: string, issuer: string, api: ClusterApi): Promise<Identity> {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const { alg, kid } = decoded(header) as { alg?: string; kid?: string };
  const { keys } = await api.call<{ keys: (JsonWebKey & { kid: string })[] }>("GET", "/openid/v1/jwks");
  const key = keys.find((candidate) => candidate.kid === kid);
  if (alg !== "RS256" || key === undefined) throw new InvalidToken("signed by a key that the issuer does not publish");
  const signed = Buffer.from(`${header}.${payload}`);
  const isValid = verify(
    "RSA-SHA256",
    signed,
    createPublicKey({ key, format: "jwk" }),
    Buffer.from(signature, "base64url"),
  );
  if (!isValid) throw new InvalidToken("wrong signature");
  const claims = decoded(payload) as { iss: string; sub: string; aud: string | string[]; exp: number };
  if (claims.iss !== issuer) throw new InvalidToken("another issuer");
  if (claims.exp * 1000 < Date.now()) throw new InvalidToken("expired", true);
  return { issuer: claims.iss, subject: claims.sub, audience: [claims.aud].flat() };
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    throw new InvalidToken("no JSON Web Token");
  }
}
