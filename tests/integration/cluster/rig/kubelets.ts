import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterApi, Manifest } from "./cluster-api.ts";

const EVERY_MS = 300;

/**
 * Stands for kubelets: no container runs here, but every pod of a namespace is marked as running and ready. Webhooks,
 * which the API server could not reach either, are kept and made to match nothing.
 */
export class Kubelets {
  readonly #api: ClusterApi;
  readonly #namespace: string;
  #stopped = false;

  constructor(api: ClusterApi, namespace: string) {
    this.#api = api;
    this.#namespace = namespace;
    void this.#work();
  }

  stop(): void {
    this.#stopped = true;
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      // An object may go or change in between, and the API server, too; the next round is soon.
      await this.#round().catch(() => undefined);
      await sleep(EVERY_MS);
    }
  }

  async #round(): Promise<void> {
    // Helm makes the webhooks last, and is done once the pods are ready: one that is not neutralised by then would refuse
    // every store.
    if (!(await this.#areNeutral())) return;
    for (const pod of await this.#api.list<Pod>("v1", "Pod", this.#namespace)) {
      if (pod.status?.phase === "Running") continue;
      const conditions = ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
        type,
        status: "True",
      }));
      await this.#api.merge(pod, { status: { phase: "Running", conditions } }, "/status");
    }
  }

  /** @returns whether there were webhooks, and nothing was left to do about them. */
  async #areNeutral(): Promise<boolean> {
    const [group, kind] = ["admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"];
    const configurations = await this.#api.list<Manifest & { webhooks?: Webhook[] }>(group, kind);
    let changed = false;
    for (const configuration of configurations) {
      const webhooks = configuration.webhooks ?? [];
      if (webhooks.every(({ matchConditions }) => matchConditions !== undefined)) continue;
      changed = true;
      const matchConditions = [{ name: "unreachable", expression: "false" }];
      await this.#api.merge(configuration, { webhooks: webhooks.map((webhook) => ({ ...webhook, matchConditions })) });
    }
    return configurations.length > 0 && !changed;
  }
}

type Webhook = { readonly matchConditions?: unknown };
type Pod = Manifest & { readonly status?: { readonly phase?: string } };
