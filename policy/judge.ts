import path from "node:path";
import type { Opinion } from "./pack.ts";
import { isOneOf } from "./resource-type.ts";
import { type Finding, isStackRule, type Resource, type StackResource, type Surroundings } from "./rule.ts";

/** What a rule has found, and how much it weighs. */
export interface Judgement {
  readonly finding: Finding;
  /** Set where it weighs otherwise than the rule's level says. */
  readonly level?: "mandatory" | "advisory";
}

/** Whether a rule has anything to say of resources of a type. */
export function concerns({ rule }: Opinion, resource: Pick<Resource, "type">): boolean {
  return isStackRule(rule) || rule.types === undefined || isOneOf(resource, rule.types);
}

/** A rule's parameters: its defaults, and over them what a team has configured. */
export function parametersOf({ rule }: Opinion, configured: object): unknown {
  return rule.parameters?.parse(configured) ?? {};
}

/**
 * What a rule says of a resource, or of a whole stack.
 *
 * A rule that fails has judged nothing, so its failure is mandatory whatever the rule's level: never silence. What is
 * not known before the update is advice: the update itself judges it.
 */
export async function judge(
  opinion: Opinion,
  subject: Resource | readonly StackResource[],
  surroundings: Surroundings,
  configured: object,
): Promise<readonly Judgement[]> {
  const { rule } = opinion;
  if (!Array.isArray(subject) && !concerns(opinion, subject as Resource)) return [];
  const judgements: Judgement[] = [];
  try {
    const parameters = parametersOf(opinion, configured);
    const findings = isStackRule(rule)
      ? rule.judgeStack(subject as readonly StackResource[], surroundings, parameters)
      : rule.judge(subject as Resource, surroundings, parameters);
    for await (const finding of findings) {
      judgements.push(finding.certain ? { finding } : { finding, level: "advisory" });
    }
  } catch (error) {
    judgements.push({ finding: failure(rule.id, error), level: "mandatory" });
  }
  return judgements;
}

// The error's own words are left out: they could quote a value, as those of JSON.parse do.
function failure(rule: string, error: unknown): Finding {
  const name = error instanceof Error ? error.name : typeof error;
  const frame =
    error instanceof Error
      ? /\((?:file:\/\/)?([^()]*:\d+):\d+\)|at (?:file:\/\/)?(\/[^\s]*:\d+):\d+/.exec(error.stack ?? "")
      : null;
  const place = frame === null ? "" : ` at ${path.basename(frame[1] ?? frame[2] ?? "")}`;
  return {
    id: "failed",
    text: `the rule ${rule} failed (${name}${place}) and has judged nothing here: a defect of the pack, please report it`,
    certain: true,
  };
}
