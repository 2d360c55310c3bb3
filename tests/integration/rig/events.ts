/** One thing the engine did or, in a preview, would do. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

/** What the engine wrote to its log of events. */
export interface Happened {
  readonly steps: readonly Step[];
  /** Steps by operation, without those that change nothing, providers, and references to stacks. */
  readonly changes: Readonly<Record<string, number>>;
  /** What the engine and the program said, debugging left out. */
  readonly diagnostics: readonly { readonly severity: string; readonly message: string }[];
  readonly policies: readonly { readonly name: string; readonly level: string; readonly message: string }[];
}

/** Why a run failed, for people. */
export function errorsOf({ diagnostics, policies }: Pick<Happened, "diagnostics" | "policies">): readonly string[] {
  return [
    ...diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
    ...policies.filter(({ level }) => level === "mandatory").map(({ name, message }) => `${name}: ${message}`),
  ];
}

interface EngineEvent {
  readonly diagnosticEvent?: { severity: string; message: string };
  readonly policyEvent?: { policyName: string; enforcementLevel: string; message: string };
  readonly resourcePreEvent?: { metadata: Step };
  readonly resOutputsEvent?: { metadata: Step };
}

const UNCHANGED = new Set(["same", "read", "read-replacement", "refresh"]);

// A stack's reference to itself is refreshed with the outputs of the update before: that is no drift.
const NOT_COUNTED = /^pulumi:(?:providers:|pulumi:StackReference$)/;

/**
 * A log of events without the SDK's debugging, which holds secrets in clear: people see it only with --debug, --event-log
 * or a trace, and the documents say so.
 */
export function withoutDebugging(text: string): string {
  return text
    .split("\n")
    .filter((line) => !line.includes('"severity":"debug"'))
    .join("\n");
}

/** Reads a log of events. A preview plans and does not do, so its steps are announcements. */
export function readEvents(text: string, isPreview: boolean): Happened {
  const events = text.split("\n").flatMap(parsed);
  const steps = events.flatMap(({ resourcePreEvent, resOutputsEvent }) => {
    const event = isPreview ? resourcePreEvent : resOutputsEvent;
    if (event === undefined) return [];
    const { op, urn, type } = event.metadata;
    return [{ op, urn, type }];
  });
  const changes: Record<string, number> = {};
  for (const { op, type } of steps) {
    if (!UNCHANGED.has(op) && !NOT_COUNTED.test(type)) changes[op] = (changes[op] ?? 0) + 1;
  }
  const diagnostics = events.flatMap(({ diagnosticEvent: event }) =>
    event === undefined || event.severity === "debug"
      ? []
      : [{ severity: event.severity, message: withoutColours(event.message) }],
  );
  const policies = events.flatMap(({ policyEvent: event }) =>
    event === undefined
      ? []
      : [{ name: event.policyName, level: event.enforcementLevel, message: withoutColours(event.message) }],
  );
  return { steps, changes, diagnostics, policies };
}

// The last line may be half written where the engine was killed.
function parsed(line: string): EngineEvent[] {
  try {
    return [JSON.parse(line) as EngineEvent];
  } catch {
    return [];
  }
}

function withoutColours(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "").trim();
}
