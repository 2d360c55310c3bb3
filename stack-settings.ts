import { z } from "zod";
import { type Credential, credentialsOf } from "./catalogue/index.ts";
import { fileOfStack } from "./stack-file/name.ts";
import { type Settings, settingsSchema } from "./stack-settings/schema.ts";

export type { AwsSettings, SpendSettings } from "./stack-settings/aws.ts";
export type { AzureSettings } from "./stack-settings/azure.ts";
export type { DatabaseSettings } from "./stack-settings/database.ts";
export type { JwtSettings } from "./stack-settings/jwt.ts";
export type { KubernetesSettings } from "./stack-settings/kubernetes.ts";
export { ENVIRONMENTS, type Environment, type Settings, settingsSchema } from "./stack-settings/schema.ts";

/** The namespace of the project's keys in a stack file. */
export const NAMESPACE = "qualisys-secrets";

/**
 * Texts that the shipped stack files hold in place of what a team must replace: account and subscription numbers of
 * zeros, `replace-me` addresses, and a network address that is for documents alone (RFC 5737). They have the right shape, so that the offline preview shows the whole picture.
 */
const STAND_IN = /0{12}|replace-me|^192\.0\.2\./;

/** The credentials that a stack keeps. */
export function stackCredentials(settings: Settings): readonly Credential[] {
  return credentialsOf(settings.aws?.spend?.accounts ?? []);
}

/** Settings that the program cannot work with, all of them at once. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(stack: string, problems: readonly string[]) {
    super(
      `The settings of stack ${stack} (${fileOfStack(stack)}) cannot be used:\n\n${problems.map((p) => `  ${p.replaceAll("\n", "\n  ")}`).join("\n\n")}`,
    );
    this.problems = problems;
  }
}

/**
 * The settings of a stack.
 *
 * @param config every key of the stack's configuration as Pulumi hands it over: `namespace:key` -> text, where
 *   objects and lists are JSON. Other namespaces are left alone.
 * @throws SettingsError with every wrong setting: its key, what was given (in kind, never the value: it could be a
 *   secret in the wrong place), what is allowed, and how to set it.
 */
export function parseSettings(config: Readonly<Record<string, string>>, stack: string): Settings {
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${NAMESPACE}:`));
  const raw = Object.fromEntries(own.map(([key, value]) => [key.slice(NAMESPACE.length + 1), structured(value)]));
  const result = settingsSchema.safeParse(raw);
  if (result.success) return result.data;
  throw new SettingsError(stack, [...new Set(result.error.issues.flatMap((issue) => problem(issue, raw, stack)))]);
}

/** The keys that still hold what the shipped stack files stand in with. */
export function standIns(settings: Settings): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown, path: readonly PropertyKey[]): void => {
    if (typeof value === "string" && STAND_IN.test(value)) found.push(keyOf(path));
    else if (typeof value === "object" && value !== null) {
      for (const [key, child] of Object.entries(value))
        visit(child, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(settings, []);
  return found;
}

/** @throws SettingsError where a setting still holds a stand-in: an update would act on nobody's account. */
export function refuseStandIns(settings: Settings, stack: string): void {
  const keys = standIns(settings);
  if (keys.length === 0) return;
  throw new SettingsError(
    stack,
    keys.map(
      (key) => `${key}\n  still holds what the project ships with. Replace it with your own: ${howToSet(key, stack)}`,
    ),
  );
}

// Pulumi hands over scalars as text and everything else as JSON.
function structured(value: string): unknown {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null ? parsed : value;
  } catch {
    return value;
  }
}

function problem(issue: z.core.$ZodIssue, raw: unknown, stack: string): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((given) => {
      const names = knownKeys(issue.path);
      const key = keyShown(given, names);
      const known = names.filter((name) => !(name in Object(at(raw, issue.path))));
      return `${keyOf([...issue.path, key])}\n  is no setting. Allowed here: ${known.join(", ") || "nothing more"}. Remove it or correct its name in ${fileOfStack(stack)}`;
    });
  }
  const key = keyOf(issue.path);
  const allowed =
    issue.code === "invalid_type" && issue.expected === "object"
      ? `settings, namely ${knownKeys(issue.path).join(", ")}`
      : issue.message;
  return [`${key}\n  given: ${kindOf(at(raw, issue.path))}. Allowed: ${allowed}.\n  Set it: ${howToSet(key, stack)}`];
}

/** The names that the schema knows below a path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let node: unknown = z.toJSONSchema(settingsSchema, { io: "input" });
  for (const part of path) {
    const { properties, items } = node as { properties?: Record<string, unknown>; items?: unknown };
    node = typeof part === "number" ? items : properties?.[String(part)];
  }
  return Object.keys((node as { properties?: object }).properties ?? {});
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((node, part) => (node as Record<PropertyKey, unknown> | undefined)?.[part], value);
}

function keyOf(path: readonly PropertyKey[]): string {
  const joined = path.map((part, index) =>
    typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`,
  );
  return `${NAMESPACE}:${joined.join("")}`;
}

/**
 * The name of a setting as a message may show it. A misspelt one is a short word or begins as a known one does; anything
 * else could be a secret in the wrong place.
 */
export function keyShown(key: string, known: readonly string[] = knownKeys([])): string {
  const isWord = /^[A-Za-z_-]{1,30}$/.test(key);
  const begins = (name: string) => name.slice(0, 4).toLowerCase() === key.slice(0, 4).toLowerCase();
  return isWord && (key.length <= 15 || known.some(begins)) ? key : `[${key.length} characters]`;
}

function howToSet(key: string, stack: string): string {
  return `pulumi config set --stack ${stack} --path '${key}' <value>`;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  // A number of a few digits is a port, a generation or an epic; a longer one could be anything.
  if (typeof value === "number" || typeof value === "boolean") {
    return String(value).length <= 5 ? String(value) : "a number";
  }
  // As stack-file.ts reads what only the engine can decrypt.
  if (value === "[encrypted]") return "an encrypted value";
  return `a text of ${String(value).length} characters`;
}
