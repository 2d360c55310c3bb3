import {
  AppsV1Api,
  AuthenticationV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  type KubeConfig,
  PatchStrategy,
  setHeaderOptions,
} from "@kubernetes/client-node";
import { type Credential, STACK_LABEL, updateCommand } from "../../catalogue/index.ts";
import type { Environment, KubernetesSettings } from "../../stack-settings.ts";
import { DeniedError, OperatorError, OtherStackError } from "../errors.ts";
import { takeoverOf } from "../takeover.ts";
import { findKubeconfig, useContext } from "./kubeconfig.ts";
import { clusterChecks } from "./kubernetes-checks.ts";
import { answered, isNotFound, translateKubernetes } from "./kubernetes-errors.ts";
import {
  dataKeys,
  deliveryOf,
  type ExternalSecret,
  isOrdered,
  lastChanged,
  rolloutOf,
  uses,
} from "./kubernetes-objects.ts";
import type { BeyondEvents, Cluster, ClusterSecret, Delivery, PodUse, Rollout, Workload } from "./store.ts";

const EXTERNAL_SECRETS = { group: "external-secrets.io", version: "v1", plural: "externalsecrets" } as const;

const MERGE = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
const STRATEGIC_MERGE = setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch);
// Names, times and owners of an object, without what is in it.
const METADATA_ONLY = setHeaderOptions("Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");

/** The cluster that a kubeconfig context names. */
export class KubernetesCluster implements Cluster {
  readonly place: string;
  readonly cloud: "aws" | "azure";
  readonly namespaces: readonly string[];
  readonly #environment: Environment;
  readonly #config: KubeConfig | OperatorError;

  /**
   * @param environment of the stack, whose cluster it must be.
   * @param config the kubeconfig; without it, the one that kubectl would use. Where there is none, each question fails.
   * @throws OperatorError where the kubeconfig lacks the context.
   */
  constructor(settings: KubernetesSettings, environment: Environment, config?: KubeConfig) {
    if (config !== undefined && settings.context !== undefined) useContext(config, settings.context);
    this.#config = config ?? findKubeconfig(settings.context);
    this.place = this.#config instanceof OperatorError ? "the cluster" : `cluster ${this.#config.getCurrentContext()}`;
    this.cloud = settings.cloud;
    this.namespaces = settings.namespaces;
    this.#environment = environment;
  }

