import { type Credential, daysUntil, isOperatorProvided } from "../catalogue/index.ts";
import { type Settings, stackCredentials } from "../stack-settings.ts";
import { cloudCause } from "./cloud-cause.ts";
import { explain } from "./errors.ts";
import type { Cloud, CloudStore, Cluster, Stored, Stores } from "./stores/store.ts";
import { isValueId, sameId } from "./value-id.ts";

/** How a credential stands on one cloud. */
export interface CloudState {
  readonly status: "provided" | "placeholder" | "deferred" | "missing" | "deleted" | "unknown";
  /** When the value in service was put (ISO, UTC), and its age in days. */
  readonly since?: string;
  readonly ageDays?: number;
  readonly valueId?: string;
  readonly nextRotation?: string;
  /** Why it is unknown, or which of its secrets the status is about. */
  readonly detail?: string;
}

/** How a credential stands in one namespace. */
export interface NamespaceState {
  readonly status:
    | "in sync"
    | "behind"
    | "waiting for its value"
    | "failing"
    | "pending"
    | "missing"
    | "not delivered"
    | "unknown";
  /** Why: what the cloud says of the credential, or else the operator's words. */
  readonly detail?: string;
}

export interface CredentialState {
  readonly credential: Credential;
  readonly clouds: Partial<Record<Cloud, CloudState>>;
  readonly namespaces: Readonly<Record<string, NamespaceState>>;
  /** The earliest date of any cloud, or the catalogue's first one; undefined where no cloud could be asked. */
  readonly nextRotation?: string;
  readonly daysLeft?: number;
  /** Whether the clouds hold the same value; undefined where that cannot be told without reading it. */
  readonly cloudsAgree?: boolean;
}

/** The stack that is asked about, and when. */
export interface Asked {
  readonly settings: Settings;
  /** Its name, which need not be the environment's. */
  readonly stack: string;
  readonly now: Date;
}

/** The state of every credential, without reading any value. A store that cannot be asked makes "unknown", no error. */
export async function takeInventory(
  stores: Stores,
  of: Asked,
  list: readonly Credential[] = stackCredentials(of.settings),
): Promise<readonly CredentialState[]> {
  return Promise.all(list.map((credential) => stateOf(credential, stores, of)));
}

async function stateOf(
  credential: Credential,
  { clouds, cluster }: Stores,
  { settings, stack, now }: Asked,
): Promise<CredentialState> {
  const started = settings.startedEpics.includes(credential.epic);
  const cloudStates = Object.fromEntries(
    await Promise.all(
      clouds
        .filter((store) => store.keeps(credential))
        .map(async (store) => [store.cloud, await cloudState(store, credential, started, now)] as const),
    ),
  ) as Partial<Record<Cloud, CloudState>>;
  const fed = cluster === undefined ? undefined : cloudStates[cluster.cloud];
  const namespaces = Object.fromEntries(
    await Promise.all(
      (cluster?.namespaces ?? []).map(
        async (namespace) =>
          [
            namespace,
            await namespaceState(cluster as Cluster, namespace, { credential, stack, started, fed }),
          ] as const,
      ),
    ),
  );
  const today = now.toISOString().slice(0, 10);
  const dates = Object.values(cloudStates).flatMap((state) => state.nextRotation ?? []);
  const asked = Object.values(cloudStates).some(({ status }) => status !== "unknown");
  const nextRotation = dates.sort()[0] ?? (asked ? credential.rotation.firstDue : undefined);
  const agree = cloudsAgree(Object.values(cloudStates));
  return {
    credential,
    clouds: cloudStates,
    namespaces,
    ...(nextRotation === undefined ? {} : { nextRotation, daysLeft: daysUntil(nextRotation, today) }),
    ...(agree === undefined ? {} : { cloudsAgree: agree }),
  };
}

async function cloudState(store: CloudStore, credential: Credential, started: boolean, now: Date): Promise<CloudState> {
  let stored: Stored;
  try {
    stored = await store.inspect(credential);
  } catch (error) {
    return { status: "unknown", detail: explain(error) };
  }
  const { since, valueId, nextRotation, note } = stored;
  return {
    status: stored.status === "placeholder" && !started ? "deferred" : stored.status,
    ...(since === undefined ? {} : { since, ageDays: ageInDays(since, now) }),
    ...(valueId === undefined ? {} : { valueId }),
    ...(nextRotation === undefined ? {} : { nextRotation }),
    ...(note === undefined ? {} : { detail: note }),
  };
}

interface Fed {
  readonly credential: Credential;
  readonly stack: string;
  readonly started: boolean;
  /** How the credential stands on the cloud that feeds the cluster. */
  readonly fed: CloudState | undefined;
}

async function namespaceState(
  cluster: Cluster,
  namespace: string,
  { credential, stack, started, fed }: Fed,
): Promise<NamespaceState> {
  const { kubernetes } = credential;
  if (kubernetes === null) return { status: "not delivered" };
  if (!started) return { status: "not delivered", detail: "its epic has not started" };
  try {
    const delivery = await cluster.delivery(kubernetes.secret, namespace);
    if (fed === undefined && delivery.status === "missing") return { status: "not delivered" };
    if (delivery.status !== "ready") {
      const cause = (fed && cloudCause(credential, fed, { place: cluster.cloud, stack })) ?? delivery.cause;
      const detail = cause === undefined ? {} : { detail: cause };
      const waiting = fed?.status === "placeholder" && delivery.status === "failing";
      return { status: waiting ? "waiting for its value" : delivery.status, ...detail };
    }
    const fresh = fed?.since === undefined || (delivery.refreshed ?? "") >= seconds(fed.since);
    return { status: delivery.current && fresh ? "in sync" : "behind" };
  } catch (error) {
    return { status: "unknown", detail: explain(error) };
  }
}

// Kubernetes tells times in whole seconds: a sync in the same second as the put is no older than it.
function seconds(time: string): string {
  return new Date(Math.floor(Date.parse(time) / 1000) * 1000).toISOString();
}

function cloudsAgree(states: readonly CloudState[]): boolean | undefined {
  const [first, ...others] = states;
  if (first === undefined || others.length === 0 || states.some(({ status }) => status === "unknown")) return undefined;
  const provided = states.filter(({ status }) => status === "provided");
  if (provided.length === 0) return undefined;
  if (provided.length < states.length) return false;
  // Of values that were not put by these commands it cannot be told without reading them.
  if (!states.every(({ valueId }) => isValueId(valueId))) return undefined;
  return others.every(({ valueId }) => sameId(valueId, first.valueId));
}

/** The places that could not be asked, and why; each once. */
export function notAsked(states: readonly CredentialState[]): readonly string[] {
  const lines = states.flatMap(({ clouds, namespaces }) =>
    [...Object.entries(clouds), ...Object.entries(namespaces)].flatMap(([place, { status, detail }]) =>
      status === "unknown" ? [`${place}: ${detail}`] : [],
    ),
  );
  return [...new Set(lines)];
}

/** Whether a rotation by hand is past its day. A placeholder is not late: it has never been in service. */
export function isOverdue({ credential, clouds, daysLeft }: CredentialState): boolean {
  const inService = Object.values(clouds).some((state) => state.status === "provided");
  return (
    inService &&
    daysLeft !== undefined &&
    daysLeft < 0 &&
    (isOperatorProvided(credential) || credential.source === "rotated")
  );
}

/** Full days. A store's clock may be ahead of this machine's: no value is younger than new. */
function ageInDays(since: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 86_400_000));
}
