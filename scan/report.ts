/** A place in a file that the scan speaks of. Never holds a value. */
export interface Place {
  /** Relative to the folder the scan was started in, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Configuration key and the way inside its value, `app:db.password`; empty for a comment. */
  readonly key: string;
  readonly rule: string;
  readonly message: string;
  /** What decided; only where `--explain` asks for it. Absent where a published form did, which the rule names. */
  readonly why?: string;
}

/** A finding that a comment beside it accepts. */
export interface Exception extends Place {
  readonly reason: string;
}

/** A file that could not be read; all others are reported all the same. */
export interface Problem {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

export interface Report {
  /** What has to be mended: exit status 1. */
  readonly findings: readonly Place[];
  readonly exceptions: readonly Exception[];
  /** Advice; no failure. */
  readonly notices: readonly Place[];
  /** Exit status 2. */
  readonly problems: readonly Problem[];
  /** How many files were read. */
  readonly files: number;
}

/** Rules of the scan itself; those of the detection are `ruleIds`. */
export const SCAN_RULES = {
  allowWithoutReason: "scan/allow-without-reason",
  allowUnused: "scan/allow-unused",
  passphrase: "scan/passphrase-provider",
  encryptedFile: "scan/encrypted-file",
} as const;
