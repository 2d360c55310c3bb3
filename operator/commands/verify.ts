import type { Credential } from "../../catalogue/index.ts";
import { stackCredentials } from "../../stack-settings.ts";
import { DeniedError, EXIT, type ExitStatus, explain } from "../errors.ts";
import type { Session } from "../session.ts";
import { keptCredential } from "../stack.ts";
import type { CloudStore, Cluster, ClusterSecret, PodUse, Stored, Values } from "../stores/store.ts";
import { isValueId, sameId, valueId } from "../value-id.ts";

/** Whether two places hold the same value, and how that is known. */
export interface Agreement {
  readonly id: string;
  /** What was compared: "aws and one/openai-api-key". */
  readonly what: string;
  readonly result: "same" | "differs" | "unknown";
  readonly detail: string;
  /** That a store or the cluster could not be asked, so that nothing was compared. */
  readonly notAsked?: true;
}

/**
 * Compares stores, Kubernetes Secrets and running pods, and shows no value. Exit 1 where something differs, could not
 * be asked, or where nothing at all could be told.
 * @param read whether stores are read, too. A read that is denied raises the alarm, so it is never tried unasked.
 */
export async function verify(session: Session, id: string | undefined, read: boolean): Promise<ExitStatus> {
  const wanted =
    id === undefined ? stackCredentials(session.settings) : [keptCredential(id, session.fileSettings, session.stack)];
  session.progress("Comparing …");
  const agreements = (await Promise.all(wanted.map((credential) => verifyOne(session, credential, read)))).flat();
  session.clearProgress();
  session.report({ stack: session.stack, agreements });
  const marks = {
    same: session.style("green", "✓"),
    differs: session.style("red", "✗"),
    unknown: session.style("yellow", "?"),
  };
  for (const { id: owner, what, result, detail } of agreements)
    session.say(`${marks[result]} ${owner}: ${what}: ${detail}`);
  if (agreements.length === 0) session.note("Nothing to compare: no value is held in two places.");
  const doubt = doubtOf(agreements);
  if (doubt !== undefined) session.note(doubt);
  return doubt !== undefined || agreements.some(({ result }) => result === "differs") ? EXIT.failed : EXIT.ok;
}

/** Why the result is no proof of agreement; undefined where it is one, or where it tells of a difference alone. */
function doubtOf(agreements: readonly Agreement[]): string | undefined {
  const missed = agreements.filter(({ notAsked }) => notAsked).length;
  if (missed > 0) {
    return `Not verified: a store or the cluster could not be asked (${missed} of ${agreements.length} lines). Mend that, and run it again.`;
  }
  if (agreements.length > 0 && agreements.every(({ result }) => result === "unknown")) {
    return "Not verified: nothing could be compared by value, by version or by time.";
  }
  return undefined;
}

interface Held {
  readonly store: CloudStore;
  readonly stored: Stored;
  /** What the store holds, where it was read. */
  readonly values?: Values;
}

async function verifyOne(session: Session, credential: Credential, read: boolean): Promise<Agreement[]> {
  const { clouds, cluster } = await session.stores;
  const { id } = credential;
  const held: Held[] = [];
  const agreements: Agreement[] = [];
  for (const store of clouds.filter((one) => one.keeps(credential))) {
    try {
      const stored = await store.inspect(credential);
      const values = read && stored.status === "provided" ? await readable(store.read(credential)) : undefined;
      if (values === "denied") {
        const detail = "you may not read it: compared by version and time instead";
        agreements.push({ id, what: store.place, result: "unknown", detail });
      }
      held.push({ store, stored, ...(values === undefined || values === "denied" ? {} : { values }) });
    } catch (error) {
      agreements.push({ id, what: store.place, result: "unknown", detail: explain(error), notAsked: true });
    }
  }
  const [first, ...others] = held;
  for (const other of others) if (first !== undefined) agreements.push({ id, ...compareClouds(first, other) });
  const feeding = held.find(({ store }) => store.cloud === cluster?.cloud);
  if (cluster === undefined || feeding === undefined || feeding.stored.status !== "provided") return agreements;
  if (!session.settings.startedEpics.includes(credential.epic)) return agreements;
  for (const namespace of cluster.namespaces) {
    agreements.push(...(await compareNamespace(session, credential, cluster, namespace, feeding)));
  }
  return agreements;
}

