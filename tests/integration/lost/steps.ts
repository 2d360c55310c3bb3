import fc from "fast-check";
import type { Environment } from "../../../stack-settings.ts";
import type { Fault, Moment } from "../rig/cloud.ts";
import { SIGNALS, type Signal } from "../rig/engine.ts";
import { SETTING_CHANGES } from "./settings.ts";
import { OPERATED, type Operated } from "./world.ts";

export const CHANGES = ["description", "owner", "jwt", ...objectKeys(SETTING_CHANGES)] as const;
export type Change = (typeof CHANGES)[number];

/** Calls that can fail, each with a change that brings it about. */
export const FAULTS = {
  "make a version": { operation: "create", type: "SecretVersion", during: "jwt" },
  "take a version's labels": { operation: "delete", type: "SecretVersion", during: "jwt" },
  "read a version": { operation: "read", type: "SecretVersion", during: "owner" },
  "describe a secret": { operation: "update", type: "secret:Secret", during: "description" },
  "tag a secret": { operation: "update", type: "secret:Secret", during: "owner" },
  "copy a secret": { operation: "update", type: "secret:Secret", during: "copies" },
  "change the key's policy": { operation: "update", type: "KeyPolicy", during: "known readers" },
  "generate a key": { operation: "create", type: "RandomPassword", during: "jwt" },
  "set a vault secret": { operation: "update", type: "keyvault:Secret", during: "jwt" },
  "read a vault secret": { operation: "read", type: "keyvault:Secret", during: "owner" },
  "change the vault": { operation: "update", type: "keyvault:Vault", during: "copies" },
} as const satisfies Record<string, Pick<Fault, "operation" | "type"> & { readonly during: Change }>;
export type Call = keyof typeof FAULTS;
export const CALLS = objectKeys(FAULTS);

/** Moments at which an operator puts a value while the engine is at work. */
export const MEANWHILE = {
  "a version is read": { operation: "read", type: "SecretVersion", run: "refresh" },
  "a placeholder is put again": { operation: "create", type: "SecretVersion", run: "up --refresh" },
  "a secret is changed": { operation: "update", type: "secret:Secret", run: "up" },
  "a vault secret is set": { operation: "update", type: "keyvault:Secret", run: "up" },
} as const satisfies Record<string, Pick<Fault, "operation" | "type"> & { readonly run: string }>;
export type Meanwhile = keyof typeof MEANWHILE;
export const MEANWHILES = objectKeys(MEANWHILE);

/** What production refuses; staging would do it. */
export const MOVES = ["prefix", "vault"] as const;
export const THENS = ["cancel", "import the state"] as const;
/** What runs between somebody's deletion of a secret and its recovery. */
export const BEFORE_RECOVERY = ["nothing", "refresh", "up", "up --refresh"] as const;
export const MOMENTS = ["before", "after"] as const satisfies readonly Moment[];
export const WAITS = ["wait before", "wait after"] as const satisfies readonly Moment[];
export const TIMES = [1, 2, 5] as const;
/** What runs first with another provider. */
export const AFTER_UPGRADE = ["up", "up --refresh", "refresh"] as const;
export const TAGS = ["NextRotation", "Status", "Owner", "New"] as const;

/** One thing that happens to a stack. */
export type Step =
  | { readonly do: "up" | "up --refresh" | "refresh" | "preview" }
  | { readonly do: "destroy" | "rename without an alias" | "rename with an alias" }
  | { readonly do: "forget unlabelled versions" | "import the first state" }
  | { readonly do: "move"; readonly what: (typeof MOVES)[number] }
  | { readonly do: "upgrade the Azure provider"; readonly then: (typeof AFTER_UPGRADE)[number] }
  | { readonly do: "put"; readonly credential: Operated; readonly times: number }
  | { readonly do: "put while"; readonly credential: Operated; readonly at: Meanwhile; readonly moment: Moment }
  | { readonly do: "roll back" | "remove"; readonly credential: Operated }
  | { readonly do: "delete by hand"; readonly credential: Operated; readonly then: (typeof BEFORE_RECOVERY)[number] }
  | { readonly do: "tag"; readonly credential: Operated; readonly tag: string }
  | { readonly do: "change"; readonly what: Change }
  | { readonly do: "fail"; readonly call: Call; readonly moment: Moment }
  | {
      readonly do: "interrupt";
      readonly signal: Signal;
      readonly then: (typeof THENS)[number];
      readonly during: Change;
      /** Whether an operator puts a value between the moment the engine hangs and its end. */
      readonly put: boolean;
    };

const credential = fc.constantFrom(...OPERATED);
const what = fc.constantFrom(...CHANGES);
const just = fc.constant;
const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });

/** What can happen, by how often it does. Nobody destroys staging here, or moves it to other names: both would succeed. */
export function steps(environment: Environment): fc.Arbitrary<Step> {
  const inProduction = environment === "production" ? 1 : 0;
  return fc.oneof(
    weighted(
      28,
      fc.record({ do: fc.constantFrom("up", "up", "up --refresh", "refresh", "refresh", "refresh", "preview") }),
    ),
    weighted(22, fc.record({ do: just("put"), credential, times: fc.constantFrom(...TIMES) })),
    weighted(
      6,
      fc.record({
        do: just("put while"),
        credential,
        at: fc.constantFrom(...MEANWHILES),
        moment: fc.constantFrom(...WAITS),
      }),
    ),
    weighted(14, just({ do: "forget unlabelled versions" })),
    weighted(5, fc.record({ do: just("tag"), credential, tag: fc.constantFrom(...TAGS) })),
    weighted(4, fc.record({ do: just("roll back"), credential })),
    weighted(8, fc.record({ do: just("change"), what })),
    weighted(2, just({ do: "rename with an alias" })),
    weighted(2, just({ do: "rename without an alias" })),
    weighted(3, fc.record({ do: just("remove"), credential })),
    weighted(
      3,
      // biome-ignore lint/suspicious/noThenProperty: a step is data, and nobody awaits it.
      fc.record({ do: just("delete by hand"), credential, then: fc.constantFrom(...BEFORE_RECOVERY) }),
    ),
    weighted(2 * inProduction, just({ do: "destroy" })),
    weighted(2 * inProduction, fc.record({ do: just("move"), what: fc.constantFrom(...MOVES) })),
    weighted(
      4,
      // biome-ignore lint/suspicious/noThenProperty: a step is data, and nobody awaits it.
      fc.record({ do: just("upgrade the Azure provider"), then: fc.constantFrom(...AFTER_UPGRADE) }),
    ),
    weighted(3, just({ do: "import the first state" })),
    weighted(
      8,
      fc.record({
        do: just("fail"),
        call: fc.constantFrom(...CALLS),
        moment: fc.constantFrom(...MOMENTS),
      }),
    ),
    weighted(
      4,
      fc.record({
        do: just("interrupt"),
        signal: fc.constantFrom(...SIGNALS),
        // biome-ignore lint/suspicious/noThenProperty: a step is data, and nobody awaits it.
        then: fc.constantFrom(...THENS),
        during: what,
        put: fc.boolean(),
      }),
    ),
  );
}

function objectKeys<Key extends string>(of: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(of) as Key[];
}
