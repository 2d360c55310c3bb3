import { readFileSync } from "node:fs";
import { parametersOf } from "../policy/judge.ts";
import { LEVELS, type Level, type Opinion, pack } from "../policy/pack.ts";
import { printable } from "../scan/printable.ts";

/** What a team has configured for one policy. */
export interface PolicySettings {
  /** @default the pack's own */
  readonly level?: Level;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Policy -> what is configured for it. */
export type PolicyConfig = ReadonlyMap<string, PolicySettings>;

/** A configuration of the policies that cannot be used, in words for the person who named it. */
export class PolicyConfigError extends Error {
  override readonly name = "PolicyConfigError";
}

/** The file name that stands for every policy: pulumi.com/docs, "policy pack configuration". */
const ALL = "all";

/**
 * Reads what `pulumi preview --policy-pack-config` takes, too: a JSON object, policy -> level or
 * `{enforcementLevel, <parameter>…}`; `all` stands for the policies that are not named.
 *
 * @throws PolicyConfigError with everything that is wrong.
 */
export function readPolicyConfig(file: string): PolicyConfig {
  const given = objectIn(file);
  const problems: string[] = [];
  const known = new Set(pack.map(({ rule }) => rule.id));
  const all = settingsOf(given[ALL]);
  for (const key of Object.keys(given)) {
    if (key !== ALL && !known.has(key)) {
      problems.push(
        `${printable(key)} is no policy of the pack. Known are ${[...known].sort().join(", ")}, and ${ALL} for all of them.`,
      );
    }
  }
  const config = new Map<string, PolicySettings>();
  for (const opinion of pack) {
    const own = settingsOf(given[opinion.rule.id]);
    const level = own.level ?? all.level;
    problems.push(...problemsOf(opinion, own));
    config.set(opinion.rule.id, {
      ...(level === undefined ? {} : { level: level as Level }),
      parameters: own.parameters,
    });
  }
  if (all.level !== undefined && !isLevel(all.level)) problems.push(wrongLevel(ALL));
  if (problems.length > 0) {
    throw new PolicyConfigError(
      `The policies' configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
  }
  return config;
}

function objectIn(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new PolicyConfigError(`The file of --policy-pack-config cannot be read. Name a JSON file that exists.`);
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new PolicyConfigError(`The file of --policy-pack-config is no JSON.`);
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new PolicyConfigError(
      `The file of --policy-pack-config must hold an object: policy -> level, or {"enforcementLevel": …, …}.`,
    );
  }
  return given as Record<string, unknown>;
}

function settingsOf(config: unknown): {
  readonly level?: unknown;
  readonly parameters: Readonly<Record<string, unknown>>;
} {
  if (typeof config !== "object" || config === null) {
    return config === undefined ? { parameters: {} } : { level: config, parameters: {} };
  }
  const { enforcementLevel, ...parameters } = config as Record<string, unknown>;
  return enforcementLevel === undefined ? { parameters } : { level: enforcementLevel, parameters };
}

function problemsOf(opinion: Opinion, { level, parameters }: ReturnType<typeof settingsOf>): string[] {
  const { id, parameters: schema } = opinion.rule;
  const problems = level === undefined || isLevel(level) ? [] : [wrongLevel(id)];
  const known = Object.keys(schema?.shape ?? {});
  for (const key of Object.keys(parameters).filter((key) => !known.includes(key))) {
    problems.push(
      `${id}: ${printable(key)} is no parameter of it. Known are ${["enforcementLevel", ...known].join(", ")}.`,
    );
  }
  try {
    parametersOf(opinion, parameters);
  } catch (error) {
    const { issues = [] } = error as { issues?: { path: PropertyKey[]; message: string }[] };
    problems.push(...issues.map((issue) => `${id}: ${issue.path.map(String).join(".")}: ${issue.message}.`));
  }
  return problems;
}

function isLevel(level: unknown): level is Level {
  return LEVELS.some((known) => known === level);
}

function wrongLevel(policy: string): string {
  return `${policy}: the level must be one of ${LEVELS.join(", ")}.`;
}
