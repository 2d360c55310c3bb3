import { credential } from "../../../operator/values.ts";
import type { Access, ClusterApi, Manifest } from "./cluster-api.ts";
import { startControlPlane } from "./control-plane.ts";
import { documentedRoles, OPERATORS } from "./documented-roles.ts";
import { Operator } from "./operator.ts";
import { Processes, until } from "./processes.ts";
import type { Program } from "./program.ts";

const EXTERNAL_SECRETS = "external-secrets.io/v1";

export interface ExternalSecret extends Manifest {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly syncedResourceVersion?: string;
    readonly refreshTime?: string;
  };
}

interface Secret extends Manifest {
  readonly data?: Readonly<Record<string, string>>;
}

interface Event extends Manifest {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTimestamp: string;
}

/** What stands in for a cloud. */
export interface Front {
  /** The environment in which the operator finds it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Throws where the stand-in itself has failed. */
  check(): void;
  stop(): void;
}

/** What every cluster with an operator is made of. */
export interface Parts<F extends Front> {
  readonly processes: Processes;
  readonly api: ClusterApi;
  /** As one of those who run the commands. */
  readonly operators: Access;
  readonly program: Program;
  readonly front: F;
  readonly operator: Operator;
}

/** Starts a control plane, a cloud's stand-in and the operator. */
export async function startParts<F extends Front>(
  program: Program,
  startFront: (processes: Processes, api: ClusterApi) => Promise<F>,
): Promise<Parts<F>> {
  const processes = new Processes();
  const undo: (() => void)[] = [];
  try {
    const issuer = program.settings.kubernetes?.oidcIssuer ?? "";
    const { api, accessOf } = await startControlPlane(processes, issuer, { groups: [OPERATORS] });
    undo.push(() => api.close());
    const front = await startFront(processes, api);
    undo.push(() => front.stop());
    for (const namespace of program.of("Namespace")) await api.apply(namespace);
    const operator = await Operator.start(processes, api, program, front.environment);
    return { processes, api, operators: accessOf(OPERATORS), program, front, operator };
  } catch (error) {
    for (const step of undo) step();
    await processes[Symbol.asyncDispose]();
    throw error;
  }
}

/** A cluster with the operator, fed by a cloud; what the program makes of a stack stands in both. */
export abstract class Cluster<F extends Front = Front> implements Parts<F> {
  readonly processes: Processes;
  readonly api: ClusterApi;
  readonly operators: Access;
  readonly program: Program;
  readonly front: F;
  readonly operator: Operator;
  /** The namespace that the stack delivers to. */
  readonly namespace: string;
  /** Credential id -> the synced version when a sync was asked for: it is made of the object's annotations, too. */
  readonly #asked = new Map<string, string | undefined>();

  protected constructor({ processes, api, operators, program, front, operator }: Parts<F>) {
    this.processes = processes;
    this.api = api;
    this.operators = operators;
    this.program = program;
    this.front = front;
    this.operator = operator;
    this.namespace = program.settings.kubernetes?.namespaces[0] ?? "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.front.stop();
    this.api.close();
    await this.processes[Symbol.asyncDispose]();
  }

  /** Puts a value as an operator's command does. */
  abstract put(id: string, fields: Readonly<Record<string, unknown>>): Promise<void>;

  /** What `pulumi up` would do: the secrets with their first values, then the objects in the cluster. */
  protected async provision(secrets: () => Promise<void>): Promise<this> {
    try {
      await secrets();
      await this.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: this.namespace } });
      for (const role of documentedRoles(["kubernetes-operator"], this.namespace)) await this.api.apply(role);
      for (const manifest of this.program.manifests) await this.api.apply(manifest);
      return this;
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Has the operator read the credential now rather than within the hour. Waits for nothing. */
  async sync(id: string): Promise<void> {
    const order = await this.externalSecret(id);
    this.#asked.set(id, order.status?.syncedResourceVersion);
    await this.api.merge(order, { metadata: { annotations: { "force-sync": `${Date.now()}-${Math.random()}` } } });
  }

  /** Waits until the operator has delivered what `sync` asked for. */
  async synced(id: string): Promise<void> {
    const moved = async () => {
      const { syncedResourceVersion } = (await this.externalSecret(id)).status ?? {};
      return syncedResourceVersion !== undefined && syncedResourceVersion !== this.#asked.get(id);
    };
    await until(moved, { what: `${id} to be synced`, check: () => this.check() });
  }

  async externalSecret(id: string): Promise<ExternalSecret> {
    return this.api.get(EXTERNAL_SECRETS, "ExternalSecret", secretName(id), this.namespace);
  }

  /** Whether the operator says that the credential is delivered; undefined until it has said anything. */
  async isReady(id: string): Promise<boolean | undefined> {
    const { status } = await this.externalSecret(id);
    const condition = status?.conditions?.find(({ type }) => type === "Ready");
    return condition === undefined ? undefined : condition.status === "True";
  }

  /** Waits until the operator has decided on a credential. */
  async decided(id: string, ready: boolean): Promise<void> {
    await until(async () => (await this.isReady(id)) === ready, {
      what: `${id} ${ready ? "to be ready" : "not to be ready"}`,
      // The operator's own attempts at a store that does not answer take up to half a minute.
      seconds: 60,
      check: () => this.check(),
    });
  }

  /** The Kubernetes Secret of a credential, decoded; undefined where there is none. */
  async delivered(id: string): Promise<Readonly<Record<string, string>> | undefined> {
    const secret = await this.api.find<Secret>("v1", "Secret", secretName(id), this.namespace);
    if (secret === undefined) return undefined;
    const entries = Object.entries(secret.data ?? {});
    return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]));
  }

  /** The newest warning of a credential's ExternalSecret that matches, once there is one since `since`. */
  warning(id: string, pattern: RegExp, since = 0): Promise<string> {
    return until(
      async () => {
        const query = `?fieldSelector=${encodeURIComponent(`involvedObject.kind=ExternalSecret,involvedObject.name=${secretName(id)},type=Warning`)}`;
        const events = await this.api.list<Event>("v1", "Event", this.namespace, query);
        return events
          .filter(({ lastTimestamp }) => Date.parse(lastTimestamp) >= since - 1000)
          .sort((a, b) => Date.parse(b.lastTimestamp) - Date.parse(a.lastTimestamp))
          .map(({ message }) => message)
          .find((message) => pattern.test(message));
      },
      { what: `a warning about ${id} like ${pattern}`, seconds: 60, check: () => this.check() },
    );
  }

  /** Throws where a part of the rig has failed. */
  check(): void {
    this.processes.check();
    this.front.check();
  }
}

/** The name of a credential's Kubernetes Secret and ExternalSecret. */
export function secretName(id: string): string {
  return credential(id).kubernetes?.secret ?? "";
}
