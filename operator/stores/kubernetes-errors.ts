import { updateCommand } from "../../catalogue/index.ts";
import { DeniedError, OperatorError } from "../errors.ts";
import { blocked } from "../unreachable.ts";
import { isSigningIn } from "./sign-in-program.ts";

/** How long an API server is waited for; the client itself waits without end. */
const PATIENCE_MS = 30_000;

/** @throws OperatorError where the answer does not come in time. */
export async function answered<T>(answer: Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const wait = () => {
      timer = setTimeout(() => {
        // A sign-in program has a limit of its own.
        if (isSigningIn()) wait();
        else reject(new OperatorError("The cluster does not answer.", "Check the kubeconfig, the network and a VPN."));
      }, patienceMs);
    };
    wait();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the API server says that there is no such object (or no such kind of object). */
export function isNotFound(error: unknown): boolean {
  return (error as { code?: unknown }).code === 404;
}

/**
 * An error of the Kubernetes client in words for an operator. The answer's body is not repeated: it may hold an object.
 * @param thing what was asked for.
 */
export function translateKubernetes(error: unknown, thing: string): Error {
  if (error instanceof OperatorError) return error;
  const { code, cause } = error as { code?: unknown; cause?: { code?: string } };
  switch (code) {
    case 401:
      return new OperatorError(
        "The cluster does not accept your sign-in.",
        "Fetch your kubeconfig anew from the cloud.",
      );
    case 403:
      return new DeniedError(
        `The cluster denies it for ${thing}.`,
        "npm run secrets -- doctor shows what you may do there.",
      );
    case 404:
      return new OperatorError(`The cluster has no ${thing}.`, `Create it first: ${updateCommand()}.`);
    case 409:
      return new OperatorError(`${thing} was changed by somebody else at the same moment.`, "Run it again.");
    case 429:
      return new OperatorError("The cluster asks to slow down.", "Run it again in a minute.");
  }
  const between = blocked(
    error,
    "the cluster",
    "; certificate-authority-data and proxy-url of the kubeconfig count first.",
  );
  if (between !== undefined) return between;
  const reason = typeof code === "string" ? code : cause?.code;
  if (reason !== undefined && /^[A-Z_]+$/.test(reason)) {
    return new OperatorError(
      `The cluster cannot be reached (${reason}).`,
      "Check the kubeconfig (kubectl cluster-info), the network and the setting kubernetes.context.",
    );
  }
  if (typeof code === "number") {
    return new OperatorError(
      `The cluster refuses the request for ${thing} (${code}).`,
      "Run it again in a minute; kubectl cluster-info shows whether the cluster is well.",
    );
  }
  return new OperatorError(
    `The cluster could not be asked for ${thing} (${(error as Error).name}).`,
    "Look whether kubectl can, with the same kubeconfig: kubectl cluster-info.",
  );
}
