import { writeFileSync } from "node:fs";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { parse, stringify } from "yaml";
import { lookForDrift } from "../../../../.github/scripts/drift-report.ts";
import { clusterObstacles } from "../../../../operator/cluster-before-update.ts";
import { parseSettings, type Settings } from "../../../../stack-settings.ts";
import { PROJECT } from "../../rig/engine.ts";
import { REGION, Rig } from "../../rig/rig.ts";
import { stackCopy, stackCopyValues } from "../../rig/stack-copy.ts";
import { Access } from "./access.ts";
import { AwsFront } from "./aws-front.ts";
import { type Chart, copyChart } from "./chart.ts";
import type { ClusterApi, Manifest } from "./cluster-api.ts";
import { type Context, type ControlPlane, startControlPlane, writeContexts } from "./control-plane.ts";
import { DEPLOYER, documentedRoles, WATCH } from "./documented-roles.ts";
import { Kubelets } from "./kubelets.ts";
import { Operator } from "./operator.ts";
import { Processes } from "./processes.ts";
import { Program } from "./program.ts";

/** The namespace of the operator. */
export const OPERATOR_NAMESPACE = "external-secrets";
const FIRST_UPDATE = "first-update";

/**
 * A cluster to which real updates of a stack go: the real engine, the real Kubernetes provider with its Helm, a real API
 * server with RBAC. The other clouds are emulated, and no container runs.
 */
export class UpdatedCluster {
  readonly rig: Rig;
  readonly processes: Processes;
  /** Where the settings name the chart of the operator. */
  readonly charts: Readonly<Record<Chart, string>>;
  readonly #lost: Context[] = [];
  #context = CONTEXT;
  #plane: ControlPlane;
  #kubelets: Kubelets;
  #kubernetes: Readonly<Record<string, unknown>>;

  private constructor(processes: Processes, plane: ControlPlane, rig: Rig, charts: Readonly<Record<Chart, string>>) {
    this.processes = processes;
    this.rig = rig;
    this.charts = charts;
    this.#plane = plane;
    this.#kubelets = new Kubelets(plane.api, OPERATOR_NAMESPACE);
    this.#kubernetes = settingsOf(charts["external-secrets"], ISSUER);
  }

