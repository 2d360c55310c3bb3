import { ROLES } from "../../../../permissions/roles.ts";
import type { Settings } from "../../../../stack-settings.ts";
import type { Manifest } from "./cluster-api.ts";

/** The group of the pipeline's deployer. */
export const DEPLOYER = "qualisys-secrets-deployer";
/** The group of the nightly look for drift. */
export const WATCH = "qualisys-secrets-watch";
/** The group of those who run the operators' commands. */
export const OPERATORS = "qualisys-secrets-operators";

type KubernetesRole = `kubernetes-${"deployer" | "watch" | "releases" | "operator"}`;

/**
 * Roles and bindings as `npm run permissions` prints them.
 * @param namespace the one that receives credentials; for Helm's releases the operator's.
 */
export function documentedRoles(roles: readonly KubernetesRole[], namespace: string): readonly Manifest[] {
  const settings = { kubernetes: { namespaces: [namespace], operator: { namespace } } } as unknown as Settings;
  return roles.flatMap((id) => {
    const role = ROLES.find((each) => each.id === id);
    if (role === undefined) throw new Error(`npm run permissions has no role ${id}`);
    const resources = () => Promise.reject(new Error(`${id} needs no program`));
    return role.document({ stack: "staging", settings, resources }) as readonly Manifest[];
  });
}
