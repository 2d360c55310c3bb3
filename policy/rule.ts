import type { z } from "zod";
import type { Values } from "./values.ts";

/** A resource as a rule sees it before it is made. */
export interface Resource {
  readonly urn: string;
  /** Token as the program registers it: `aws:secretsmanager/secret:Secret`. */
  readonly type: string;
  readonly name: string;
  readonly props: Values;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** What the resource's provider was given; empty for a default provider that was given nothing. */
  readonly provider: Values;
}

/** A resource as a rule over the whole stack sees it: after it is made, with where its values come from. */
export interface StackResource extends Resource {
  /** URN; empty for the stack itself. */
  readonly parent: string;
  /** Property -> URNs of the resources that its value comes from. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
}

/** What a rule may know beside the resource. */
export interface Surroundings {
  readonly stack: string;
  /** The stack's whole configuration, decrypted: `namespace:key` -> text; objects and lists are JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys of the configuration whose values cannot be decrypted here. */
  readonly encryptedKeys: readonly string[];
  readonly stackTags: Readonly<Record<string, string>>;
}

/** What a rule has to say. It is printed and stored, so it never holds a value. */
export interface Finding {
  /** The message's name. */
  readonly id: string;
  readonly text: string;
  /** False: what the rule needs is not known before the update, and is judged then. */
  readonly certain: boolean;
  /** URN of the resource meant, where a rule over the stack means one. */
  readonly urn?: string;
}

type Findings = Iterable<Finding> | AsyncIterable<Finding>;

interface RuleFacts<P> {
  /** Kebab case; it never changes, because teams name it in their configuration. */
  readonly id: string;
  /** What a team may set beside the level, each with a default and a description. */
  readonly parameters?: z.ZodObject & { readonly _output: P };
}

/** A fact about one resource. How bad it is, is the pack's opinion. */
export interface ResourceRule<P = unknown> extends RuleFacts<P> {
  /**
   * The types that it judges, named as `typeName` does: it is not asked about others, and they are not even read for it.
   * @default all
   */
  readonly types?: ReadonlySet<string>;
  judge(resource: Resource, surroundings: Surroundings, parameters: P): Findings;
}

/** A fact about a stack as a whole. */
export interface StackRule<P = unknown> extends RuleFacts<P> {
  judgeStack(resources: readonly StackResource[], surroundings: Surroundings, parameters: P): Findings;
}

// biome-ignore-start lint/suspicious/noExplicitAny: a rule takes its own parameters only, and a list holds rules of all kinds.
export type Rule = ResourceRule<any> | StackRule<any>;

export function isStackRule(rule: Rule): rule is StackRule<any> {
  return "judgeStack" in rule;
}
// biome-ignore-end lint/suspicious/noExplicitAny: as above.

/** Message functions that give findings named after them. */
export function messages<T extends Record<string, (data: never) => string>>(
  texts: T,
): { readonly [K in keyof T]: (...data: Parameters<T[K]>) => Finding } {
  return Object.fromEntries(
    Object.entries(texts).map(([id, write]) => [
      id,
      (...data: Parameters<typeof write>) => ({ id, text: write(...data), certain: true }),
    ]),
  ) as never;
}

/** What the rule needs is not known before the update. */
export function undecided(property: string): Finding {
  return {
    id: "undecided",
    text: `${property} is not known before the update, which judges it: this is no proof that all is well`,
    certain: false,
  };
}

/** The finding, about another resource of the stack. */
export function about(resource: Pick<Resource, "urn">, finding: Finding): Finding {
  return { ...finding, urn: resource.urn };
}
