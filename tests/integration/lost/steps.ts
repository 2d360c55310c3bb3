import fc from "fast-check";
import type { Environment } from "../../../stack-settings.ts";
import type { Fault } from "../rig/cloud.ts";
import type { Run } from "../rig/engine.ts";
import { tellMoto } from "../rig/moto.ts";
import { OPERATED, type Operated, type World } from "./world.ts";

const CHANGES = ["description", "owner", "readers", "epics", "jwt"] as const;
type Change = (typeof CHANGES)[number];

/** Calls that can fail, each with a change that brings it about. */
const FAULTS = {
  "make a version": { operation: "create", type: "SecretVersion", during: "jwt" },
  "take a version's labels": { operation: "delete", type: "SecretVersion", during: "jwt" },
  "read a version": { operation: "read", type: "SecretVersion", during: "owner" },
  "describe a secret": { operation: "update", type: ":Secret", during: "description" },
  "tag a secret": { operation: "update", type: ":Secret", during: "owner" },
  "change the key's policy": { operation: "update", type: "KeyPolicy", during: "readers" },
  "generate a key": { operation: "create", type: "RandomPassword", during: "jwt" },
} as const satisfies Record<string, Pick<Fault, "operation" | "type"> & { readonly during: Change }>;
type Call = keyof typeof FAULTS;

/** One thing that happens to a stack. */
export type Step =
  | { readonly do: "up" | "up --refresh" | "refresh" | "preview" }
  | { readonly do: "destroy" | "change the prefix" | "rename without an alias" }
  | { readonly do: "forget unlabelled versions" | "import the first state" | "rename with an alias" }
  | { readonly do: "put"; readonly credential: Operated; readonly times: number }
  | { readonly do: "roll back" | "remove"; readonly credential: Operated }
  | { readonly do: "tag"; readonly credential: Operated; readonly tag: string }
  | { readonly do: "change"; readonly what: Change }
  | { readonly do: "fail"; readonly call: Call; readonly moment: "before" | "after" }
  | {
      readonly do: "interrupt";
      readonly signal: "SIGINT" | "SIGKILL";
      readonly then: "cancel" | "import the state";
      readonly during: Change;
    };

const credential = fc.constantFrom(...OPERATED);
const what = fc.constantFrom(...CHANGES);
const just = fc.constant;
const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });

/** What can happen, by how often it does. Nobody destroys staging here, or moves it to other names: both would succeed. */
export function steps(environment: Environment): fc.Arbitrary<Step> {
  const refused: Step[] = [{ do: "destroy" }, { do: "change the prefix" }];
  return fc.oneof(
    weighted(
      30,
      fc.record({ do: fc.constantFrom("up", "up", "up --refresh", "refresh", "refresh", "refresh", "preview") }),
    ),
    weighted(24, fc.record({ do: just("put"), credential, times: fc.constantFrom(1, 2, 2, 5) })),
    weighted(16, just({ do: "forget unlabelled versions" })),
    weighted(
      5,
      fc.record({ do: just("tag"), credential, tag: fc.constantFrom("NextRotation", "Status", "Owner", "New") }),
    ),
    weighted(4, fc.record({ do: just("roll back"), credential })),
    weighted(8, fc.record({ do: just("change"), what })),
    weighted(2, just({ do: "rename with an alias" })),
    weighted(2, just({ do: "rename without an alias" })),
    weighted(3, fc.record({ do: just("remove"), credential })),
    weighted(environment === "production" ? 3 : 0, fc.constantFrom(...refused)),
    weighted(3, just({ do: "import the first state" })),
    weighted(
      7,
      fc.record({
        do: just("fail"),
        call: fc.constantFrom(...(Object.keys(FAULTS) as Call[])),
        moment: fc.constantFrom("before", "after"),
      }),
    ),
    weighted(
      4,
      fc.record({
        do: just("interrupt"),
        signal: fc.constantFrom("SIGINT", "SIGKILL"),
        // biome-ignore lint/suspicious/noThenProperty: a step is data, and nobody awaits it.
        then: fc.constantFrom("cancel", "import the state"),
        during: what,
      }),
    ),
  );
}

