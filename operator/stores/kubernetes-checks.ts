import { type Credential, updateCommand } from "../../catalogue/index.ts";
import { type Takeover, takeoverProblem } from "../takeover.ts";
import { failedCheck } from "./failed-check.ts";
import type { BeyondEvents, Check, Delivery } from "./store.ts";

interface Access {
  readonly namespace: string;
  readonly group?: string;
  readonly resource: string;
  readonly verb: string;
  /** Of one object. @default - of any of the namespace. */
  readonly name?: string;
}

interface Probes extends BeyondEvents {
  readonly identity: () => Promise<string>;
  readonly delivery: (secret: string, namespace: string) => Promise<Delivery>;
  readonly takeover: (credential: Credential, namespace: string) => Promise<Takeover | "unknown" | undefined>;
  readonly may: (access: Access) => Promise<boolean>;
  readonly namespaces: readonly string[];
  readonly credentials: readonly Credential[];
}

/**
 * What the commands do in a namespace, and which of them need it. The documents derive the operators' role from it.
 * Secrets are asked for by the names of those that are delivered, and no others.
 */
export const CLUSTER_NEEDS: readonly (readonly [Omit<Access, "namespace" | "name">, string])[] = [
  [{ group: "external-secrets.io", resource: "externalsecrets", verb: "get" }, "list, put"],
  [{ group: "external-secrets.io", resource: "externalsecrets", verb: "patch" }, "put, rotate, rollback, sync"],
  [{ resource: "events", verb: "list" }, "list, for the operator's words on a delivery that fails"],
  [{ resource: "secrets", verb: "get" }, "verify, revoke, and to see whether put would take over a Secret"],
  [{ resource: "pods", verb: "list" }, "verify, revoke"],
  [{ group: "apps", resource: "deployments", verb: "get" }, "rotate, sync --restart"],
  [{ group: "apps", resource: "deployments", verb: "list" }, "rotate, sync"],
  [{ group: "apps", resource: "deployments", verb: "patch" }, "rotate, sync --restart"],
  [{ group: "apps", resource: "statefulsets", verb: "list" }, "rotate, sync"],
  [{ group: "apps", resource: "daemonsets", verb: "list" }, "rotate, sync"],
];

/** Who am I in the cluster, may I do what the commands need, and does every delivery work? Changes nothing. */
export async function clusterChecks(probes: Probes): Promise<readonly Check[]> {
  const checks: Check[] = [];
  try {
    checks.push({ name: "Cluster sign-in", result: "ok", detail: await probes.identity() });
  } catch (error) {
    return [failedCheck("Cluster sign-in", error)];
  }
  for (const namespace of probes.namespaces) {
    for (const [access, commands] of CLUSTER_NEEDS)
      checks.push(await allows(probes, { ...access, namespace }, commands));
    for (const credential of probes.credentials) {
      if (credential.kubernetes !== null) checks.push(await delivers(probes, credential, namespace));
    }
  }
  return checks;
}

async function allows({ may, credentials }: Probes, access: Access, commands: string): Promise<Check> {
  const name = `Cluster: ${access.verb} ${access.resource} in ${access.namespace}`;
  // A role may be limited to the delivered Secrets: asked about all of the namespace, the cluster says no.
  const secrets = credentials.flatMap(({ kubernetes }) => kubernetes?.secret ?? []);
  const asked = access.resource === "secrets" ? secrets.map((secret) => ({ ...access, name: secret })) : [access];
  try {
    const answers = await Promise.all(asked.map(async (one) => ((await may(one)) ? [] : [one.name])));
    const denied = answers.flat();
    if (denied.length === 0) return { name, result: "ok", detail: `for ${commands}` };
    const which = denied.length === asked.length ? "" : ` for ${denied.join(", ")}`;
    const cure = 'Ask for the role of docs/permissions.md, "Kubernetes: operators", in that namespace.';
    return { name, result: "failed", detail: `denied${which}; needed for ${commands}`, cure };
  } catch (error) {
    return failedCheck(name, error);
  }
}

async function delivers(
  { delivery, takeover, cloudCause, log }: Probes,
  credential: Credential,
  namespace: string,
): Promise<Check> {
  const name = `Delivery of ${credential.id} to ${namespace}`;
  const secret = credential.kubernetes?.secret ?? "";
  try {
    const { status, cause } = await delivery(secret, namespace);
    const taken = await takeover(credential, namespace);
    const [problem, way] = (typeof taken === "object" ? takeoverProblem(taken) : undefined) ?? [];
    if (problem !== undefined && way !== undefined) return { name, result: "failed", detail: problem, cure: way };
    if (status === "ready") return { name, result: "ok", detail: "ready" };
    if (status === "missing") return { name, result: "failed", detail: status, cure: `Create it: ${updateCommand()}.` };
    const inCloud = await cloudCause(credential);
    if (inCloud !== undefined) return { name, result: "failed", detail: inCloud };
    const cure = `kubectl describe externalsecret ${secret} -n ${namespace}. ${log}`;
    return { name, result: "failed", detail: cause ?? status, cure };
  } catch (error) {
    return failedCheck(name, error);
  }
}
