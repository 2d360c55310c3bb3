import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceOutputsRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { StackConfig } from "../stack-file.ts";
import { type Ground, madeUpResult, madeUpState } from "./made-up-state.ts";

const FAILURES = ["unhandledRejection", "uncaughtException"] as const;

const STACK_TYPE = "pulumi:pulumi:Stack";

/** One resource as the program registered it. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  /** False for components. */
  readonly custom: boolean;
  /** As sent to the engine: secrets and unknown values still wrapped. */
  readonly inputs: Record<string, unknown>;
  readonly options: {
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    readonly ignoreChanges: readonly string[];
    /** URNs. */
    readonly dependsOn: readonly string[];
    readonly provider: string;
    readonly aliases: readonly string[];
    readonly deleteBeforeReplace: boolean;
    /** URN of the resource with which it goes; empty where it is deleted by itself. */
    readonly deletedWith: string;
    readonly additionalSecretOutputs: readonly string[];
  };
  /** Input -> URNs of the resources that its value comes from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What a program registered and gave out. */
export interface Recording {
  readonly resources: readonly Registration[];
  /** Provider functions that the program called. */
  readonly calls: readonly string[];
  /** The stack's outputs; secrets still wrapped. */
  readonly outputs: Record<string, unknown>;
}

/** Which project and stack a program believes it runs in. */
export interface Place {
  readonly project: string;
  readonly stack: string;
  readonly config: StackConfig;
}

/**
 * Runs a program under the SDK's mock runtime and records every registration, options and secretness included (which
 * the SDK's own mocks do not show): no engine, no provider, no network.
 *
 * @param program registers resources and returns the stack's outputs.
 * @throws what the program throws, also from work it does not wait for itself.
 */
export async function record(place: Place, program: () => Promise<Record<string, unknown>>): Promise<Recording> {
  const resources: Registration[] = [];
  const calls: string[] = [];
  const outputs = new Map<string, Record<string, unknown>>();
  const ground = groundOf(place.config);
  pulumi.runtime.setAllConfig({ ...place.config.values }, [...place.config.secretKeys]);
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => madeUpState(args, ground),
      call: (args) => {
        calls.push(args.token);
        return madeUpResult(args, ground);
      },
    },
    place.project,
    place.stack,
    true,
    "organization",
  );
  observe(pulumi.runtime.getMonitor() as unknown as Monitor, resources, outputs);
  const failure = unhandledFailure();
  try {
    const run = pulumi.runtime.runInPulumiStack(program).then(() => pulumi.runtime.disconnect());
    await Promise.race([run.finally(nextTurn), failure.promise]);
    const stack = resources.find(({ type }) => type === STACK_TYPE);
    return { resources, calls, outputs: outputs.get(stack?.urn ?? "") ?? {} };
  } finally {
    await nextTurn();
    failure.stop();
  }
}

// Where the stack file says that everything goes; a program without such settings has no use for it.
function groundOf({ values }: StackConfig): Ground {
  const text = values["qualisys-secrets:aws"] ?? "";
  const aws = (text.startsWith("{") ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { account: String(aws.accountId ?? "000000000000"), region: String(aws.region ?? "eu-central-1") };
}

/** The parts of the SDK's mock monitor that are wrapped; `newUrn` is private in its types. */
interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterResourceRequest, callback: unknown): unknown;
  registerResourceOutputs(request: RegisterResourceOutputsRequest, callback: unknown): unknown;
}

// The monitor sees what the engine would see: the request itself.
function observe(monitor: Monitor, resources: Registration[], outputs: Map<string, Record<string, unknown>>): void {
  // The engine leaves the stack's own type out of its children's URNs; the mock monitor does not.
  const newUrn = monitor.newUrn.bind(monitor);
  monitor.newUrn = (parent, type, name) => newUrn(parent.includes(`::${STACK_TYPE}::`) ? "" : parent, type, name);
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    resources.push({
      urn: monitor.newUrn(request.getParent(), request.getType(), request.getName()),
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      custom: request.getCustom(),
      inputs: (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
      options: {
        protect: request.getProtect() ?? false,
        retainOnDelete: request.getRetainondelete() ?? false,
        ignoreChanges: request.getIgnorechangesList(),
        dependsOn: request.getDependenciesList(),
        provider: request.getProvider(),
        aliases: request.getAliasesList().map((alias) => alias.getUrn() || JSON.stringify(alias.getSpec()?.toObject())),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        deletedWith: request.getDeletedwith(),
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      },
      propertyDependencies: Object.fromEntries(
        [...request.getPropertydependenciesMap().entries()].map(([property, from]) => [property, from.getUrnsList()]),
      ),
    });
    return register(request, callback);
  };
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, callback) => {
    outputs.set(request.getUrn(), (request.getOutputs()?.toJavaScript() ?? {}) as Record<string, unknown>);
    return registerOutputs(request, callback);
  };
}

// The program's unawaited work (an output's apply) reports its errors to the process and to nobody else. While a
// program is recorded they are its errors, and no other listener's.
function unhandledFailure() {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const others = FAILURES.map((event) => [event, process.listeners(event as "uncaughtException")] as const);
  for (const event of FAILURES) process.removeAllListeners(event).on(event, reject);
  return {
    promise,
    stop: () => {
      for (const [event, listeners] of others) {
        process.removeAllListeners(event);
        for (const listener of listeners) process.on(event, listener);
      }
    },
  };
}

// Node reports a rejection that nobody handles once all work at hand is done.
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
