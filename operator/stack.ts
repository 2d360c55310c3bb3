import { allCredentials, type Credential, findCredential } from "../catalogue/index.ts";
import { fileOfStack, readStackFile, StackFileError } from "../stack-file.ts";
import {
  keyShown,
  NAMESPACE,
  parseSettings,
  refuseStandIns,
  type Settings,
  SettingsError,
  stackCredentials,
} from "../stack-settings.ts";
import { UsageError } from "./errors.ts";

/**
 * The settings of a stack, from its file.
 * @throws UsageError where the file or a setting cannot be used.
 */
export function readSettings(folder: string, stack: string): Settings {
  let elsewhere: string | undefined;
  try {
    const { values, secretKeys, ...file } = readStackFile(folder, stack);
    elsewhere = file.elsewhere;
    const encrypted = secretKeys.filter((key) => key.startsWith(`${NAMESPACE}:`));
    if (encrypted.length > 0) {
      throw new UsageError(
        `${fileOfStack(stack)} holds encrypted settings (${encrypted.map(shown).join(", ")}), which these commands cannot read.`,
        "No setting of this project is a secret: set it again without --secret, or remove it.",
      );
    }
    return parseSettings(values, stack);
  } catch (error) {
    if (error instanceof StackFileError) throw new UsageError(error.message);
    throw error instanceof SettingsError ? new UsageError(error.message, elsewhere) : error;
  }
}

/** A key of a stack file; what may be a secret in the place of a name is not repeated. */
function shown(key: string): string {
  return `${NAMESPACE}:${keyShown(key.slice(NAMESPACE.length + 1))}`;
}

/** The settings of a stack whose clouds are about to be asked. @throws UsageError also where stand-ins are left in. */
export function readLiveSettings(folder: string, stack: string): Settings {
  const settings = readSettings(folder, stack);
  try {
    refuseStandIns(settings, stack);
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
  return settings;
}

/**
 * The credential of an id, which the stack keeps.
 * @throws UsageError that names those there are, or how the stack comes to keep it.
 */
export function keptCredential(id: string, settings: Settings, stack: string): Credential {
  const credential = credentialOf(id);
  if (stackCredentials(settings).includes(credential)) return credential;
  throw new UsageError(
    `Stack ${stack} keeps no ${id}: it does not watch what ${credential.watches} costs.`,
    `Switch that on with aws.spend in ${fileOfStack(stack)} (docs/settings.md), and update the stack.`,
  );
}

/** The credential of an id. @throws UsageError that names those there are. */
export function credentialOf(id: string): Credential {
  const credential = findCredential(id);
  if (credential !== undefined) return credential;
  // A key pasted in the wrong place must not be repeated on the screen.
  const given = /^[a-z-]{1,15}$/.test(id) ? `"${id}"` : `of the name given (${id.length} characters)`;
  const ids = allCredentials.map((known) => known.id);
  const meant = ids.filter((known) => distance(known, id.toLowerCase()) <= 2);
  const hint = meant.length === 0 ? "" : ` Did you mean ${meant.join(" or ")}?`;
  throw new UsageError(`There is no credential ${given}.${hint}`, `Known are: ${ids.join(", ")}.`);
}

/** How many letters have to be put in, taken out, changed or swapped with their neighbour to make one of the other. */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= one.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= other.length; j++) {
      const swapped =
        one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? at(i - 2, j - 2) + 1 : at(i, j - 1) + 1;
      const changed = at(i - 1, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, changed, swapped));
    }
  }
  return at(one.length, other.length);
}
