// Tells kubectl and the Pulumi provider where the stack's cluster is. A stack without a cluster needs nothing.
import { spawnSync } from "node:child_process";
import { step } from "./step.ts";

type Command = readonly [program: string, ...words: string[]];

/**
 * The commands for the environment's cluster, in order.
 * @throws Error where the environment names two clusters, or one by half.
 */
export function kubeconfigCommands(env: NodeJS.ProcessEnv): readonly Command[] {
  const { EKS_CLUSTER, AKS_CLUSTER, AKS_RESOURCE_GROUP } = env;
  if (EKS_CLUSTER && AKS_CLUSTER) throw new Error("Set EKS_CLUSTER or AKS_CLUSTER, not both: a stack has one cluster.");
  if (EKS_CLUSTER) return [["aws", "eks", "update-kubeconfig", "--name", EKS_CLUSTER, "--alias", EKS_CLUSTER]];
  if (!AKS_CLUSTER) return [];
  if (!AKS_RESOURCE_GROUP) throw new Error("AKS_CLUSTER needs AKS_RESOURCE_GROUP beside it.");
  return [
    ["az", "aks", "get-credentials", "--name", AKS_CLUSTER, "--resource-group", AKS_RESOURCE_GROUP],
    // Signs in to the cluster as whoever is signed in to Azure.
    ["kubelogin", "convert-kubeconfig", "--login", "azurecli"],
  ];
}

if (process.argv[1] === import.meta.filename) {
  await step(() => {
    for (const [program, ...words] of kubeconfigCommands(process.env)) {
      const { status, error } = spawnSync(program, words, { stdio: "inherit" });
      if (error !== undefined) throw error;
      if (status !== 0) throw new Error(`${program} ended with status ${status}.`);
    }
  });
}
