import { z } from "zod";

// What the operators' commands print with --json. tests/operator/json.test.ts holds every command against its shape.

const text = (what: string) => z.string().describe(what);
const day = (what: string) => z.iso.date().describe(`${what} (ISO date)`);
const time = (what: string) => z.iso.datetime().describe(`${what} (ISO, UTC)`);
const flag = (what: string) => z.boolean().describe(what);
const cloud = z.enum(["aws", "azure"]).describe("The cloud");
const stack = text("The stack");
const id = text("The credential's id");

const cloudState = z
  .strictObject({
    status: z
      .enum(["provided", "placeholder", "deferred", "missing", "deleted", "unknown"])
      .describe("How it stands there; `unknown`: the cloud could not be asked"),
    since: time("When the value in service was put").optional(),
    ageDays: z.int().describe("Its age in days").optional(),
    valueId: text("What the value is known by; equal ids mean equal values").optional(),
    nextRotation: day("When it is to be replaced").optional(),
    detail: text("Why it is unknown, or which of its secrets the status is about").optional(),
  })
  .describe("How it stands on that cloud");

const state = z.strictObject({
  id,
  service: text("The vendor"),
  cadence: text("How often it is rotated"),
  clouds: z.strictObject({ aws: cloudState.optional(), azure: cloudState.optional() }).describe("By cloud"),
  namespaces: z
    .record(
      z.string(),
      z.strictObject({
        status: z
          .enum([
            "in sync",
            "behind",
            "waiting for its value",
            "failing",
            "pending",
            "missing",
            "not delivered",
            "unknown",
          ])
          .describe("How it stands there"),
        detail: text("Why").optional(),
      }),
    )
    .describe("By namespace"),
  nextRotation: day("The earliest date of any cloud").optional(),
  daysLeft: z.int().describe("Days until then; negative: past").optional(),
  cloudsAgree: flag("Whether the clouds hold the same value; absent where that cannot be told").optional(),
  overdue: flag("Whether a rotation is past its day"),
});

const written = z
  .array(
    z.strictObject({
      cloud,
      place: text("For people"),
      done: flag("Whether it was written"),
      problem: text("Why not").optional(),
    }),
  )
  .describe("What became of each cloud");

const synced = z
  .array(
    z.strictObject({
      namespace: text("The namespace"),
      done: flag("Whether it has the value"),
      milliseconds: z.int().describe("From the request to the Secret").optional(),
      problem: text("Why not").optional(),
    }),
  )
  .describe("What became of each namespace");

const workload = z.strictObject({
  kind: z.enum(["Deployment", "StatefulSet", "DaemonSet"]).describe("Its kind"),
  name: text("Its name"),
  namespace: text("Its namespace"),
});

const complete = flag("Whether everything was done; if not, the exit status is 1");

const restarted = z
  .array(z.strictObject({ workload, done: flag("Whether its rollout ended well"), detail: text("How far it is") }))
  .describe("Deployments that were restarted");
const notRestarted = z.array(workload).describe("What else uses it, left to you");

/** Command -> the shape of its document. */
export const SHAPES = {
  list: z.strictObject({ stack, credentials: z.array(state).describe("Every credential") }),
  due: z.strictObject({
    stack,
    withinDays: z.int().describe("How far ahead was looked"),
    overdue: z.int().describe("How many are past their day"),
    due: z.array(state).describe("Those that are due, the most overdue first; each as in `list`"),
  }),
  guide: z.strictObject({
    id,
    service: text("The vendor"),
    steps: z
      .array(
        z.strictObject({
          text: text("What to do"),
          url: text("Where").optional(),
          details: z
            .array(z.looseObject({ kind: text("Settings, scopes, permissions, limits …") }))
            .describe("With what")
            .optional(),
          changed: text("What the vendor changed since the guide was written").optional(),
        }),
      )
      .describe("The steps, in order"),
    fields: z
      .array(
        z.strictObject({
          name: text("As `put` takes it"),
          label: text("For people"),
          visibility: z.enum(["secret", "public"]).describe("Whether it is a secret"),
          format: text("What it looks like"),
          default: text("What holds where it is left out").optional(),
        }),
      )
      .describe("What is needed at hand"),
    limits: z.looseObject({}).nullable().describe("Rate, quota and cost control"),
    rotation: z.looseObject({}).describe("Cadence, owner and overlap"),
    next: text("The command that comes next"),
  }),
  put: z.strictObject({ id, complete, stores: written, namespaces: synced }),
  rotate: z.strictObject({
    id,
    complete,
    stores: written,
    namespaces: synced,
    restarted,
    notRestarted: notRestarted.optional(),
    next: text("The command that comes next").nullable().optional(),
  }),
  sync: z.strictObject({ id, complete, namespaces: synced, restarted, notRestarted }),
  rollback: z.strictObject({
    id,
    complete,
    stores: written,
    untagged: z.array(z.string()).describe("Stores that have the value and not its tags"),
    namespaces: synced,
    restart: z.array(z.string()).describe("Commands that restart what uses it"),
  }),
  revoke: z.strictObject({
    id,
    secretsLooked: z.int().describe("How many Kubernetes Secrets were looked at"),
    secretsBehind: z.array(z.string()).describe("Those that may hold the old value"),
    podsWithOldValue: z
      .array(
        z.strictObject({ name: text("Its name"), namespace: text("Its namespace"), started: text("When it started") }),
      )
      .describe("Pods that may hold it"),
    steps: z.array(z.string()).describe("How the vendor ends it").optional(),
    note: text("What to know").nullable().optional(),
    dead: flag("With --live: whether the vendor refuses the old value").optional(),
    detail: text("With --live: what the vendor said").optional(),
  }),
  verify: z.strictObject({
    stack,
    agreements: z
      .array(
        z.strictObject({
          id,
          what: text("What was compared"),
          result: z.enum(["same", "differs", "unknown"]).describe("What came of it"),
          detail: text("How that is known"),
          notAsked: flag("Present where a store or the cluster could not be asked; the exit status is 1").optional(),
        }),
      )
      .describe("Every comparison"),
  }),
  doctor: z.strictObject({
    stack,
    checks: z
      .array(
        z.strictObject({
          name: text("What was looked at"),
          result: z.enum(["ok", "failed", "unknown"]).describe("What came of it"),
          detail: text("What was seen"),
          cure: text("How to mend it").optional(),
        }),
      )
      .describe("Every check"),
  }),
  report: z.strictObject({ stack, out: text("The file") }),
  adopt: z.strictObject({
    stack,
    out: text("The file"),
    secrets: z
      .array(z.strictObject({ name: text("Its name in the program"), id: text("Its id in the cloud") }))
      .describe("What is taken over"),
    next: text("The command that comes next"),
  }),
} as const;

/** What a command prints that ended before it had a result. */
export const ERROR_SHAPE = z.strictObject({ error: text("What went wrong, and its cure") });
