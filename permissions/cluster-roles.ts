import { credentials } from "../catalogue/index.ts";
import { CLUSTER_NEEDS } from "../operator/stores/kubernetes-checks.ts";
import { KUBERNETES_NEEDS } from "./table.ts";

const RBAC = "rbac.authorization.k8s.io";
const LOOKS = ["get", "list", "watch"];

/** A role in the cluster and its binding to the group of its name, as `kubectl apply` takes them. */
export function clusterRole(name: "qualisys-secrets-deployer" | "qualisys-secrets-watch"): readonly object[] {
  const verbs = name === "qualisys-secrets-watch" ? LOOKS : [...LOOKS, "create", "update", "patch", "delete"];
  const kinds = Object.values(KUBERNETES_NEEDS);
  const rules = [...new Set(kinds.map(({ group }) => group))].map((group) => ({
    apiGroups: [group],
    resources: kinds.filter((kind) => kind.group === group).map(({ resource }) => resource),
    verbs,
  }));
  return [
    { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: { name }, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name },
      subjects: [{ apiGroup: RBAC, kind: "Group", name }],
    },
  ];
}

/** What a refresh of the External Secrets Operator's release reads: Helm keeps releases as Secrets. */
export function helmRole(namespace: string): readonly object[] {
  const name = "qualisys-secrets-deployer-releases";
  const metadata = { name, namespace };
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind: "Role",
      metadata,
      rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] }],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: RBAC, kind: "Role", name },
      subjects: [{ apiGroup: RBAC, kind: "Group", name: "qualisys-secrets-deployer" }],
    },
  ];
}

/** What `npm run secrets` needs, in each of the namespaces that receive credentials. */
export function operatorRole(namespaces: readonly string[]): readonly object[] {
  const name = "qualisys-secrets-operators";
  const places = [...new Set(CLUSTER_NEEDS.map(([{ group = "", resource }]) => `${group}/${resource}`))];
  const rules = places.map((place) => {
    const needs = CLUSTER_NEEDS.filter(([{ group = "", resource }]) => `${group}/${resource}` === place);
    const [group = "", resource = ""] = place.split("/");
    const delivered = credentials.flatMap(({ kubernetes }) => kubernetes?.secret ?? []);
    const resourceNames = resource === "secrets" ? { resourceNames: delivered } : {};
    return { apiGroups: [group], resources: [resource], ...resourceNames, verbs: needs.map(([{ verb }]) => verb) };
  });
  return namespaces.flatMap((namespace) => {
    const metadata = { name, namespace };
    return [
      { apiVersion: `${RBAC}/v1`, kind: "Role", metadata, rules },
      {
        apiVersion: `${RBAC}/v1`,
        kind: "RoleBinding",
        metadata,
        roleRef: { apiGroup: RBAC, kind: "Role", name },
        subjects: [{ apiGroup: RBAC, kind: "Group", name }],
      },
    ];
  });
}
