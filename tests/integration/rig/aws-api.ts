import { PROGRAM_VERSION_PREFIX } from "../../../catalogue/index.ts";
import type { Cloud } from "./cloud.ts";

/** An error that the AWS emulator answered with. */
export class AwsError extends Error {
  /** Such as `ResourceNotFoundException`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

const TARGETS = { secretsmanager: "secretsmanager", kms: "TrentService" } as const;

/**
 * Calls the emulator as an SDK would. Nothing is signed, for moto reads no more of the signature than the region and
 * the service.
 */
export async function callAws(
  cloud: Pick<Cloud, "endpoint" | "account">,
  region: string,
  service: keyof typeof TARGETS,
  action: string,
  body: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const response = await fetch(cloud.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${TARGETS[service]}.${action}`,
      "x-moto-account-id": cloud.account,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const answer = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  if (response.ok) return answer;
  throw new AwsError(String(answer.__type).replace(/.*#/, ""), String(answer.message ?? answer.Message ?? text));
}

let tokens = 0;

/** As the provider sends it with every call that makes a version: its prefix, the time, a counter. */
export function requestToken(): { readonly ClientRequestToken: string } {
  const time = new Date().toISOString().replace(/\D/g, "").padEnd(18, "0");
  return { ClientRequestToken: `${PROGRAM_VERSION_PREFIX}${time}${(++tokens).toString(16).padStart(8, "0")}` };
}

/** What the call gives, or undefined where AWS has no such thing. */
export async function ifThere<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AwsError && /^(ResourceNotFound|NotFound)Exception$/.test(error.code)) return undefined;
    throw error;
  }
}

/** Tags as AWS lists them. */
export function tagList(tags: unknown): { Key: string; Value: string }[] {
  return Object.entries((tags ?? {}) as Record<string, string>).map(([Key, Value]) => ({ Key, Value }));
}
