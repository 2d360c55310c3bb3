import path from "node:path";
import { install } from "../../../../toolchain/install.ts";
import { type Chart, definitions, renderChart } from "./chart.ts";
import type { ClusterApi, Manifest } from "./cluster-api.ts";
import { writeKubeconfig } from "./control-plane.ts";
import { freePort, type Processes, type Running, STARTING_SECONDS, until } from "./processes.ts";
import type { Program } from "./program.ts";

/** The External Secrets Operator, outside the cluster and with the rights and arguments that the release gives it. */
export class Operator {
  readonly #processes: Processes;
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  readonly #live: string;
  readonly #program: string;
  #running: Running | undefined;

  private constructor(
    processes: Processes,
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    live: string,
  ) {
    this.#processes = processes;
    this.#program = program;
    this.#args = args;
    this.#env = env;
    this.#live = live;
  }

  /** Applies what the chart makes of the release's values, and starts the operator. */
  static async start(
    processes: Processes,
    api: ClusterApi,
    program: Program,
    environment: Readonly<Record<string, string>>,
  ): Promise<Operator> {
    const { release } = program;
    const chart = await renderChart(release);
    await applyDefinitions(api, release.values);
    // No container runs and no webhook can be reached here; rights and accounts are what is left of the chart.
    for (const kind of ["ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]) {
      for (const manifest of chart.filter((one) => one.kind === kind)) await api.apply(inNamespace(manifest, release));
    }
    const deployment = chart.find((one) => one.kind === "Deployment" && one.metadata.name === release.name);
    if (deployment === undefined) throw new Error("The chart makes no Deployment of the release's name.");
    return Operator.of(processes, api, inNamespace(deployment, release), environment);
  }

  /** Starts what a Deployment would run: with the rights of its account, and its arguments. */
  static async of(
    processes: Processes,
    api: ClusterApi,
    deployment: Manifest,
    environment: Readonly<Record<string, string>>,
  ): Promise<Operator> {
    const { folder, programs } = await install("external-secrets");
    if (folder === undefined) throw new Error("unreachable: the operator is never taken from the PATH");
    const { serviceAccountName, args } = podOf(deployment);
    const token = await api.token(serviceAccountName, deployment.metadata.namespace ?? "", { expirationSeconds: 7200 });
    const kubeconfig = path.join(processes.folder, "operator.kubeconfig");
    writeKubeconfig(kubeconfig, { ...api.access, token });
    const port = await freePort();
    const operator = new Operator(
      processes,
      programs["external-secrets"] ?? "",
      [...args.filter(isForHere), "--metrics-addr=0", `--live-addr=127.0.0.1:${port}`],
      { ...environment, KUBECONFIG: kubeconfig },
      `http://127.0.0.1:${port}/healthz`,
    );
    await operator.restart();
    return operator;
  }

  /** As a node that fails and a pod that comes up elsewhere: no chance to tidy up. */
  async restart(): Promise<void> {
    await this.#running?.stop();
    const running = this.#processes.start({
      name: "external-secrets",
      program: this.#program,
      args: this.#args,
      env: this.#env,
    });
    this.#running = running;
    await until(async () => (await fetch(this.#live)).ok, {
      what: "the operator's health",
      seconds: STARTING_SECONDS,
      check: running.check,
    });
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
  }

  log(): string {
    return this.#running?.log() ?? "";
  }
}

// A single process outside the cluster elects no leader, and its ports are given below.
function isForHere(argument: string): boolean {
  return !/^--(?:enable-leader-election|metrics-addr|live-addr)/.test(argument);
}

/** Applies the definitions that a release with these values brings, and waits until the API server serves them. */
export async function applyDefinitions(api: ClusterApi, values: Record<string, unknown>, chart?: Chart): Promise<void> {
  const { crds = {} } = values as { crds?: Record<string, unknown> };
  const names: string[] = [];
  for (const definition of await definitions(chart)) {
    const { names: kinds } = definition.spec as { names: { kind: string } };
    // As the chart does where it has the definitions: crds.createPushSecret and the like leave one out.
    if (crds[`create${kinds.kind}`] === false) continue;
    await api.apply(definition);
    names.push(definition.metadata.name);
  }
  for (const name of names) {
    await until(
      async () => {
        const { status } = await api.get<Manifest & { status?: { conditions?: { type: string; status: string }[] } }>(
          "apiextensions.k8s.io/v1",
          "CustomResourceDefinition",
          name,
        );
        return status?.conditions?.some(({ type, status }) => type === "Established" && status === "True");
      },
      { what: `definition ${name}` },
    );
  }
}

// Helm puts objects into the release's namespace where they name none.
function inNamespace(manifest: Manifest, { namespace }: { readonly namespace: string }): Manifest {
  if (manifest.kind.startsWith("Cluster")) return manifest;
  return { ...manifest, metadata: { namespace, ...manifest.metadata } };
}

function podOf(deployment: Manifest): { serviceAccountName: string; args: readonly string[] } {
  const spec = deployment.spec as {
    template: { spec: { serviceAccountName: string; containers: { args: string[] }[] } };
  };
  const { serviceAccountName, containers } = spec.template.spec;
  return { serviceAccountName, args: containers[0]?.args ?? [] };
}
