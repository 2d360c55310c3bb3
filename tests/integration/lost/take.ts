import { upgradeAzureProvider } from "../rig/azure-version.ts";
import { asMadeByAnEarlierRelease } from "../rig/earlier-release.ts";
import type { Run } from "../rig/engine.ts";
import { tellMoto } from "../rig/moto.ts";
import { SETTING_CHANGES, type Settings } from "./settings.ts";
import { type Change, FAULTS, MEANWHILE, type Step } from "./steps.ts";
import type { World } from "./world.ts";

/**
 * Does one step. What the engine refuses is no failure: what is in service afterwards is what counts.
 * @param saw is told what the step was about where that came to pass: a fault that struck, a refusal.
 */
export async function take(world: World, step: Step, saw: (what: string) => void): Promise<void> {
  const { engine, cloud } = world.rig;
  const { program, settings } = world;
  switch (step.do) {
    case "up":
    case "refresh":
    case "preview":
    case "up --refresh":
      saw(step.do);
      await run(world, step.do, saw);
      return;
    case "destroy":
      return attempt(world, step.do, {}, () => engine.destroy(), saw);
    case "move": {
      const { azure } = settings;
      const moved =
        step.what === "prefix" || azure === undefined
          ? { ...settings, secretPrefix: "another" }
          : { ...settings, azure: { ...azure, vaultName: "another-vault" } };
      return attempt(world, `move the ${step.what}`, { settings: moved }, () => engine.upWithPreview(), saw);
    }
    case "rename with an alias":
      world.program = { ...program, renamed: true };
      if ((await engine.up()).exitCode === 0) saw(step.do);
      return;
    case "rename without an alias": {
      const renamed = { program: { ...program, aliasForgotten: true } };
      return attempt(world, step.do, renamed, () => engine.upWithPreview(), saw);
    }
    case "remove": {
      const removed = { program: { ...program, removed: step.credential } };
      return attempt(world, step.do, removed, () => engine.upWithPreview(), saw);
    }
    case "delete by hand":
      await world.deleteByHand(step.credential);
      if (step.then !== "nothing") await run(world, step.then, saw);
      await world.recoverDeleted();
      saw(`${step.do}, then ${step.then}, and recovered`);
      return;
    case "upgrade the Azure provider": {
      await engine.importState(asMadeByAnEarlierRelease(await engine.exportState()));
      upgradeAzureProvider(cloud);
      const { steps, exitCode } = await run(world, step.then, saw);
      // What loses values where a change of the version alone is an update.
      const changes = steps.some(({ op, type }) => op === "update" && type.startsWith("azure-native:"));
      if (step.then === "refresh" ? exitCode === 0 : changes) saw(`${step.do}, then ${step.then}`);
      return;
    }
    case "forget unlabelled versions":
      saw(step.do);
      return tellMoto(cloud, "forget-unlabelled");
    case "import the first state":
      saw(step.do);
      return world.importFirstState();
    case "put":
      saw(`put ${step.times} times`);
      for (let time = 0; time < step.times; time += 1) await world.put(step.credential);
      return;
    case "put while":
      return putWhile(world, step, saw);
    case "roll back":
      if (await world.goBack(step.credential)) saw(step.do);
      return;
    case "tag":
      saw(`tag ${step.tag}`);
      return world.tag(step.credential, step.tag, "2027-12-24");
    case "change":
      if (change(world, step.what)) saw(`change ${step.what}`);
      return;
    case "fail": {
      const { operation, type, during } = FAULTS[step.call];
      change(world, during);
      cloud.fail({ operation, type, nth: 1, moment: step.moment });
      await run(world, operation === "read" ? "up --refresh" : "up", saw);
      if (cloud.mend()) saw(`fail to ${step.call}, ${step.moment}`);
      await run(world, "up", saw);
      return;
    }
    case "interrupt":
      return interrupt(world, step, saw);
  }
}

type Saw = (what: string) => void;

