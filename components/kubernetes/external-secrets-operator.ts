import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import * as pulumi from "@pulumi/pulumi";
import { STACK_LABEL } from "../../catalogue/index.ts";
import type { Environment, KubernetesSettings } from "../../stack-settings.ts";
import { objectMeta } from "./object-meta.ts";

type OperatorSettings = KubernetesSettings["operator"];

/** Seconds that the operator has to come up in. */
const READY_SECONDS = 600;

export interface ExternalSecretsOperatorArgs {
  readonly settings: OperatorSettings;
  readonly environment: Environment;
}

/** The External Secrets Operator in a namespace of its own, without any right in a cloud. */
export class ExternalSecretsOperator extends pulumi.ComponentResource {
  /** Brings the definitions and the webhook that every store and ExternalSecret needs. */
  readonly release: Release;

  constructor(
    name: string,
    { settings, environment }: ExternalSecretsOperatorArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("qualisys-secrets:kubernetes:ExternalSecretsOperator", name, {}, opts);
    // Removing the operator removes its webhook and controllers from under every delivered credential.
    const options = { parent: this, protect: environment === "production" };
    const namespace = new Namespace(
      `${name}-namespace`,
      {
        metadata: objectMeta(settings.namespace, {
          // By the stack's label another stack's update finds out that the cluster is taken.
          labels: { ...podSecurity("restricted"), [STACK_LABEL]: environment },
        }),
      },
      options,
    );
    this.release = new Release(
      `${name}-release`,
      {
        name: "external-secrets",
        namespace: settings.namespace,
        createNamespace: false,
        chart: settings.chart,
        version: settings.version,
        ...(isRepositoryChart(settings.chart) ? { repositoryOpts: { repo: settings.repository } } : {}),
        values: operatorValues(settings, environment),
        // Awaited, unlike what comes after: until its webhook answers, the API server refuses every ExternalSecret.
        skipAwait: false,
        timeout: READY_SECONDS,
        atomic: true,
      },
      { ...options, dependsOn: namespace },
    );
    this.registerOutputs({});
  }
}

function podSecurity(level: "restricted"): Record<string, string> {
  return Object.fromEntries(["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}

/** Whether the chart comes by its name from a repository, rather than from a folder or a registry. */
function isRepositoryChart(chart: string): boolean {
  return !chart.includes("/");
}

/** The chart's values, by keys that charts 0.20.4 and 2.9.0 have; what changed in them up to 2.14.0 is not known. */
export function operatorValues(settings: OperatorSettings, environment: Environment): Record<string, unknown> {
  const production = environment === "production";
  const deployment = {
    replicaCount: production ? 2 : 1,
    podDisruptionBudget: { enabled: production, minAvailable: 1 },
    podSecurityContext: { enabled: true, runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: {
      enabled: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    resources: { requests: { cpu: "20m", memory: "96Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
    // No annotation: the pods themselves are nobody in the cloud.
    serviceAccount: { create: true, annotations: {} },
  };
  // Together on one node, both replicas go with it. A cluster of one node still runs them.
  const apart = (name: string) => {
    const labelSelector = { matchLabels: { "app.kubernetes.io/name": name } };
    const spread = {
      maxSkew: 1,
      topologyKey: "kubernetes.io/hostname",
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector,
    };
    return production ? { topologySpreadConstraints: [spread] } : {};
  };
  return {
    ...deployment,
    ...apart("external-secrets"),
    // A controller that hangs delivers no rotated value, and is restarted.
    livenessProbe: { enabled: true },
    leaderElect: true,
    // By default one at a time: while a store does not answer, each credential in turn holds up all others for half a
    // minute, those of other stores and those just put among them.
    concurrent: 10,
    installCRDs: true,
    crds: {
      createPushSecret: false,
      createClusterPushSecret: false,
      createClusterGenerator: false,
      // With its definition, every ExternalSecret goes, and with it the Secret it owns: keep them when the chart goes.
      annotations: { "helm.sh/resource-policy": "keep" },
    },
    // Nothing here writes to a cloud or generates: what is not needed must not run.
    processPushSecret: false,
    processClusterPushSecret: false,
    processClusterExternalSecret: false,
    processClusterGenerator: false,
    // By default the chart leaves it out where the cluster has no such kind yet, and never makes it later.
    serviceMonitor: settings.serviceMonitor ? { enabled: true, renderMode: "failIfMissing" } : { enabled: false },
    webhook: { ...deployment, ...apart("external-secrets-webhook") },
    certController: { ...deployment, ...apart("external-secrets-cert-controller") },
  };
}