/** Does one step. What the engine refuses is no failure: what is in service afterwards is what counts. */
export async function take(world: World, step: Step): Promise<void> {
  const { engine, cloud } = world.rig;
  const { program, settings } = world;
  switch (step.do) {
    case "up":
    case "refresh":
    case "preview":
      await engine[step.do]();
      return;
    case "up --refresh":
      await engine.up("--refresh");
      return;
    case "destroy":
      return attempt(world, {}, () => engine.destroy());
    case "change the prefix":
      return attempt(world, { settings: { ...settings, secretPrefix: "another" } }, () => engine.upWithPreview());
    case "rename with an alias":
      world.program = { ...program, renamed: "with an alias" };
      await engine.up();
      return;
    case "rename without an alias":
      return attempt(world, { program: { ...program, renamed: "without an alias" } }, () => engine.upWithPreview());
    case "remove":
      return attempt(world, { program: { ...program, removed: step.credential } }, () => engine.upWithPreview());
    case "forget unlabelled versions":
      return tellMoto(cloud, "forget-unlabelled");
    case "import the first state":
      return world.importFirstState();
    case "put":
      for (let time = 0; time < step.times; time += 1) await world.put(step.credential);
      return;
    case "roll back":
      return world.rollBack(step.credential);
    case "tag":
      return world.tag(step.credential, step.tag, "2027-12-24");
    case "change":
      return change(world, step.what);
    case "fail": {
      const { operation, type, during } = FAULTS[step.call];
      change(world, during);
      cloud.fail({ operation, type, nth: 1, moment: step.moment });
      await engine.up(...(operation === "read" ? ["--refresh"] : []));
      cloud.mend();
      await engine.up();
      return;
    }
    case "interrupt":
      return interrupt(world, step);
  }
}

function change(world: World, what: Change): void {
  const { program, settings } = world;
  switch (what) {
    case "description":
      world.program = { ...program, description: program.description + 1 };
      return;
    case "owner":
      world.program = { ...program, owner: program.owner + 1 };
      return;
    case "readers": {
      const known = (settings.aws.knownReaders ?? []) as readonly string[];
      const reader = `arn:aws:iam::${settings.aws.accountId}:role/reader-${known.length}`;
      world.settings = { ...settings, aws: { ...settings.aws, knownReaders: [...known, reader] } };
      return;
    }
    case "epics":
      world.settings = { ...settings, startedEpics: settings.startedEpics.length === 2 ? [1, 2, 3] : [1, 2] };
      return;
    case "jwt": {
      // The program refuses to jump over a generation, so nobody moves on before the last one is there.
      if (!world.jwtIsUpToDate) return;
      const { current } = settings.jwt;
      world.settings = { ...settings, jwt: { current: current + 1, previous: current } };
    }
  }
}

/** Tries what production refuses, and takes it back. Staging deletes what leaves the program; its owner recovers it. */
async function attempt(world: World, tried: Partial<Pick<World, "program" | "settings">>, run: () => Promise<Run>) {
  const { program, settings } = world;
  Object.assign(world, tried);
  await run();
  await world.recoverDeleted();
  Object.assign(world, { program, settings });
}

async function interrupt(world: World, step: Extract<Step, { do: "interrupt" }>): Promise<void> {
  const { engine, cloud } = world.rig;
  change(world, step.during);
  cloud.fail({ operation: step.during === "jwt" ? "create" : "update", nth: 1, moment: "hang" });
  await engine.upUntil(() => cloud.isHanging, step.signal);
  cloud.mend();
  await engine.cancel();
  if (step.then === "import the state") await engine.importState(await engine.exportState());
  await engine.up();
}
