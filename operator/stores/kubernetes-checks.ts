import { type Credential, updateCommand } from "../../catalogue/index.ts";
import { failedCheck } from "./failed-check.ts";
import type { Check, Delivery } from "./store.ts";

interface Access {
  readonly namespace: string;
  readonly group?: string;
  readonly resource: string;
  readonly verb: string;
}

interface Probes {
  readonly identity: () => Promise<string>;
  readonly delivery: (secret: string, namespace: string) => Promise<Delivery>;
  readonly may: (access: Access) => Promise<boolean>;
  readonly namespaces: readonly string[];
  readonly credentials: readonly Credential[];
}

/** What the commands do in a namespace, and which of them need it. */
const NEEDED: readonly (readonly [Omit<Access, "namespace">, string])[] = [
  [{ group: "external-secrets.io", resource: "externalsecrets", verb: "get" }, "list, put"],
  [{ group: "external-secrets.io", resource: "externalsecrets", verb: "patch" }, "put, rotate, rollback"],
  [{ resource: "events", verb: "list" }, "list, to tell why a delivery fails"],
  [{ resource: "secrets", verb: "get" }, "verify, revoke"],
  [{ resource: "pods", verb: "list" }, "verify, revoke"],
  [{ group: "apps", resource: "deployments", verb: "list" }, "rotate"],
  [{ group: "apps", resource: "deployments", verb: "patch" }, "rotate"],
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
    for (const [access, commands] of NEEDED) {
      const name = `Cluster: ${access.verb} ${access.resource} in ${namespace}`;
      try {
        const allowed = await probes.may({ ...access, namespace });
        checks.push(
          allowed
            ? { name, result: "ok", detail: `for ${commands}` }
            : {
                name,
                result: "failed",
                detail: `denied; needed for ${commands}`,
                cure: "Ask for a role in that namespace that allows it.",
              },
        );
      } catch (error) {
        checks.push(failedCheck(name, error));
      }
    }
    for (const { id, kubernetes } of probes.credentials) {
      if (kubernetes !== null) checks.push(await delivers(probes, id, kubernetes.secret, namespace));
    }
  }
  return checks;
}

async function delivers({ delivery }: Probes, id: string, secret: string, namespace: string): Promise<Check> {
  const name = `Delivery of ${id} to ${namespace}`;
  try {
    const { status, cause } = await delivery(secret, namespace);
    if (status === "ready") return { name, result: "ok", detail: "ready" };
    const cure =
      status === "missing"
        ? `Create it: ${updateCommand()}.`
        : `kubectl describe externalsecret ${secret} -n ${namespace}`;
    return { name, result: "failed", detail: cause ?? status, cure };
  } catch (error) {
    return failedCheck(name, error);
  }
}
