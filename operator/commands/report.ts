import { EXIT, type ExitStatus, UsageError } from "../errors.ts";
import { notAsked, takeInventory } from "../inventory.ts";
import { page } from "../report/page.ts";
import type { Session } from "../session.ts";

/** Writes the state of every credential as one page. Reads no value. Exit 1 where a store could not be asked. */
export async function report(session: Session, out: string): Promise<ExitStatus> {
  const { io } = session;
  const stores = await session.stores;
  session.progress(`Asking the stores of ${session.stack} …`);
  const states = await takeInventory(stores, { settings: session.settings, stack: session.stack, now: io.now() });
  session.clearProgress();
  const content = page({
    stack: session.stack,
    at: io.now().toISOString(),
    clouds: stores.clouds.map(({ cloud }) => cloud),
    namespaces: stores.cluster?.namespaces ?? [],
    states,
  });
  try {
    await io.writeFile(out, content);
  } catch (error) {
    throw new UsageError(
      `${out} cannot be written (${(error as { code?: string }).code ?? "unknown reason"}).`,
      "Name a file in a folder that exists and that you may write to.",
    );
  }
  session.report({ stack: session.stack, out });
  session.say(`Written: ${out}`);
  const unknown = notAsked(states);
  if (unknown.length === 0) return EXIT.ok;
  session.note("The page is not the whole picture. This could not be asked:");
  for (const line of unknown) session.note(`  ${line}`);
  return EXIT.failed;
}