async function run(world: World, what: "up" | "up --refresh" | "refresh" | "preview", saw: Saw): Promise<Run> {
  const { engine } = world.rig;
  const done = await (what === "up --refresh" ? engine.up("--refresh") : engine[what]());
  const again = done.steps.some(
    ({ op, urn }) => op === "create" && /::aws-\w+-(.*)-placeholder$/.test(urn) && world.isProvided(putAgain(urn)),
  );
  // What loses values where the placeholder may displace them.
  if (again && what !== "preview") saw("a placeholder put again where an operator's value is");
  return done;
}

function putAgain(urn: string): string {
  return /-(openai|google-oauth)-placeholder$/.exec(urn)?.[1] ?? "";
}

/** Whether there is something to change. */
function change(world: World, what: Change): boolean {
  const { program, settings } = world;
  switch (what) {
    case "description":
    case "owner":
      world.program = { ...program, [what]: program[what] + 1 };
      return true;
    case "jwt": {
      // The program refuses a step that pods could not follow, so nobody moves on before the last one is done.
      if (!world.jwtIsUpToDate) return false;
      world.settings = { ...settings, jwt: nextStep(settings.jwt) };
      return true;
    }
    default:
      world.settings = SETTING_CHANGES[what](settings, world.rig.engine.runs.length);
      return true;
  }
}

/** The steps of a rotation: accept the next key, sign with it; dropping the one before comes with accepting the next. */
function nextStep({ current, next }: Settings["jwt"]): Settings["jwt"] {
  return next === undefined ? { current, next: current + 1 } : { current: next, previous: current };
}

/** Tries what production refuses, and takes it back. Staging deletes what leaves the program, and its owner recovers it. */
async function attempt(
  world: World,
  name: string,
  tried: Partial<Pick<World, "program" | "settings">>,
  tryIt: () => Promise<Run>,
  saw: Saw,
): Promise<void> {
  const { program, settings } = world;
  Object.assign(world, tried);
  const { exitCode } = await tryIt();
  saw(exitCode === 0 ? `${name}, done and recovered` : `${name}, refused`);
  Object.assign(world, { program, settings });
  if (settings.environment === "staging") await world.recoverDeleted();
}

/** An operator's put falls into a run of the engine. */
async function putWhile(world: World, step: Extract<Step, { do: "put while" }>, saw: Saw): Promise<void> {
  const { cloud } = world.rig;
  const { operation, type, run: what } = MEANWHILE[step.at];
  if (step.at === "a placeholder is put again") {
    for (let time = 0; time < 2; time += 1) await world.put(step.credential);
    await tellMoto(cloud, "forget-unlabelled");
  }
  if (step.at === "a secret is changed") change(world, "owner");
  if (step.at === "a vault secret is set") change(world, "jwt");
  cloud.fail({ operation, type, nth: 1, moment: step.moment });
  const running = run(world, what, saw);
  await untilHeld(world, running);
  await world.put(step.credential);
  if (cloud.mend()) saw(`put while ${step.at}, ${step.moment}`);
  await running;
}

async function interrupt(world: World, step: Extract<Step, { do: "interrupt" }>, saw: Saw): Promise<void> {
  const { engine, cloud } = world.rig;
  change(world, step.during);
  const moment = step.signal === "SIGINT" ? "hang" : "stuck";
  cloud.fail({ operation: step.during === "jwt" ? "create" : "update", nth: 1, moment });
  let isTime = false;
  const running = engine.upUntil(() => isTime, step.signal);
  await untilHeld(world, running);
  if (step.put) await world.put("openai");
  isTime = true;
  await running;
  if (cloud.mend()) saw(`interrupt by ${step.signal}${step.put ? ", a value put before" : ""}, then ${step.then}`);
  await engine.cancel();
  if (step.then === "import the state") await engine.importState(await engine.exportState());
  await run(world, "up", saw);
}

/** Waits until a call is held, or the run has ended without one. */
async function untilHeld({ rig }: World, running: Promise<unknown>): Promise<void> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  running.then(end, end);
  while (!rig.cloud.isHanging && !ended) await new Promise((resolve) => setTimeout(resolve, 10));
}
