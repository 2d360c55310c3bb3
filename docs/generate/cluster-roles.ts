import { stringify } from "yaml";
import { credentials } from "../../catalogue/index.ts";
import { CLUSTER_NEEDS } from "../../operator/stores/kubernetes-checks.ts";
import { KUBERNETES_NEEDS } from "./permission-table.ts";

/** The deployer's and the watch's roles in the cluster, ready for `kubectl apply`. */
export function clusterRoles(types: readonly string[]): string {
  const kinds = types.flatMap((type) => KUBERNETES_NEEDS[type] ?? []);
  const groups = [...new Set(kinds.map(({ group }) => group))];
  const role = (name: string, verbs: readonly string[]) => [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name },
      rules: groups.map((group) => ({
        apiGroups: [group],
        resources: kinds.filter((kind) => kind.group === group).map(({ resource }) => resource),
        verbs,
      })),
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name }],
    },
  ];
  const looks = ["get", "list", "watch"];
  const documents = [
    ...role("qualisys-secrets-deployer", [...looks, "create", "update", "patch", "delete"]),
    ...role("qualisys-secrets-watch", looks),
  ];
  return yaml(documents);
}

/** What a refresh of the operator's release reads. */
export function helmRole(): string {
  const name = "qualisys-secrets-deployer-releases";
  const metadata = { name, namespace: "external-secrets" };
  const documents = [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] }],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "qualisys-secrets-deployer" }],
    },
  ];
  return yaml(documents);
}

/** What `npm run secrets` needs in a namespace. */
export function operatorRole(): string {
  const name = "qualisys-secrets-operators";
  const metadata = { name, namespace: "<namespace>" };
  const places = [...new Set(CLUSTER_NEEDS.map(([{ group = "", resource }]) => `${group}/${resource}`))];
  const rules = places.map((place) => {
    const needs = CLUSTER_NEEDS.filter(([{ group = "", resource }]) => `${group}/${resource}` === place);
    const [group = "", resource = ""] = place.split("/");
    const resourceNames = resource === "secrets" ? { resourceNames: deliveredSecrets() } : {};
    return { apiGroups: [group], resources: [resource], ...resourceNames, verbs: needs.map(([{ verb }]) => verb) };
  });
  const documents = [
    { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata, rules },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name }],
    },
  ];
  return yaml(documents);
}

function deliveredSecrets(): readonly string[] {
  return credentials.flatMap(({ kubernetes }) => kubernetes?.secret ?? []);
}

function yaml(documents: readonly object[]): string {
  return `\`\`\`yaml\n${documents.map((document) => stringify(document, { aliasDuplicateObjects: false })).join("---\n")}\`\`\``;
}
