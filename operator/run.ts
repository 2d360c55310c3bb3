import { Command, CommanderError } from "commander";
import { quietly } from "../command-line.ts";
import { EXIT, type ExitStatus, explain, InterruptedError, OperatorError, UsageError } from "./errors.ts";
import type { Io } from "./io.ts";
import { nameStack } from "./name-stack.ts";
import { Session, type SessionOptions } from "./session.ts";

export interface RunResult {
  /** 0 ok, 1 failed or half done, 2 usage or settings, 3 overdue, 130 interrupted. */
  readonly exitStatus: ExitStatus;
}

/** One run of the operators' commands. Never throws: whatever goes wrong is told through `io`. */
export async function run(argv: readonly string[], io: Io): Promise<RunResult> {
  let exitStatus: ExitStatus = EXIT.ok;
  let session: Session | undefined;
  const program = commands(io, async (options, command) => {
    session = new Session(io, options);
    exitStatus = await command(session);
  });
  let stopListening = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    stopListening = io.onInterrupt(() => reject(new InterruptedError(interruption(session))));
  });
  try {
    await Promise.race([program.parseAsync([...argv], { from: "user" }), interrupted]);
  } catch (error) {
    session?.clearProgress();
    if (error instanceof CommanderError) return { exitStatus: error.exitCode === 0 ? EXIT.ok : EXIT.usage };
    const paint = (text: string) => session?.style("red", text) ?? text;
    // The text of an error that was not made for people could hold a value: only its kind and place are told.
    const told = session === undefined ? explain(error) : nameStack(explain(error), session.stack);
    io.stderr.write(`${paint("Error:")} ${told}\n`);
    if (session?.reported === false) session.report({ error: explain(error) });
    if (error instanceof OperatorError) return { exitStatus: error.exitStatus };
    io.stderr.write(
      `${placesOf(error)}\nThis is a defect of qualisys-secrets; please report it with the lines above.\n`,
    );
    return { exitStatus: EXIT.failed };
  } finally {
    stopListening();
  }
  session?.clearProgress();
  return { exitStatus };
}

function interruption(session: Session | undefined): string {
  return `Interrupted. ${session?.underway ?? "Nothing was changed."}`;
}

type Act = (options: SessionOptions, command: (session: Session) => Promise<ExitStatus>) => Promise<void>;

function commands(io: Io, act: Act): Command {
  const program = new Command("secrets")
    .description("Provides, checks and rotates the credentials of third-party accounts.")
    .usage("<command> [options]   (npm run secrets -- <command> [options])")
    .option("--stack <name>", "the stack", "staging")
    .option("--json", "print the result as one JSON document and nothing else", false)
    .option("--yes", "answer yes where a command asks; for scripts", false)
    .addHelpText(
      "after",
      "\nWhat --json prints: docs/json.md.\nExit status: 0 done, 1 failed or half done, 2 wrong usage or settings, 3 a rotation is overdue (due), 130 interrupted.",
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: quietly,
    })
    .showHelpAfterError("Run npm run secrets -- --help to see what is allowed.");

  // Options may stand before or after the command's name.
  const verb = (name: string, text: string) =>
    program
      .command(name)
      .description(text)
      .allowExcessArguments(false)
      .option("--stack <name>", "the stack (default: staging)")
      .option("--json", "print the result as one JSON document and nothing else")
      .option("--yes", "answer yes where the command asks");
  const options = (own: Record<string, unknown>): SessionOptions => ({ ...program.opts(), ...own }) as SessionOptions;

  verb("list", "how every credential stands on each cloud and in each namespace; reads no value").action((own) =>
    act(options(own), async (session) => (await import("./commands/list.ts")).list(session)),
  );
  verb("due", "what is to be rotated soon; exit 3 where something is overdue")
    .option("--within <time>", "how far ahead to look: 14d, 2w", "14d")
    .action((own) =>
      act(options(own), async (session) => (await import("./commands/due.ts")).due(session, own.within)),
    );
  verb("guide <id>", "how a credential is made at its vendor, and the command that comes next").action((id, own) =>
    act(options(own), async (session) => (await import("./commands/guide.ts")).guide(session, id)),
  );
  const values = (name: string, text: string) =>
    verb(name, text)
      .option("--live", "ask the provider about the value before it is written, by a call that does nothing", false)
      .option("--fd <number>", "read the value from this file descriptor instead of asking for it");
  values("put <id>", "put a value into service on every cloud and in every namespace").action((id, own) =>
    act(options(own), async (session) => (await import("./commands/put.ts")).put(session, id, valueOptions(own))),
  );
  values("rotate <id>", "replace a value: guide, put, sync, rolling restart of what uses it, closing summary").action(
    (id, own) =>
      act(options(own), async (session) =>
        (await import("./commands/rotate.ts")).rotate(session, id, valueOptions(own)),
      ),
  );
  verb("sync <id>", "have every namespace fetch the value in service now: a generated or rotated one after its change")
    .option("--restart", "then restart what uses it, by rolling update", false)
    .action((id, own) =>
      act(options(own), async (session) => (await import("./commands/sync.ts")).sync(session, id, own.restart)),
    );
  verb("rollback <id>", "put the value that was in service before back into service").action((id, own) =>
    act(options(own), async (session) => (await import("./commands/rollback.ts")).rollback(session, id)),
  );
  verb("revoke <id>", "close a rotation: no pod holds the old value, and how the vendor ends it")
    .option("--live", "ask the vendor whether the old value, which is asked for, is dead", false)
    .option("--fd <number>", "read the old value from this file descriptor instead of asking for it")
    .action((id, own) =>
      act(options(own), async (session) =>
        (await import("./commands/revoke.ts")).revoke(session, id, valueOptions(own)),
      ),
    );
  verb("verify [id]", "do stores, Kubernetes Secrets and running pods agree? shows no value")
    .option("--read", "read the stores, too; for those who may: a denied read raises the alarm", false)
    .action((id, own) =>
      act(options(own), async (session) => (await import("./commands/verify.ts")).verify(session, id, own.read)),
    );
  verb("doctor", "who am I, may I do what these commands need, is everything there? what is denied raises the alarm")
    .option(
      "--drill",
      "prove the alarms of each cloud: a read that must be denied, and the mail that must follow",
      false,
    )
    .action((own) =>
      act(options(own), async (session) => (await import("./commands/doctor.ts")).doctor(session, own.drill)),
    );
  verb("report", "one page with inventory, state, rotation timeline, limits and cost controls; reads no value")
    .requiredOption("--out <file>", "the file to write, for example report.html")
    .action((own) =>
      act(options(own), async (session) => (await import("./commands/report.ts")).report(session, own.out)),
    );
  verb("adopt", "write the file by which Pulumi takes over secrets that exist already; reads no value")
    .option("--out <file>", "the file to write", "import.json")
    .action((own) =>
      act(options(own), async (session) => (await import("./commands/adopt.ts")).adopt(session, own.out)),
    );
  return program;
}

function valueOptions({ live = false, fd }: { live?: boolean; fd?: string }) {
  if (fd === undefined) return { live };
  if (!/^\d{1,3}$/.test(fd))
    throw new UsageError("--fd takes the number of an open file descriptor.", "For example --fd 3.");
  return { live, descriptor: Number(fd) };
}

// The stack without its first lines: they repeat the message.
function placesOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
