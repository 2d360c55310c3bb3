import type { Environment } from "../../../stack-settings.ts";
import { SIGNALS } from "../rig/engine.ts";
import {
  AFTER_UPGRADE,
  BEFORE_RECOVERY,
  CALLS,
  CHANGES,
  MEANWHILES,
  MOMENTS,
  MOVES,
  type Step,
  TAGS,
  THENS,
  TIMES,
  WAITS,
} from "./steps.ts";
import { OPERATED } from "./world.ts";

/** Steps in one history: long enough for what one leaves behind to meet the next, short enough to read when it fails. */
const LENGTH = 6;

/** Histories with each thing that chance seldom brings about: they are lived before the made-up ones, whatever the seed. */
export function rareHistories(environment: Environment): readonly (readonly Step[])[] {
  const [credential] = OPERATED;
  const put: Step = { do: "put", credential, times: 2 };
  if (environment === "staging") return [[put, { do: "remove", credential }]];
  const steps: readonly Step[] = [
    ...AFTER_UPGRADE.map((then): Step => ({ do: "upgrade the Azure provider", then })),
    ...CALLS.flatMap((call) => MOMENTS.map((moment): Step => ({ do: "fail", call, moment }))),
    ...MEANWHILES.flatMap((at) => WAITS.map((moment): Step => ({ do: "put while", credential, at, moment }))),
    ...SIGNALS.flatMap((signal) =>
      [false, true].flatMap((put) =>
        THENS.map((then): Step => ({ do: "interrupt", signal, during: "owner", put, then })),
      ),
    ),
    ...BEFORE_RECOVERY.map((then): Step => ({ do: "delete by hand", credential, then })),
    ...CHANGES.map((what): Step => ({ do: "change", what })),
    ...TAGS.map((tag): Step => ({ do: "tag", credential, tag })),
    ...TIMES.map((times): Step => ({ do: "put", credential, times })),
    ...MOVES.map((what): Step => ({ do: "move", what })),
    { do: "roll back", credential },
    { do: "destroy" },
    { do: "remove", credential },
    { do: "rename without an alias" },
    { do: "rename with an alias" },
  ];
  const histories = Math.ceil(steps.length / LENGTH);
  return Array.from({ length: histories }, (_, nth) => [put, ...steps.slice(nth * LENGTH, (nth + 1) * LENGTH)]);
}