  /** An empty cluster but for the namespace that the stack delivers to, and a stack of which nothing exists yet. */
  static async start(endpoint: string): Promise<UpdatedCluster> {
    const processes = new Processes();
    try {
      const plane = await startControlPlane(processes, ISSUER, { groups: [DEPLOYER, WATCH] });
      const charts = {
        "external-secrets": await copyChart(path.join(processes.folder, "first"), { packed: true }),
        "external-secrets-chart": await copyChart(path.join(processes.folder, "next"), {
          chart: "external-secrets-chart",
          packed: true,
        }),
      };
      const configOf = (account: string) => configWith(account, settingsOf(charts["external-secrets"], ISSUER));
      const rig = await Rig.create(
        { project: PROJECT, stack: STACK, configOf, realProviders: ["kubernetes"] },
        endpoint,
      );
      const cluster = new UpdatedCluster(processes, plane, rig, charts);
      await plane.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: STACK } });
      cluster.signIn("administrator");
      return cluster;
    } catch (error) {
      await processes[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kubelets.stop();
    this.#plane.api.close();
    await this.rig[Symbol.asyncDispose]();
    await this.processes[Symbol.asyncDispose]();
  }

  /** As an administrator. */
  get api(): ClusterApi {
    return this.#plane.api;
  }

  get plane(): ControlPlane {
    return this.#plane;
  }

  /**
   * Signs the updates in, by the contexts of every cluster that there has been.
   * @param entry more of the cluster's entry, such as `tls-server-name`.
   * @param file the kubeconfig's name, which is part of its path.
   * @returns the kubeconfig.
   */
  signIn(who: "administrator" | typeof DEPLOYER | typeof WATCH, entry = {}, file = "kubeconfig"): string {
    const place = path.join(this.processes.folder, file);
    const access = who === "administrator" ? this.api.access : this.#plane.accessOf(who);
    writeContexts(place, [...this.#lost, { ...access, name: this.#context, entry }]);
    this.rig.engine.environment.KUBECONFIG = place;
    return place;
  }

  /** Starts the operator as its Deployment says, and what it finds as AWS. */
  async startOperator(): Promise<AwsFront> {
    const { rig, processes, api } = this;
    const { account, endpoint: moto } = rig.cloud;
    const access = new Access(Program.ofState(this.#settings, await rig.engine.exportState()), REGION);
    const issuer = String(this.#kubernetes.oidcIssuer);
    const front = await AwsFront.start({ moto, account, region: REGION, issuer, access, api });
    const deployment = await api.get<Manifest>("apps/v1", "Deployment", "external-secrets", OPERATOR_NAMESPACE);
    await Operator.of(processes, api, deployment, front.environment);
    return front;
  }

  /** What stands in the way of an update, as `npm run up` looks before it begins. */
  async obstacles(): Promise<readonly string[]> {
    const { kubernetes, environment } = this.#settings;
    const config = new KubeConfig();
    config.loadFromFile(this.rig.engine.environment.KUBECONFIG ?? "");
    return kubernetes === undefined ? [] : clusterObstacles(kubernetes, environment, config);
  }

  get #settings(): Settings {
    const values = stackCopyValues(STACK, this.rig.cloud.account);
    return parseSettings({ ...values, [SETTINGS]: JSON.stringify(this.#kubernetes) }, STACK);
  }

  /** What the nightly look for drift tells, by who may look and no more. */
  async drift(): Promise<string> {
    const { engine } = this.rig;
    const kept = { ...engine.environment };
    this.signIn(WATCH, {}, "watch");
    const signedIn = { ...engine.environment };
    // The engine looks whether the program is there; a refresh does not run it.
    const work = path.join(engine.folder, "work");
    writeFileSync(path.join(work, "index.ts"), "");
    try {
      return await lookForDrift(STACK, true, async (words, environment) => {
        engine.environment = { ...signedIn, ...environment };
        const more = words[0] === "refresh" ? ["--config-file", path.join(work, `Pulumi.${STACK}.yaml`)] : [];
        const { output, exitCode } = await engine.pulumi([...words, ...more]);
        if (exitCode !== 0) throw new Error(output);
        return output;
      });
    } finally {
      engine.environment = kept;
    }
  }

  /** Changes settings of `kubernetes` in the stack file. */
  set(change: Readonly<Record<string, unknown>>): void {
    this.#kubernetes = { ...this.#kubernetes, ...change };
    this.rig.engine.configure(configWith(this.rig.cloud.account, this.#kubernetes));
  }

  /** Loses the cluster: the stack is to go to another, empty one, and the old one answers no more. */
  async lose(): Promise<void> {
    this.#kubelets.stop();
    await this.#plane.stop();
    this.api.close();
    this.#lost.push({ ...this.api.access, name: this.#context });
    this.#plane = await startControlPlane(this.processes, NEXT_ISSUER, {
      groups: [DEPLOYER, WATCH],
      folder: "next-cluster",
    });
    this.#kubelets = new Kubelets(this.api, OPERATOR_NAMESPACE);
    this.#context = "next";
    this.set({ oidcIssuer: NEXT_ISSUER, context: this.#context });
  }

  /** What docs/runbook.md, "First deployment", does before the first update of a cluster. */
  async letDeployerIn(): Promise<void> {
    for (const role of documentedRoles(["kubernetes-deployer", "kubernetes-watch"], STACK)) await this.api.apply(role);
    await this.makeAdministrator();
  }

  /** What it does after that update. */
  async endFirstUpdate(): Promise<void> {
    await this.makeAdministrator(false);
    for (const role of documentedRoles(["kubernetes-releases"], OPERATOR_NAMESPACE)) await this.api.apply(role);
  }

  /** Makes the deployer an administrator, as a new chart needs it, or no longer. */
  async makeAdministrator(isOne = true): Promise<void> {
    const [group, kind] = ["rbac.authorization.k8s.io/v1", "ClusterRoleBinding"];
    if (!isOne) return void (await this.api.remove(group, kind, FIRST_UPDATE));
    await this.api.apply({
      apiVersion: group,
      kind,
      metadata: { name: FIRST_UPDATE },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: DEPLOYER }],
    });
  }
}

const STACK = "staging";
const SETTINGS = "qualisys-secrets:kubernetes";
const ISSUER = "https://issuer.example.com/first";
const CONTEXT = "first";
const NEXT_ISSUER = "https://issuer.example.com/next";

function settingsOf(chart: string, oidcIssuer: string): Record<string, unknown> {
  return { cloud: "aws", context: CONTEXT, oidcIssuer, namespaces: [STACK], operator: { chart } };
}

function configWith(account: string, kubernetes: Readonly<Record<string, unknown>>): string {
  const file = parse(stackCopy(STACK, account)) as { config: Record<string, unknown> };
  return stringify({ config: { ...file.config, [SETTINGS]: kubernetes } });
}
