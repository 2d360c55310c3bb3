import { SIGNALS } from "../rig/engine.ts";
import {
  AFTER_UPGRADE,
  BEFORE_RECOVERY,
  CALLS,
  CHANGES,
  MEANWHILES,
  MOMENTS,
  MOVES,
  TAGS,
  THENS,
  TIMES,
  WAITS,
} from "./steps.ts";

/** What came to pass in the histories -> how often. */
export type Sights = Map<string, number>;

/** What all histories together have to show, so that none of it is promised on the strength of a step that never bit. */
export function expectedSights(): readonly string[] {
  return [
    ...[
      "up",
      "refresh",
      "up --refresh",
      "preview",
      "forget unlabelled versions",
      "import the first state",
      "roll back",
    ],
    ...TIMES.map((times) => `put ${times} times`),
    ...TAGS.map((tag) => `tag ${tag}`),
    ...CHANGES.map((what) => `change ${what}`),
    ...CALLS.flatMap((call) => MOMENTS.map((moment) => `fail to ${call}, ${moment}`)),
    ...MEANWHILES.flatMap((at) => WAITS.map((moment) => `put while ${at}, ${moment}`)),
    ...SIGNALS.flatMap((signal) =>
      ["", ", a value put before"].flatMap((put) => THENS.map((then) => `interrupt by ${signal}${put}, then ${then}`)),
    ),
    ...["destroy", ...MOVES.map((what) => `move the ${what}`)].map((what) => `${what}, refused`),
    ...BEFORE_RECOVERY.map((then) => `delete by hand, then ${then}, and recovered`),
    ...AFTER_UPGRADE.map((then) => `upgrade the Azure provider, then ${then}`),
    ...["remove, refused", "remove, done and recovered"],
    ...["rename with an alias", "rename without an alias, refused"],
    "a placeholder put again where an operator's value is",
  ];
}
