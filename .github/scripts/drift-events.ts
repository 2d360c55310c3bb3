// What the engine's events of a refresh say of each resource. The preview's own JSON is no help: engines from some version
// after 3.200 on give a drifted resource the step "refresh" there, and count the change in the summary alone.
import { OPERATOR_TAGS } from "../../catalogue/index.ts";
import { hiddenChanges, type State } from "./drift-additions.ts";

type Properties = Readonly<Record<string, unknown>>;

interface Metadata {
  readonly op: string;
  readonly urn: string;
  readonly type?: string;
  readonly old?: State | null;
  readonly new?: State | null;
  readonly diffs?: readonly string[] | null;
}

/** One line of what `pulumi refresh --yes --json` prints: https://github.com/pulumi/pulumi/blob/v3.276.0/sdk/go/common/apitype/events.go */
interface EngineEvent {
  readonly resOutputsEvent?: { readonly metadata: Metadata };
  readonly summaryEvent?: {
    readonly resourceChanges?: Readonly<Record<string, number>> | null;
    readonly maybeCorrupt?: boolean;
  };
}

/** A resource that is not as the state has it; `op` is what happened to it. */
export interface Change {
  readonly urn: string;
  readonly op: string;
  readonly properties: readonly string[];
}

/**
 * What differs, operators' own tags left out.
 * @throws Error where the events are none of a finished refresh, or the engine counts a change that no event names.
 */
export function readChanges(stack: string, output: string): readonly Change[] {
  const events = output.split("\n").filter(Boolean).map(parsed);
  const summary = events.flatMap(({ summaryEvent }) => (summaryEvent === undefined ? [] : [summaryEvent])).at(-1);
  const seen = events.flatMap(({ resOutputsEvent }) =>
    resOutputsEvent === undefined ? [] : [resOutputsEvent.metadata],
  );
  if (summary === undefined || seen.length === 0) {
    throw new Error(`The refresh reported no resource: has ${stack} been deployed?`);
  }
  if (summary.maybeCorrupt === true) throw new Error(`The refresh of ${stack}'s copy did not end in good order.`);
  compareCounts(seen, summary.resourceChanges ?? {});
  return seen.flatMap(changeOf);
}

function parsed(line: string): EngineEvent {
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    // Not quoted: it could hold a value.
    throw new Error("The refresh printed a line that is not an event. Does this engine print events with --json?");
  }
}

/** An engine that reports otherwise than this reads it must not pass for a stack without drift. */
function compareCounts(seen: readonly Metadata[], counts: Readonly<Record<string, number>>): void {
  const ops = new Set([...Object.keys(counts), ...seen.map(({ op }) => op)]);
  for (const op of ops) {
    if (op === "same") continue;
    const [named, counted] = [seen.filter((metadata) => metadata.op === op).length, counts[op] ?? 0];
    if (named === counted && op !== "refresh") continue;
    throw new Error(
      `The engine counts ${counted} × "${op}" and names ${named} such resources. This script does not know that engine's output: run pulumi refresh --preview-only --diff, and correct .github/scripts/drift-events.ts.`,
    );
  }
}

/** Reads the outputs of an earlier update, which later ones change: nothing of a cloud. */
const STACK_REFERENCE = "::pulumi:pulumi:StackReference::";

function changeOf(metadata: Metadata): readonly Change[] {
  const { op, urn } = metadata;
  if (urn.includes(STACK_REFERENCE)) return [];
  const hidden = hiddenChanges(metadata);
  if (op === "same") return hidden.length === 0 ? [] : [{ urn, op: "added to", properties: hidden }];
  const properties = changedProperties(metadata);
  if (op === "update" && hidden.length === 0 && isOperatorTags(metadata, properties)) return [];
  return [{ urn, op, properties: [...new Set([...properties, ...hidden])] }];
}

/** What the provider names, or where it names nothing what is another than before. */
function changedProperties({ op, diffs, old, new: now }: Metadata): readonly string[] {
  if (op !== "update") return [];
  if (diffs != null && diffs.length > 0) return diffs;
  const inputs = differing(old?.inputs, now?.inputs);
  return inputs.length > 0 ? inputs : differing(old?.outputs, now?.outputs);
}

function differing(before: Properties | null | undefined, after: Properties | null | undefined): readonly string[] {
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...keys].filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key])).sort();
}

/** Tags that operators' commands write are theirs: `put` would raise an issue with every key otherwise. */
function isOperatorTags({ old, new: now }: Metadata, properties: readonly string[]): boolean {
  if (properties.length === 0 || !properties.every((property) => /^tags(?:All)?\b/.test(property))) return false;
  return programTags(old) === programTags(now);
}

function programTags(state: State | null | undefined): string {
  const entries = Object.entries((state?.inputs?.tags ?? {}) as Properties);
  return JSON.stringify(entries.filter(([tag]) => !OPERATOR_TAGS.some((owned) => owned === tag)).sort());
}
