import { type Credential, credentials } from "../../catalogue/index.ts";
import { DeniedError, OperatorError } from "../../operator/errors.ts";
import type {
  Check,
  Cloud,
  CloudStore,
  Cluster,
  ClusterSecret,
  Delivery,
  OperatorTags,
  PodUse,
  Rollout,
  Stored,
  Values,
  Workload,
} from "../../operator/stores/store.ts";

interface Version {
  values?: Values;
  valueId?: string;
  since: string;
}

/** A cloud store in memory. `trouble` makes its next calls of a method fail. */
export class FakeStore implements CloudStore {
  readonly cloud: Cloud;
  readonly place: string;
  readonly versions = new Map<string, Version[]>();
  readonly tags = new Map<string, OperatorTags>();
  readonly trouble = new Map<string, Error>();
  readonly absent = new Set<string>();
  readonly calls: string[] = [];
  mayRead = true;
  now: () => Date;

  constructor(cloud: Cloud, now: () => Date) {
    this.cloud = cloud;
    this.place = `the ${cloud} store`;
    this.now = now;
  }

  #call(method: string, credential?: Credential): void {
    this.calls.push(credential === undefined ? method : `${method} ${credential.id}`);
    const trouble = this.trouble.get(method);
    if (trouble !== undefined) throw trouble;
  }

  async identity(): Promise<string> {
    this.#call("identity");
    return `${this.cloud}-operator`;
  }

  keeps(credential: Credential): boolean {
    return this.cloud === "aws" || credential.azure !== null;
  }

  async inspect(credential: Credential): Promise<Stored> {
    this.#call("inspect", credential);
    if (this.absent.has(credential.id)) return { status: "missing" };
    const nextRotation = this.tags.get(credential.id)?.NextRotation;
    const due = nextRotation === undefined ? {} : { nextRotation };
    const current = this.versions.get(credential.id)?.[0];
    const arn = this.cloud === "aws" ? { arn: `arn:aws:secretsmanager:::secret:${credential.id}` } : {};
    if (current === undefined) return { status: "placeholder", ...arn, ...due };
    const id = current.valueId === undefined ? {} : { valueId: current.valueId };
    return { status: "provided", since: current.since, ...id, ...arn, ...due };
  }

  async put(credential: Credential, values: Values, valueId: string, tags: OperatorTags): Promise<void> {
    this.#call("put", credential);
    const versions = this.versions.get(credential.id) ?? [];
    if (versions[0]?.valueId !== valueId) versions.unshift({ values, valueId, since: this.now().toISOString() });
    this.versions.set(credential.id, versions);
    this.tags.set(credential.id, { ...this.tags.get(credential.id), ...tags });
  }

  async read(credential: Credential): Promise<Values> {
    this.#call("read", credential);
    if (!this.mayRead) throw new DeniedError(`the ${this.cloud} store denies reading ${credential.id}.`);
    return this.versions.get(credential.id)?.[0]?.values ?? {};
  }

  async valueIds(credential: Credential): Promise<readonly string[]> {
    return (this.versions.get(credential.id) ?? []).flatMap(({ valueId }) => valueId ?? []);
  }

  async wayBack(credential: Credential) {
    this.#call("wayBack", credential);
    const [current, previous] = this.versions.get(credential.id) ?? [];
    if (current === undefined || previous === undefined)
      throw new OperatorError(`${credential.id} has no previous value.`);
    const isBack = current.since < previous.since;
    const target = isBack ? current : previous;
    return {
      ...(target.valueId === undefined ? {} : { targetId: target.valueId }),
      since: target.since,
      apply: async (tags: OperatorTags) => {
        this.#call("rollback", credential);
        if (!isBack) this.versions.set(credential.id, [previous, current]);
        const untagged = this.trouble.get("tag");
        if (untagged !== undefined) return untagged.message;
        this.tags.set(credential.id, { ...this.tags.get(credential.id), ...tags });
        return undefined;
      },
    };
  }

  async checks(): Promise<readonly Check[]> {
    return [{ name: `${this.cloud} sign-in`, result: "ok", detail: `${this.cloud}-operator` }];
  }
}

/** A cluster in memory, whose operator syncs at once from a fake store. */
export class FakeCluster implements Cluster {
  readonly place = "the cluster";
  readonly cloud: Cloud;
  readonly namespaces: readonly string[];
  readonly secrets = new Map<string, ClusterSecret>();
  /** Secrets that somebody made by hand: "namespace/name" -> keys. */
  readonly foreign = new Map<string, { readonly keys: readonly string[] | undefined }>();
  readonly using: Workload[] = [];
  readonly podList: PodUse[] = [];
  readonly restarted: string[] = [];
  readonly stamps = new Map<string, string>();
  readonly #store: FakeStore;
  mayRead = true;
  /** The operator's words where it cannot sync. */
  trouble: string | undefined;
  rolloutStatus: Rollout = { status: "done", detail: "2 of 2 updated pods are available" };

  constructor(store: FakeStore, namespaces: readonly string[]) {
    this.#store = store;
    this.cloud = store.cloud;
    this.namespaces = namespaces;
  }

  async identity(): Promise<string> {
    return "cluster-operator";
  }

  async delivery(secret: string, namespace: string): Promise<Delivery> {
    const key = `${namespace}/${secret}`;
    const syncedVersion = `1-${this.stamps.get(key) ?? "none"}`;
    if (this.trouble !== undefined)
      return { status: "failing", cause: this.trouble, current: true, syncedVersion: "1-none" };
    const delivered = this.secrets.get(key);
    return delivered === undefined
      ? { status: "failing", cause: "placeholder", current: true, syncedVersion }
      : { status: "ready", current: true, syncedVersion, refreshed: delivered.changed };
  }

  async forceSync(secret: string, namespace: string, stamp: string): Promise<void> {
    if (this.trouble !== undefined) return;
    const key = `${namespace}/${secret}`;
    this.stamps.set(key, stamp);
    const credential = credentials.find(({ kubernetes }) => kubernetes?.secret === secret);
    const values = this.#store.versions.get(credential?.id ?? "")?.[0]?.values ?? {};
    const keys = Object.entries(credential?.kubernetes?.keys ?? {}).map(([name, field]) => [name, values[field] ?? ""]);
    this.secrets.set(key, { values: Object.fromEntries(keys), changed: this.#store.now().toISOString() });
  }

  async secret(secret: string, namespace: string): Promise<ClusterSecret | undefined> {
    if (!this.mayRead) throw new DeniedError("the cluster denies reading Secrets.");
    return this.secrets.get(`${namespace}/${secret}`);
  }

  async secretChanged(secret: string, namespace: string): Promise<string | undefined> {
    return this.secrets.get(`${namespace}/${secret}`)?.changed;
  }

  async foreignSecret(secret: string, namespace: string) {
    return this.foreign.get(`${namespace}/${secret}`);
  }

  async workloads(): Promise<readonly Workload[]> {
    return this.using;
  }

  async pods(_secret: string, inside: string): Promise<readonly PodUse[]> {
    return this.podList.filter(({ namespace }) => namespace === inside);
  }

  async restart(workload: Workload): Promise<void> {
    this.restarted.push(workload.name);
    for (const [index, pod] of this.podList.entries()) {
      this.podList[index] = { ...pod, started: new Date(this.#store.now().getTime() + 1).toISOString() };
    }
  }

  async rollout(): Promise<Rollout> {
    return this.rolloutStatus;
  }

  async checks(): Promise<readonly Check[]> {
    return [];
  }
}