  async identity(): Promise<string> {
    const review = await this.#ask("who am I", () =>
      this.#api(AuthenticationV1Api).createSelfSubjectReview({
        body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
      }),
    );
    return review.status?.userInfo?.username ?? "(unnamed)";
  }

  async delivery(name: string, namespace: string): Promise<Delivery> {
    let object: ExternalSecret;
    try {
      object = await answered(
        this.#api(CustomObjectsApi).getNamespacedCustomObject({ ...EXTERNAL_SECRETS, namespace, name }),
      );
    } catch (error) {
      if (isNotFound(error)) return { status: "missing", current: false };
      throw translateKubernetes(error, `ExternalSecret ${namespace}/${name}`);
    }
    this.#requireOwn(object, `${namespace}/${name}`);
    const delivery = deliveryOf(object);
    if (delivery.status === "ready") return delivery;
    const cause = await this.#cause(name, namespace);
    return { ...delivery, ...(cause === undefined ? {} : { cause }) };
  }

  async forceSync(name: string, namespace: string, stamp: string): Promise<void> {
    await this.#ask(`ExternalSecret ${namespace}/${name}`, () =>
      this.#api(CustomObjectsApi).patchNamespacedCustomObject(
        { ...EXTERNAL_SECRETS, namespace, name, body: { metadata: { annotations: { "force-sync": stamp } } } },
        MERGE,
      ),
    );
  }

  async secret(name: string, namespace: string): Promise<ClusterSecret | undefined> {
    const secret = await this.#find(`Secret ${namespace}/${name}`, () =>
      this.#api(CoreV1Api).readNamespacedSecret({ name, namespace }),
    );
    if (secret === undefined) return undefined;
    const values = Object.entries(secret.data ?? {}).map(
      ([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")] as const,
    );
    return { values: Object.fromEntries(values), changed: lastChanged(secret.metadata) };
  }

  async secretChanged(name: string, namespace: string): Promise<string | undefined> {
    const secret = await this.#find(`Secret ${namespace}/${name}`, () =>
      this.#api(CoreV1Api).readNamespacedSecret({ name, namespace }, METADATA_ONLY),
    );
    return secret === undefined ? undefined : lastChanged(secret.metadata);
  }

  async foreignSecret(name: string, namespace: string) {
    const secret = await this.#find(`Secret ${namespace}/${name}`, () =>
      this.#api(CoreV1Api).readNamespacedSecret({ name, namespace }, METADATA_ONLY),
    );
    if (secret === undefined || isOrdered(secret.metadata, name)) return undefined;
    return { keys: dataKeys(secret.metadata) };
  }

  async workloads(secret: string, namespace: string): Promise<readonly Workload[]> {
    const [deployments, statefulSets, daemonSets] = await this.#ask(`the workloads of ${namespace}`, () =>
      Promise.all([
        this.#api(AppsV1Api).listNamespacedDeployment({ namespace }),
        this.#api(AppsV1Api).listNamespacedStatefulSet({ namespace }),
        this.#api(AppsV1Api).listNamespacedDaemonSet({ namespace }),
      ]),
    );
    const lists = [
      ["Deployment", deployments],
      ["StatefulSet", statefulSets],
      ["DaemonSet", daemonSets],
    ] as const;
    return lists.flatMap(([kind, { items }]) =>
      items
        .filter((item) => uses(item.spec?.template.spec, secret))
        .map((item) => ({ kind, name: item.metadata?.name ?? "", namespace })),
    );
  }

  async pods(secret: string, namespace: string): Promise<readonly PodUse[]> {
    const { items } = await this.#ask(`the pods of ${namespace}`, () =>
      this.#api(CoreV1Api).listNamespacedPod({ namespace }),
    );
    return items
      .filter((pod) => uses(pod.spec, secret) && !["Succeeded", "Failed"].includes(pod.status?.phase ?? ""))
      .map((pod) => {
        const starts = (pod.status?.containerStatuses ?? []).flatMap(
          ({ state }) => state?.running?.startedAt?.toISOString() ?? [],
        );
        const started = starts.sort()[0] ?? pod.status?.startTime?.toISOString() ?? "";
        return { name: pod.metadata?.name ?? "", namespace, started };
      });
  }

  async restart({ name, namespace }: Workload, at: string): Promise<void> {
    const body = { spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": at } } } } };
    await this.#ask(`Deployment ${namespace}/${name}`, () =>
      this.#api(AppsV1Api).patchNamespacedDeployment({ name, namespace, body }, STRATEGIC_MERGE),
    );
  }

  async rollout({ name, namespace }: Workload): Promise<Rollout> {
    const deployment = await this.#ask(`Deployment ${namespace}/${name}`, () =>
      this.#api(AppsV1Api).readNamespacedDeployment({ name, namespace }),
    );
    return rolloutOf(deployment);
  }

  checks(credentials: readonly Credential[], beyond: BeyondEvents) {
    return clusterChecks({
      ...beyond,
      identity: () => this.identity(),
      delivery: (name, namespace) => this.delivery(name, namespace),
      takeover: (credential, namespace) => takeoverOf(this, credential, namespace),
      may: async (resourceAttributes) => {
        const review = await this.#ask("my permissions", () =>
          this.#api(AuthorizationV1Api).createSelfSubjectAccessReview({
            body: {
              apiVersion: "authorization.k8s.io/v1",
              kind: "SelfSubjectAccessReview",
              spec: { resourceAttributes },
            },
          }),
        );
        return review.status?.allowed ?? false;
      },
      namespaces: this.namespaces,
      credentials,
    });
  }

  /** @throws OtherStackError where another stack made it: the kubeconfig names that one's cluster. */
  #requireOwn({ metadata }: ExternalSecret, name: string): void {
    const owner = metadata?.labels?.[STACK_LABEL];
    if (owner === this.#environment) return;
    throw new OtherStackError(
      `ExternalSecret ${name} on ${this.place} was ${owner === undefined ? "not made by this program, or by an older one" : `made by the stack of ${owner}`}, and this is the stack of ${this.#environment}.`,
      owner === undefined
        ? `Run ${updateCommand()}, if it is the right cluster.`
        : "Name the right cluster: kubectl config use-context, KUBECONFIG, or the setting kubernetes.context.",
    );
  }

  /** Operators before 2.14 say why it failed in their newest warning event, and there alone; without it, nothing is lost. */
  async #cause(name: string, namespace: string): Promise<string | undefined> {
    const { items } = await this.#ask(`the events of ${namespace}`, () =>
      this.#api(CoreV1Api).listNamespacedEvent({
        namespace,
        fieldSelector: `involvedObject.kind=ExternalSecret,involvedObject.name=${name},type=Warning`,
      }),
    ).catch((error: unknown) => {
      if (error instanceof DeniedError) return { items: [] };
      throw error;
    });
    const time = (event: (typeof items)[number]) =>
      (event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp)?.getTime() ?? 0;
    return items.sort((a, b) => time(b) - time(a))[0]?.message;
  }

  /** @throws OperatorError where there is no kubeconfig that can be used. */
  #api<T extends Parameters<KubeConfig["makeApiClient"]>[0]>(kind: T): InstanceType<T> {
    if (this.#config instanceof OperatorError) throw this.#config;
    return this.#config.makeApiClient(kind) as InstanceType<T>;
  }

  async #find<T>(thing: string, request: () => Promise<T>): Promise<T | undefined> {
    try {
      return await answered(request());
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw translateKubernetes(error, thing);
    }
  }

  async #ask<T>(thing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await answered(request());
    } catch (error) {
      throw translateKubernetes(error, thing);
    }
  }
}
