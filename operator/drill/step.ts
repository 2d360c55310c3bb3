import { updateCommand } from "../../catalogue/index.ts";
import { explain } from "../errors.ts";
import type { Session } from "../session.ts";
import type { Check } from "../stores/store.ts";

/** What came of a look; the check's name is the drill's. */
export type Seen = Omit<Check, "name">;

/** The cure where what raises the alarm was changed past the program. */
export const BRING_BACK = `Bring it back: ${updateCommand()} --refresh.`;

const PAUSE_MS = 15_000;

export async function step(name: string, look: () => Promise<Seen>): Promise<Check> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return { name, result: "failed", detail: explain(error) };
  }
}

/** The read that must be denied. @param role who must not read. */
export function deniedRead(answer: "denied" | "allowed", secret: string, role: string): Seen {
  if (answer === "denied") return { result: "ok", detail: `${secret} was denied, as it must be` };
  return {
    result: "failed",
    detail: `you may read ${secret}; the value was not looked at`,
    cure: `Take on ${role}, which cannot read, and run the drill again.`,
  };
}

/**
 * Looks again and again until there is something to tell.
 * @param look undefined: not yet.
 * @param late what to tell when the time is over.
 */
export async function awaited(
  session: Session,
  what: string,
  begun: Date,
  limitMs: number,
  look: (waitedSeconds: number) => Promise<Seen | undefined>,
  late: () => Seen,
): Promise<Seen> {
  for (;;) {
    const waited = session.io.now().getTime() - begun.getTime();
    const seen = await look(Math.round(waited / 1000));
    if (seen !== undefined) return seen;
    if (waited > limitMs) return late();
    session.progress(`Waiting for ${what}: ${Math.round(waited / 1000)} s …`);
    await session.io.wait(PAUSE_MS);
  }
}
