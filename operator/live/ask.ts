import { OperatorError } from "../errors.ts";
import type { Io } from "../io.ts";
import { blocked } from "../unreachable.ts";

const TIMEOUT_MS = 10_000;
const TRIES = 3;
const LONGEST_PAUSE_MS = 20_000;

/** What a provider says of a credential. */
export interface Verdict {
  /** `works`; `refused`: the provider does not know it; `lacks`: it is known and may not do what it is for. */
  readonly result: "works" | "refused" | "lacks";
  /** For people; holds no value. */
  readonly detail: string;
}

export interface Answer {
  readonly status: number;
  /** The body as JSON, or as text where it is none. */
  readonly body: unknown;
}

/** Asks one provider. @throws OperatorError where it gives no verdict: it does not answer, or asks to slow down. */
export type Ask = (url: string, init?: RequestInit) => Promise<Answer>;

/**
 * A client for a provider's API. Its errors name the provider and nothing of the request, because some providers put
 * the secret into the address.
 */
export function askerOf(io: Io, provider: string): Ask {
  return async (url, init = {}) => {
    for (let attempt = 1; ; attempt++) {
      const { status, text, retryAfter } = await once(io, provider, url, init);
      const slowDown = status === 429;
      if (!slowDown && status < 500) return { status, body: documentOf(text) };
      if (attempt === TRIES) {
        throw new OperatorError(
          slowDown
            ? `${provider} asks to slow down (429), and did so ${TRIES} times.`
            : `${provider} has trouble of its own (${status}).`,
          "Wait a minute, or go on without --live.",
        );
      }
      await io.wait(pauseOf(retryAfter, attempt));
    }
  };
}

interface Heard {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

async function once(io: Io, provider: string, url: string, init: RequestInit): Promise<Heard> {
  try {
    // A redirect would carry the credential to another address.
    const answer = await io.fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    // Here, too: an answer may begin and never end.
    return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get("retry-after") };
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const far = blocked(error, provider, ", or go on without --live.");
    if (far !== undefined) throw far;
    const { name, cause } = error as { name: string; cause?: { code?: string } };
    const why =
      name === "TimeoutError"
        ? `does not answer within ${TIMEOUT_MS / 1000} s`
        : `cannot be reached, or breaks off in the middle of its answer (${cause?.code ?? name})`;
    throw new OperatorError(`${provider} ${why}.`, "Check the network and the proxy, or go on without --live.");
  }
}

function pauseOf(retryAfter: string | null, attempt: number): number {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Math.min(Number.isFinite(seconds) ? seconds * 1000 : 1000 * 2 ** attempt, LONGEST_PAUSE_MS);
}

function documentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An answer that no provider documents for this question. */
export function unexpected(provider: string, { status }: Answer): OperatorError {
  return new OperatorError(
    `${provider} gave an answer that is not understood (${status}).`,
    "Go on without --live, and tell us.",
  );
}
