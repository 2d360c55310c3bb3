import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { install } from "../../../../toolchain/install.ts";
import { type Access, ClusterApi } from "./cluster-api.ts";
import { freePort, type Processes, STARTING_SECONDS, until } from "./processes.ts";

/** A Kubernetes control plane without nodes: objects are kept, owned, collected and rolled out; no container runs. */
export interface ControlPlane {
  /** As an administrator. */
  readonly api: ClusterApi;
  /** As a member of one of the groups that it was started with. */
  readonly accessOf: (group: string) => Access;
  /** Ends the API server at once, and with it every connection. What it kept stays. */
  readonly stop: () => Promise<void>;
  /** Starts it again at the same address. */
  readonly restart: () => Promise<void>;
}

export interface ControlPlaneOptions {
  /** Groups that each have one member, who has no rights but those that RBAC gives to the group. */
  readonly groups?: readonly string[];
  /** A name of its own where a second one runs in the same folder. @default "kubernetes" */
  readonly folder?: string;
}

const CLUSTER_FOLDER = "kubernetes";
const SIGNING_KEY = "service-accounts.key";

/** The controllers that delivery and rollouts rest on; the others only cost time. */
const CONTROLLERS = [
  "namespace-controller",
  "serviceaccount-controller",
  "garbage-collector-controller",
  "deployment-controller",
  "replicaset-controller",
];

/** Starts etcd, the API server and the controllers, and waits until they answer. */
export async function startControlPlane(
  processes: Processes,
  issuer: string,
  { groups = [], folder: name = CLUSTER_FOLDER }: ControlPlaneOptions = {},
): Promise<ControlPlane> {
  const [etcd, kubernetes] = [await install("etcd"), await install("kubernetes")];
  const folder = path.join(processes.folder, name);
  mkdirSync(folder);
  const etcdServer = await startEtcd(processes, etcd.programs.etcd ?? "", folder);

  const tokens = { admin: newToken(), controllers: newToken() };
  const tokenOf = new Map(groups.map((group) => [group, newToken()]));
  writeFileSync(
    path.join(folder, "tokens.csv"),
    [
      `${tokens.admin},admin,admin,system:masters`,
      `${tokens.controllers},system:kube-controller-manager,controllers,system:masters`,
      ...groups.map((group) => `${tokenOf.get(group)},member-of-${group},member-of-${group},${group}`),
    ].join("\n"),
    { mode: 0o600 },
  );
  writeServiceAccountKeys(folder);
  const port = await freePort();
  const server = `https://127.0.0.1:${port}`;
  const command = {
    name: "kube-apiserver",
    program: kubernetes.programs["kube-apiserver"] ?? "",
    args: [
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${folder}`,
      `--etcd-servers=${etcdServer}`,
      `--token-auth-file=${path.join(folder, "tokens.csv")}`,
      "--authorization-mode=RBAC",
      // The issuer that the program's settings name, as a cloud knows it. Nobody resolves it: keys are read below.
      `--service-account-issuer=${issuer}`,
      `--service-account-key-file=${path.join(folder, "service-accounts.pub")}`,
      `--service-account-signing-key-file=${path.join(folder, SIGNING_KEY)}`,
      `--service-account-jwks-uri=${server}/openid/v1/jwks`,
      "--service-cluster-ip-range=10.96.0.0/24",
      "--endpoint-reconciler-type=none",
      "--enable-priority-and-fairness=false",
    ],
  };
  let apiServer = processes.start(command);
  // It writes its certificate first and the key after it: a certificate without one may be half a certificate.
  await until(async () => existsSync(path.join(folder, "apiserver.key")), {
    what: "the API server's certificate",
    seconds: STARTING_SECONDS,
    check: apiServer.check,
  });
  const ca = readFileSync(path.join(folder, "apiserver.crt"), "utf8");
  const api = new ClusterApi({ server, ca, token: tokens.admin });
  const ready = () =>
    until(async () => (await api.call("GET", "/readyz")) === "ok", {
      what: "the API server's readiness",
      seconds: STARTING_SECONDS,
      check: apiServer.check,
    });
  await ready();

  writeKubeconfig(path.join(folder, "controllers.kubeconfig"), { server, ca, token: tokens.controllers });
  const controllers = processes.start({
    name: "kube-controller-manager",
    program: kubernetes.programs["kube-controller-manager"] ?? "",
    args: [
      `--kubeconfig=${path.join(folder, "controllers.kubeconfig")}`,
      `--controllers=${CONTROLLERS.join(",")}`,
      "--leader-elect=false",
      "--secure-port=0",
    ],
  });
  await until(async () => (await api.find("v1", "ServiceAccount", "default", "default")) !== undefined, {
    what: "the controllers' first work (the default service account)",
    seconds: STARTING_SECONDS,
    check: controllers.check,
  });
  return {
    api,
    accessOf: (group) => ({ server, ca, token: tokenOf.get(group) ?? "" }),
    stop: () => apiServer.stop(),
    restart: async () => {
      apiServer = processes.start(command);
      await ready();
    },
  };
}

/** The file with the key by which the cluster signs the tokens of its service accounts. */
export function serviceAccountsKey({ folder }: Pick<Processes, "folder">): string {
  return path.join(folder, CLUSTER_FOLDER, SIGNING_KEY);
}

/** One cluster and a sign-in to it, as a kubeconfig has them under the name of a context. */
export interface Context extends Access {
  readonly name: string;
  /** More of the cluster's entry, such as `tls-server-name`. */
  readonly entry?: Readonly<Record<string, unknown>>;
}

/** Writes a kubeconfig with one context, `cluster`. */
export function writeKubeconfig(file: string, access: Access): void {
  writeContexts(file, [{ ...access, name: "cluster" }]);
}

/** Writes a kubeconfig; the last context is the current one. */
export function writeContexts(file: string, contexts: readonly Context[]): void {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: contexts.map(({ name, server, ca, entry }) => ({
      name,
      cluster: { server, "certificate-authority-data": Buffer.from(ca).toString("base64"), ...entry },
    })),
    users: contexts.map(({ name, token }) => ({ name, user: { token } })),
    contexts: contexts.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
    "current-context": contexts.at(-1)?.name,
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
}

async function startEtcd(processes: Processes, program: string, folder: string): Promise<string> {
  const [clients, peers] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const etcd = processes.start({
    name: "etcd",
    program,
    args: [
      `--data-dir=${path.join(folder, "etcd")}`,
      `--listen-client-urls=${clients}`,
      `--advertise-client-urls=${clients}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
      // Nothing has to survive a power cut.
      "--unsafe-no-fsync",
      "--log-level=warn",
    ],
  });
  await until(async () => (await fetch(`${clients}/health`)).ok, {
    what: "etcd's health",
    seconds: STARTING_SECONDS,
    check: etcd.check,
  });
  return clients;
}

function newToken(): string {
  return randomBytes(24).toString("hex");
}

function writeServiceAccountKeys(folder: string): void {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const write = (name: string, text: string | Buffer) => writeFileSync(path.join(folder, name), text, { mode: 0o600 });
  write(SIGNING_KEY, privateKey.export({ type: "pkcs1", format: "pem" }));
  write("service-accounts.pub", publicKey.export({ type: "spki", format: "pem" }));
}
