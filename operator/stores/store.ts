import type { Credential } from "../../catalogue/index.ts";

/** A credential's values: field -> value. Poison: never printed, logged, thrown or put into an environment. */
export type Values = Readonly<Record<string, string>>;

export type Cloud = "aws" | "azure";

/** What a cloud keeps of a credential, told without reading any value. */
export interface Stored {
  readonly status: "provided" | "placeholder" | "missing" | "deleted";
  /** When the value in service was put (ISO, UTC). */
  readonly since?: string;
  /** What the value in service is known by; equal ids mean equal values (see value-id.ts). */
  readonly valueId?: string;
  /** When it is to be replaced (ISO date). */
  readonly nextRotation?: string;
  /** The secret's whole ARN, on AWS. */
  readonly arn?: string;
  /** Names the secret where only some of a credential's secrets are as the status says. */
  readonly note?: string;
}

/** Tags that a command writes beside a value. */
export type OperatorTags = Readonly<Record<string, string>>;

/** A way back to the value that was in service before; where a rollback has taken place, to the value it brought back. */
export interface WayBack {
  /** What that value is known by; undefined where these commands did not put it. */
  readonly targetId?: string;
  /** When that value was put (ISO, UTC). */
  readonly since: string;
  /** Puts it into service. @returns why its tags could not be set; undefined where they are. */
  apply(tags: OperatorTags): Promise<string | undefined>;
}

/** One thing that `doctor` looked at. */
export interface Check {
  readonly name: string;
  readonly result: "ok" | "failed" | "unknown";
  readonly detail: string;
  readonly cure?: string;
}

/** The store of one cloud. Every method throws an OperatorError where the cloud refuses. */
export interface CloudStore {
  readonly cloud: Cloud;
  /** For people: "AWS account 123456789012, eu-central-1". */
  readonly place: string;
  /** Who the caller is. @throws OperatorError where nobody is signed in, or into another account than the settings name. */
  identity(): Promise<string>;
  keeps(credential: Credential): boolean;
  inspect(credential: Credential): Promise<Stored>;
  /**
   * Puts a value into service and sets the tags. Repeating it with the same value changes nothing.
   * @param values every field of the credential.
   */
  put(credential: Credential, values: Values, valueId: string, tags: OperatorTags): Promise<void>;
  /** The value in service. @throws DeniedError where the caller may not read. */
  read(credential: Credential): Promise<Values>;
  /** The ids of every value that it keeps, in service or earlier, told without reading one. */
  valueIds(credential: Credential): Promise<readonly string[]>;
  /** @throws OperatorError where there is none; DeniedError where finding it needs a read that is denied. */
  wayBack(credential: Credential): Promise<WayBack>;
  /** The checks of `doctor`. */
  checks(credentials: readonly Credential[]): Promise<readonly Check[]>;
}

/** How the delivery of one credential into one namespace stands. */
export interface Delivery {
  readonly status: "missing" | "ready" | "failing" | "pending";
  /** The operator's own words on why it fails, which since 2.14 name no cause. */
  readonly cause?: string;
  /** When it was last read from the cloud (ISO, UTC). */
  readonly refreshed?: string;
  /** Changes with every sync that an annotation or a change of the object asked for. */
  readonly syncedVersion?: string;
  /** Whether the sync is of the object as it stands now. */
  readonly current: boolean;
}

/** A Kubernetes Secret. */
export interface ClusterSecret {
  readonly values: Values;
  /** When its content last changed (ISO, UTC). */
  readonly changed: string;
}

/** Something that runs pods which use a Secret. */
export interface Workload {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet";
  readonly name: string;
  readonly namespace: string;
}

export interface Rollout {
  readonly status: "done" | "running" | "failed";
  /** "2 of 3 updated pods are available" */
  readonly detail: string;
}

/** A pod that uses a Secret, and when it started. */
export interface PodUse {
  readonly name: string;
  readonly namespace: string;
  readonly started: string;
}

/** Where the reason of a failed delivery is, apart from the operator's events. */
export interface BeyondEvents {
  /** Why the cloud that feeds the cluster has nothing to deliver; undefined where it has. */
  readonly cloudCause: (credential: Credential) => Promise<string | undefined>;
  /** Where the operator's own words are. */
  readonly log: string;
}

/** The cluster of a stack. Every method throws an OperatorError where the cluster refuses. */
export interface Cluster {
  readonly place: string;
  readonly cloud: Cloud;
  readonly namespaces: readonly string[];
  identity(): Promise<string>;
  /** @throws OtherStackError where it belongs to another stack. */
  delivery(secret: string, namespace: string): Promise<Delivery>;
  /** Asks for a sync at once. @param stamp a text that no earlier request carried. */
  forceSync(secret: string, namespace: string, stamp: string): Promise<void>;
  /** @returns undefined where there is none. @throws DeniedError where the caller may not read it. */
  secret(secret: string, namespace: string): Promise<ClusterSecret | undefined>;
  /** When the Secret's content last changed, read without its values; undefined where there is none. */
  secretChanged(secret: string, namespace: string): Promise<string | undefined>;
  /**
   * A Secret of that name which the operator did not make, with the names of its keys; read without its values.
   * @returns undefined where there is none. @throws DeniedError where the caller may not get it.
   */
  foreignSecret(
    secret: string,
    namespace: string,
  ): Promise<{ readonly keys: readonly string[] | undefined } | undefined>;
  workloads(secret: string, namespace: string): Promise<readonly Workload[]>;
  pods(secret: string, namespace: string): Promise<readonly PodUse[]>;
  restart(workload: Workload, at: string): Promise<void>;
  rollout(workload: Workload): Promise<Rollout>;
  /** The checks of `doctor`. */
  checks(credentials: readonly Credential[], beyond: BeyondEvents): Promise<readonly Check[]>;
}

/** What a stack's settings name; a stack may lack any of them. */
export interface Stores {
  readonly clouds: readonly CloudStore[];
  readonly cluster?: Cluster;
}
