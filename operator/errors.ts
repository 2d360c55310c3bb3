/** Exit statuses of the commands; part of their contract. */
export const EXIT = { ok: 0, failed: 1, usage: 2, overdue: 3, interrupted: 130 } as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/**
 * What went wrong, in words for the person at the terminal, and how to mend it.
 * Neither text may hold a value: both are printed.
 */
export class OperatorError extends Error {
  override readonly name: string = "OperatorError";
  readonly cure: string | undefined;
  readonly exitStatus: ExitStatus = EXIT.failed;

  constructor(message: string, cure?: string) {
    super(message);
    this.cure = cure;
  }
}

/** A command, an option or an input that cannot be used; nothing was touched. */
export class UsageError extends OperatorError {
  override readonly name = "UsageError";
  override readonly exitStatus = EXIT.usage;
}

/** The person pressed Ctrl-C, or said no. */
export class InterruptedError extends OperatorError {
  override readonly name = "InterruptedError";
  override readonly exitStatus = EXIT.interrupted;
}

/** A service does not let the caller do something: other ways may still be open. */
export class DeniedError extends OperatorError {
  override readonly name = "DeniedError";
}

/** The cluster at hand is another stack's: nothing of it may be changed or believed. */
export class OtherStackError extends OperatorError {
  override readonly name = "OtherStackError";
}

/** The message of an error that was made for people, or the kind of any other: its text could hold a value. */
export function explain(error: unknown): string {
  if (error instanceof OperatorError)
    return error.cure === undefined ? error.message : `${error.message} ${error.cure}`;
  return `unexpected ${error instanceof Error ? error.name : typeof error}`;
}
