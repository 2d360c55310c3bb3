import { ApiextensionsV1Api, CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { STACK_LABEL } from "../catalogue/index.ts";
import type { Environment, KubernetesSettings } from "../stack-settings.ts";
import { DeniedError, explain, OperatorError, UsageError } from "./errors.ts";
import { readLiveSettings } from "./stack.ts";
import { findKubeconfig, useContext } from "./stores/kubeconfig.ts";
import { answered, isNotFound, translateKubernetes } from "./stores/kubernetes-errors.ts";

/** What `components/kubernetes/object-meta.ts` writes on everything that the program makes. */
const PART_OF = ["app.kubernetes.io/part-of", "qualisys-secrets"] as const;
/** The name of the program's Helm release. */
const RELEASE = "external-secrets";

interface Metadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What stands in the way of an update of a stack. Settings that cannot be used are the engine's to report. */
export async function obstaclesOfStack(
  folder: string,
  stack: string,
): Promise<{ readonly unreachable?: string; readonly obstacles: readonly string[] }> {
  try {
    const { kubernetes, environment } = readLiveSettings(folder, stack);
    return { obstacles: kubernetes === undefined ? [] : await clusterObstacles(kubernetes, environment) };
  } catch (error) {
    if (error instanceof UsageError) return { obstacles: [] };
    return { obstacles: [], unreachable: explain(error) };
  }
}

/**
 * What would make an update of the cluster fail half-way, found before it begins. The engine notices none of it in time:
 * a cluster that cannot be reached is silent where nothing of it changes, and a preview looks at no namespace.
 *
 * @returns sentences for the person who updates; none where the update may begin.
 * @throws OperatorError where the cluster cannot be asked.
 */
export async function clusterObstacles(
  settings: KubernetesSettings,
  environment: Environment,
  config: KubeConfig | OperatorError = findKubeconfig(settings.context),
): Promise<readonly string[]> {
  if (config instanceof OperatorError) throw config;
  if (settings.context !== undefined) useContext(config, settings.context);
  const place = `The cluster of context "${config.getCurrentContext()}"`;
  const core = config.makeApiClient(CoreV1Api);
  const namespace = (name: string) => find(`namespace ${name}`, () => core.readNamespace({ name }));
  const missing: string[] = [];
  for (const name of settings.namespaces) if ((await namespace(name)) === undefined) missing.push(name);
  const operator = settings.operator.namespace;
  const there = await namespace(operator);
  const definition = await find("definition", () =>
    config
      .makeApiClient(ApiextensionsV1Api)
      .readCustomResourceDefinition({ name: "externalsecrets.external-secrets.io" }),
  ).catch(ignoreDenied);
  return [
    ...(missing.length === 0 ? [] : [missingNamespaces(place, missing)]),
    ...otherOwner(place, operator, { environment, namespace: there?.metadata, definition: definition?.metadata }),
  ];
}

function missingNamespaces(place: string, missing: readonly string[]): string {
  const [subject, them] = missing.length === 1 ? ["namespace", "it"] : ["namespaces", "them"];
  const commands = missing.map((name) => `kubectl create namespace ${name}`).join("; ");
  return `${place} has no ${subject} ${missing.join(", ")}, which the setting kubernetes.namespaces names. Create ${them} first: ${commands}.`;
}

interface Found {
  readonly environment: Environment;
  readonly namespace: Metadata | undefined;
  readonly definition: Metadata | undefined;
}

function otherOwner(place: string, operator: string, { environment, namespace, definition }: Found): string[] {
  const stack = namespace?.labels?.[STACK_LABEL];
  const isOurs = namespace?.labels?.[PART_OF[0]] === PART_OF[1];
  if (isOurs && stack !== undefined && stack !== environment)
    return [`${place} belongs to the stack of ${stack}: a cluster serves one stack. ${RIGHT_CLUSTER}`];
  const { "meta.helm.sh/release-name": release, "meta.helm.sh/release-namespace": releaseNamespace } =
    definition?.annotations ?? {};
  if (release === undefined || releaseNamespace === undefined) return [];
  const isSameRelease = release === RELEASE && releaseNamespace === operator;
  // The definitions outlive the program's release: without their namespace nothing is installed.
  if (isSameRelease && (isOurs || namespace === undefined)) return [];
  return [
    `${place} already runs External Secrets: release ${release} in namespace ${releaseNamespace}. This program installs its own. Uninstall that release first (docs/runbook.md, "First deployment"), or name another cluster.`,
  ];
}

const RIGHT_CLUSTER = "Name the right one: kubectl config use-context, KUBECONFIG, or the setting kubernetes.context.";

async function find<T>(thing: string, request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await answered(request());
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw translateKubernetes(error, thing);
  }
}

/** The documented role may not read definitions: the first update, by an administrator, does. */
function ignoreDenied(error: unknown): undefined {
  if (!(error instanceof DeniedError)) throw error;
  return undefined;
}
