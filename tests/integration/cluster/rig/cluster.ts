import { awsSecretName, credentials } from "../../../../catalogue/index.ts";
import { credential } from "../../../operator/values.ts";
import { callAws, requestToken } from "../../rig/aws-api.ts";
import { Cloud } from "../../rig/cloud.ts";
import { Access } from "./access.ts";
import { AwsFront } from "./aws-front.ts";
import type { ClusterApi, Manifest } from "./cluster-api.ts";
import { startControlPlane } from "./control-plane.ts";
import { Operator } from "./operator.ts";
import { Processes, until } from "./processes.ts";
import { Program } from "./program.ts";

export const REGION = "eu-central-1";
export const ISSUER = "https://oidc.eks.eu-central-1.amazonaws.com/id/5F2A0C3D9B7E41868A1C0D5E7F906B24";

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

/** A cluster with the operator, fed by an AWS account; what the program makes of a stack stands in both. */
export class Cluster {
  readonly processes: Processes;
  readonly api: ClusterApi;
  readonly program: Program;
  readonly access: Access;
  readonly front: AwsFront;
  readonly operator: Operator;
  /** The namespace that the stack delivers to. */
  readonly namespace: string;
  readonly #cloud: Cloud;
  readonly #prefix: string;
  /** Credential id -> the synced version when a sync was asked for: it is made of the object's annotations, too. */
  readonly #asked = new Map<string, string | undefined>();

  private constructor(parts: {
    processes: Processes;
    api: ClusterApi;
    program: Program;
    access: Access;
    front: AwsFront;
    operator: Operator;
    cloud: Cloud;
  }) {
    this.processes = parts.processes;
    this.api = parts.api;
    this.program = parts.program;
    this.access = parts.access;
    this.front = parts.front;
    this.operator = parts.operator;
    this.#cloud = parts.cloud;
    const { kubernetes, secretPrefix } = this.program.settings;
    this.namespace = kubernetes?.namespaces[0] ?? "";
    this.#prefix = secretPrefix;
  }

  /** @param moto where the AWS emulator answers. */
  static async start(moto: string, stack = "staging"): Promise<Cluster> {
    const cloud = new Cloud(moto);
    const program = await Program.of(stack, {
      aws: { accountId: cloud.account, region: REGION },
      kubernetes: { oidcIssuer: ISSUER },
    });
    const processes = new Processes();
    const undo: (() => void)[] = [];
    try {
      const { api } = await startControlPlane(processes, ISSUER);
      undo.push(() => api.close());
      const access = new Access(program, REGION);
      const front = await AwsFront.start({ moto, account: cloud.account, region: REGION, issuer: ISSUER, access, api });
      undo.push(() => front.stop());
      for (const namespace of program.of("Namespace")) await api.apply(namespace);
      const operator = await Operator.start(processes, api, program, front.endpoint);
      const cluster = new Cluster({ processes, api, program, access, front, operator, cloud });
      await cluster.#provision();
      return cluster;
    } catch (error) {
      for (const step of undo) step();
      await processes[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.front.stop();
    this.api.close();
    await this.processes[Symbol.asyncDispose]();
  }

  /** What `pulumi up` would do: the secrets with their first values, then the objects in the cluster. */
  async #provision(): Promise<void> {
    for (const { id } of credentials) await this.makeSecret(id);
    await this.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: this.namespace } });
    for (const manifest of this.program.manifests) await this.api.apply(manifest);
  }

  /** Makes a credential's secret and its first value, as the program has it. */
  async makeSecret(id: string): Promise<void> {
    const first = this.program.firstValues.find(({ name }) => name === this.secretId(id));
    if (first === undefined) throw new Error(`The program makes no secret for ${id}.`);
    const { name, kmsKeyId, value, stages } = first;
    await this.aws("CreateSecret", { Name: name, KmsKeyId: kmsKeyId, ...requestToken() });
    await this.aws("PutSecretValue", { SecretId: name, SecretString: value, VersionStages: stages, ...requestToken() });
  }

  /** Calls Secrets Manager as an administrator of the account: past the stand-in for IAM. */
  aws(action: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    return callAws(this.#cloud, REGION, "secretsmanager", action, body);
  }

  secretId(id: string): string {
    return awsSecretName(this.#prefix, credential(id));
  }

  /** Puts a value as an operator's command does. */
  async put(id: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.aws("PutSecretValue", {
      SecretId: this.secretId(id),
      SecretString: JSON.stringify(fields),
      ...requestToken(),
    });
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
