import type { Session } from "../session.ts";
import type { Check } from "../stores/store.ts";
import { type Seen, step } from "./step.ts";

/** What a drill of one cloud saw, and what only people can. */
export interface Drilled {
  readonly checks: readonly Check[];
  /** The emails that must have arrived; absent where the drill did not come so far. */
  readonly emails?: Emails;
}

export interface Emails {
  readonly cloud: "AWS" | "Azure";
  readonly addresses: readonly string[];
  /** What to look for in the inbox, for people. They travel separately, and one can be missing. */
  readonly each: readonly string[];
}

/** Asks a person for each email by name: no one else sees an inbox. */
export function emailsReceived(session: Session, { cloud, addresses, each }: Emails): Promise<Check> {
  return step(`${cloud} emails`, () => asked(session, addresses.join(", "), each));
}

async function asked(session: Session, to: string, emails: readonly string[]): Promise<Seen> {
  if (session.options.yes || !session.io.interactive)
    return { result: "unknown", detail: `look in the inbox of ${to} for ${emails.join("; and ")}` };
  session.clearProgress();
  const missing: string[] = [];
  for (const email of emails) {
    if (!(await session.io.prompts.confirm(`Has ${to} received ${email}?`))) missing.push(email);
  }
  if (missing.length === 0) return { result: "ok", detail: `${to} received ${emails.join("; and ")}` };
  return {
    result: "failed",
    detail: `not received: ${missing.join("; and ")}`,
    cure: "Look in the spam folder. If the checks above are well, the mail server refused it.",
  };
}
