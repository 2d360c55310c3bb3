import { KubeConfig } from "@kubernetes/client-node";
import { OperatorError } from "../errors.ts";

const HOW_TO_GET =
  "Get one from the cloud: aws eks update-kubeconfig --name <cluster>, or az aks get-credentials --name <cluster> --resource-group <group>. If you have one, name it: KUBECONFIG, and the setting kubernetes.context.";

/**
 * The kubeconfig that kubectl would use, set to a context.
 * @param context of the settings; the kubeconfig's own where it is undefined.
 * @returns an error where there is none to use: whoever asks the clouds alone goes on without it.
 * @throws OperatorError where it has no such context.
 */
export function findKubeconfig(context: string | undefined): KubeConfig | OperatorError {
  const config = load();
  if (config instanceof OperatorError) return config;
  if (context !== undefined) useContext(config, context);
  return config.getCurrentCluster() === null
    ? new OperatorError("Your kubeconfig names no cluster to use.", HOW_TO_GET)
    : config;
}

/** @throws OperatorError where the kubeconfig has no such context. */
export function useContext(config: KubeConfig, context: string): void {
  if (config.getContextObject(context) === null) {
    throw new OperatorError(
      `Your kubeconfig has no context "${context}", which the setting kubernetes.context names.`,
      `It has: ${config.contexts.map(({ name }) => name).join(", ") || "none"}. Fetch it from your cloud, or correct the setting.`,
    );
  }
  config.setCurrentContext(context);
}

function load(): KubeConfig | OperatorError {
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ENOENT") return new OperatorError("KUBECONFIG names a file that is not there.", HOW_TO_GET);
    // The file may hold keys: nothing of it is repeated.
    const why = code === undefined ? "is no kubeconfig in YAML" : `cannot be read: ${code}`;
    return new OperatorError(`Your kubeconfig cannot be used (it ${why}).`, HOW_TO_GET);
  }
  return isMadeUp(config)
    ? new OperatorError("No kubeconfig was found, so there is no cluster to ask.", HOW_TO_GET)
    : config;
}

/** Where it finds nothing, the client makes up a cluster on this machine, with a user who has no sign-in. */
function isMadeUp(config: KubeConfig): boolean {
  return (
    config.getCurrentContext() === "loaded-context" && config.getCurrentCluster()?.server === "http://localhost:8080"
  );
}
