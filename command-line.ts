/** Prints what a command has to say, and sets how the process will end. Whoever reads may stop early (`scan | head`): that is no error. */
export function print(said: { readonly exitStatus: number; readonly stdout: string; readonly stderr: string }): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  process.stdout.write(said.stdout);
  process.stderr.write(said.stderr);
  process.exitCode = said.exitStatus;
}

/**
 * A complaint of commander's without what was given: a key that is pasted in the wrong place must not reach a log.
 * It names options and arguments as the program knows them, and nothing else. For `configureOutput({ outputError })`.
 */
export function quietly(complaint: string, write: (text: string) => void): void {
  // At the very end it is made of the program's own names; further in front it would be somebody's argument.
  const suggestion = /\n\(Did you mean [\w, -]+\?\)$/.exec(complaint.trimEnd())?.[0] ?? "";
  write(`error: ${told(complaint.trimEnd())}${suggestion}\n`);
}

const OURS =
  /^error: (missing required argument '[\w.-]+'|option '-[^']*' argument missing|required option '-[^']*' not specified)$/;
const TOO_MANY = /^error: (too many arguments(?: for '[\w-]+')?\. Expected \d+ arguments? but got \d+)/;
// Greedy: what follows the last "is invalid" is the program's own reason, whatever the argument looks like.
const INVALID = /^error: option '(-[^']*)' argument '.*' is invalid\.( .*)?$/s;

function told(complaint: string): string {
  if (complaint.startsWith("error: unknown option")) return "there is no such option";
  if (complaint.startsWith("error: unknown command")) return "there is no such command";
  const tooMany = TOO_MANY.exec(complaint)?.[1];
  if (tooMany !== undefined) return `${tooMany}.`;
  const [, option, reason = ""] = INVALID.exec(complaint) ?? [];
  if (option !== undefined) return `what option '${option}' was given is not allowed.${reason}`;
  return OURS.exec(complaint)?.[1] ?? "wrong usage";
}