function compareClouds(one: Held, other: Held): Omit<Agreement, "id"> {
  const what = `${one.store.cloud} and ${other.store.cloud}`;
  if (one.stored.status !== other.stored.status) {
    return { what, result: "differs", detail: `${one.stored.status} and ${other.stored.status}` };
  }
  if (one.stored.status !== "provided") return { what, result: "same", detail: one.stored.status };
  if (one.values !== undefined && other.values !== undefined) {
    return sameValues(one.values, other.values)
      ? { what, result: "same", detail: "the same value" }
      : { what, result: "differs", detail: "not the same value" };
  }
  const byId = compareIds(one.stored.valueId, other.stored.valueId);
  return byId === undefined
    ? { what, result: "unknown", detail: "a value was not put by these commands; compare with --read if you may" }
    : { what, ...byId };
}

async function compareNamespace(
  session: Session,
  credential: Credential,
  cluster: Cluster,
  namespace: string,
  held: Held,
): Promise<Agreement[]> {
  const { id, kubernetes } = credential;
  if (kubernetes === null) return [];
  const what = `${held.store.cloud} and ${namespace}/${kubernetes.secret}`;
  const agreements: Agreement[] = [];
  try {
    const { refreshed } = await cluster.delivery(kubernetes.secret, namespace);
    const secret = await readable(cluster.secret(kubernetes.secret, namespace));
    if (secret === undefined) return [{ id, what, result: "differs", detail: "the namespace has no such Secret" }];
    if (secret === "denied") return [{ id, what, ...byTime(held.stored.since, refreshed) }];
    agreements.push({ id, what, ...compareSecret(session, credential, secret, held) });
    const pods = await cluster.pods(kubernetes.secret, namespace);
    return [...agreements, ...pods.map((pod) => ({ id, ...comparePod(pod, kubernetes.secret, secret.changed) }))];
  } catch (error) {
    return [...agreements, { id, what, result: "unknown", detail: explain(error), notAsked: true }];
  }
}

function compareSecret(session: Session, credential: Credential, secret: ClusterSecret, held: Held): Compared {
  const delivered = fieldsOf(credential, secret.values);
  const { stored, values } = held;
  if (values !== undefined) {
    return sameValues(delivered, values, Object.keys(delivered))
      ? { result: "same", detail: "the same value" }
      : { result: "differs", detail: "not the same value" };
  }
  const byId = compareIds(stored.valueId, valueId(credential, session.settings.environment, delivered));
  return byId ?? byTime(stored.since, secret.changed);
}

function comparePod({ namespace, name, started }: PodUse, secret: string, changed: string): Omit<Agreement, "id"> {
  const what = `${namespace}/${secret} and pod ${name}`;
  // Kubernetes tells times in whole seconds: within the same one the pod may have come first.
  return started > changed
    ? { what, result: "same", detail: "started after the value came" }
    : { what, result: "differs", detail: "did not start after the value came: restart it" };
}

async function readable<T>(reading: Promise<T>): Promise<T | "denied"> {
  return reading.catch((error: unknown) => {
    if (error instanceof DeniedError) return "denied" as const;
    throw error;
  });
}

type Compared = Pick<Agreement, "result" | "detail">;

/** By ids, which only values put by these commands have; undefined where one has none. */
function compareIds(one: string | undefined, other: string | undefined): Compared | undefined {
  if (!isValueId(one) || !isValueId(other)) return undefined;
  return sameId(one, other)
    ? { result: "same", detail: "the same value" }
    : { result: "differs", detail: "not the same value" };
}

function byTime(put: string | undefined, fetched: string | undefined): Compared {
  if (put === undefined || fetched === undefined) return { result: "unknown", detail: "cannot be told" };
  // Kubernetes tells times in whole seconds.
  return Date.parse(fetched) >= Math.floor(Date.parse(put) / 1000) * 1000
    ? { result: "same", detail: "fetched after the value was put (told by time, not by value)" }
    : { result: "differs", detail: "fetched before the value was put" };
}

function fieldsOf({ kubernetes }: Credential, values: Values): Values {
  return Object.fromEntries(
    Object.entries(kubernetes?.keys ?? {}).flatMap(([key, field]) => {
      const value = values[key];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

/** @param names the fields that both are to have: a store may hold more than is delivered. */
function sameValues(
  one: Values,
  other: Values,
  names: readonly string[] = [...Object.keys(one), ...Object.keys(other)],
): boolean {
  return names.every((name) => one[name] === other[name]);
}
