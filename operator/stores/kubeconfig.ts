import { readFileSync } from "node:fs";
import { KubeConfig } from "@kubernetes/client-node";
import { OperatorError } from "../errors.ts";
import { proxyFor } from "../proxy.ts";
import { type Entry, isEntry, type Kubeconfig, kubeconfigFiles, mergeKubeconfigs, text } from "./kubeconfig-files.ts";
import { SignInProgram } from "./sign-in-program.ts";

const HOW_TO_GET =
  "Get one from the cloud: aws eks update-kubeconfig --name <cluster>, or az aks get-credentials --name <cluster> --resource-group <group>. If you have one, name it: KUBECONFIG, and the setting kubernetes.context.";

/** Fields of a user who acts as another: the client can send the name alone. */
const UNSUPPORTED = ["as-uid", "as-groups", "as-user-extra"];
const LOOPBACK = /^http:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::|\/|$)/;

/**
 * The kubeconfig that kubectl would use, set to a context.
 * @param context of the settings; the kubeconfig's own where it is undefined.
 * @param signIn runs the sign-in program that it may name.
 * @returns an error where there is none to use: whoever asks the clouds alone goes on without it.
 * @throws OperatorError where it has no such context.
 */
export function findKubeconfig(context: string | undefined, signIn = new SignInProgram()): KubeConfig | OperatorError {
  const loaded = load(context, signIn);
  if (loaded instanceof OperatorError) return loaded;
  const { config, merged } = loaded;
  if (context !== undefined) useContext(config, context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) return new OperatorError("Your kubeconfig names no cluster to use.", HOW_TO_GET);
  return unusable(config, merged) ?? config;
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

interface Loaded {
  readonly config: KubeConfig;
  /** What the client was told, before it was put in its words. @default - the client found its own. */
  readonly merged?: Kubeconfig;
}

function load(context: string | undefined, signIn: SignInProgram): Loaded | OperatorError {
  const config = new KubeConfig();
  config.addAuthenticator(signIn);
  try {
    const merged = mergeKubeconfigs(kubeconfigFiles());
    if (merged !== undefined) {
      const document = documentOf({ ...merged, currentContext: context ?? merged.currentContext ?? "" });
      config.loadFromString(JSON.stringify(document), { onInvalidEntry: "filter" });
      config.setCurrentContext(merged.currentContext ?? "");
      return { config, merged };
    }
    if (process.env.KUBECONFIG) return new OperatorError("KUBECONFIG names a file that is not there.", HOW_TO_GET);
    // A pod has one of its own; Windows keeps some elsewhere.
    config.loadFromDefault();
  } catch (error) {
    if (error instanceof OperatorError) return new OperatorError(error.message, error.cure ?? HOW_TO_GET);
    // The file may hold keys: nothing of it is repeated.
    return new OperatorError("Your kubeconfig cannot be used (it is no kubeconfig in YAML).", HOW_TO_GET);
  }
  return isMadeUp(config)
    ? new OperatorError("No kubeconfig was found, so there is no cluster to ask.", HOW_TO_GET)
    : { config };
}

/** What the client library reads as kubectl would; it reads some fields otherwise, or not at all. */
function documentOf({ clusters, users, contexts, currentContext }: Kubeconfig): object {
  const list = (kind: string, entries: Iterable<readonly [string, Entry]>) =>
    [...entries].map(([name, entry]) => ({ name, [kind]: entry }));
  const clusterOf = (user: string) => {
    const context = contexts.get(currentContext ?? "");
    return context?.user === user ? clusters.get(text(context.cluster) ?? "") : undefined;
  };
  return {
    clusters: list(
      "cluster",
      [...clusters].map(([name, cluster]) => [name, clusterFor(cluster)] as const),
    ),
    users: list(
      "user",
      [...users].map(([name, user]) => [name, userFor(user, clusterOf(name))] as const),
    ),
    contexts: list("context", contexts),
    "current-context": currentContext,
  };
}

function clusterFor(cluster: Entry): Entry {
  const server = text(cluster.server) ?? "";
  return {
    ...withoutFiles(cluster, "certificate-authority"),
    // Without TLS there is nothing to verify, and the client refuses it unless told so. kubectl proxy is such a server.
    ...(LOOPBACK.test(server) ? { "insecure-skip-tls-verify": true } : {}),
    "proxy-url": text(cluster["proxy-url"]) ?? (URL.canParse(server) ? proxyFor(server, process.env) : undefined),
  };
}

function userFor(user: Entry, cluster: Entry | undefined): Entry {
  const { exec, ...rest } = withoutFiles(user, "client-certificate", "client-key");
  const token = text(user.tokenFile) === undefined ? {} : { token: tokenIn(user) };
  if (!isEntry(exec)) return { ...rest, ...token };
  return { ...rest, ...token, "auth-provider": { name: SignInProgram.PROVIDER, config: { program: exec, cluster } } };
}

/** Data counts before a file, for kubectl; the client has it the other way round. */
function withoutFiles(entry: Entry, ...fields: readonly string[]): Entry {
  const hidden = fields.filter((field) => text(entry[`${field}-data`]) !== undefined);
  return Object.fromEntries(Object.entries(entry).filter(([field]) => !hidden.includes(field)));
}

function tokenIn({ tokenFile, token }: Entry): string | undefined {
  try {
    return readFileSync(String(tokenFile), "utf8").trim();
  } catch {
    return text(token);
  }
}

/** What the context at hand has that cannot be used. Paths are not repeated: a key may stand in place of one. */
function unusable(config: KubeConfig, merged: Kubeconfig | undefined): OperatorError | undefined {
  const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
  const files = [
    ["certificate-authority", cluster?.caFile],
    ["client-certificate", user?.certFile],
    ["client-key", user?.keyFile],
  ] as const;
  for (const [field, file] of files) {
    const code = file === undefined || file === null ? undefined : failureOf(file);
    if (code !== undefined) {
      return new OperatorError(
        `The file that "${field}" names in your kubeconfig cannot be read (${code}).`,
        "Fetch your kubeconfig again from the cloud, or correct the path: it is relative to the kubeconfig's folder.",
      );
    }
  }
  const { server = "", proxyUrl } = cluster ?? {};
  if (server.startsWith("http:") && !LOOPBACK.test(server)) {
    return new OperatorError(
      "Your kubeconfig's cluster is at an http:// address: whatever is read would cross the network in plain text.",
      "Use its https:// address.",
    );
  }
  if (proxyUrl && !(URL.canParse(proxyUrl) && /^(?:https?|socks[45]?[ah]?):/.test(proxyUrl))) {
    return new OperatorError(
      'The "proxy-url" of your kubeconfig is not the address of a proxy.',
      "Write it as http://<host>:<port> or socks5://<host>:<port>.",
    );
  }
  const given = merged?.users.get(user?.name ?? "") ?? {};
  const unsupported = UNSUPPORTED.filter((field) => given[field] !== undefined);
  if (unsupported.length > 0) {
    return new OperatorError(
      `Your kubeconfig's user acts as another by ${unsupported.join(", ")}, which these commands cannot send.`,
      'Use a user without it; "as" alone is supported.',
    );
  }
  return undefined;
}

function failureOf(file: string): string | undefined {
  try {
    readFileSync(file);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown reason";
  }
}

/** Where it finds nothing, the client makes up a cluster on this machine, with a user who has no sign-in. */
function isMadeUp(config: KubeConfig): boolean {
  return (
    config.getCurrentContext() === "loaded-context" && config.getCurrentCluster()?.server === "http://localhost:8080"
  );
}
