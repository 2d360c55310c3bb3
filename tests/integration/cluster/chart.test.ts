import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Chart, renderChart } from "./rig/chart.ts";
import type { Manifest } from "./rig/cluster-api.ts";
import { Program } from "./rig/program.ts";

// The one of the operator that runs in the other tests, and the newest that can be had.
const CHARTS: Chart[] = ["external-secrets", "external-secrets-chart"];

type Path = readonly string[];
type Values = Record<string, unknown>;

function leaves(value: unknown, path: Path = []): readonly Path[] {
  const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  return entries.length === 0 ? [path] : entries.flatMap(([key, child]) => leaves(child, [...path, key]));
}

/** Another value of the same kind. */
function other(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return /^\d/.test(value) ? `1${value}` : `${value}X`;
  if (Array.isArray(value)) return [...value, typeof value[0] === "object" ? value[0] : "OTHER"];
  return { other: "other" };
}

function changedAt(values: Values, [key = "", ...rest]: Path): Values {
  const value = values[key];
  return { ...values, [key]: rest.length === 0 ? other(value) : changedAt(value as Values, rest) };
}

describe.skipIf(inject("motoEndpoint") === "").each(CHARTS)(
  "the chart of %s with the values of the release",
  (chart) => {
    let release: Program["release"];
    let rendered: readonly Manifest[];
    beforeAll(async () => {
      ({ release } = await Program.of("production", { kubernetes: { operator: { serviceMonitor: true } } }));
      rendered = await renderChart(release, { chart });
    });

    // A hundred renderings: half a minute, and minutes where others compute, too.
    test("has an effect for every single value", { timeout: 600_000 }, async () => {
      const dead: string[] = [];
      const refused: [path: string, why: string][] = [];
      for (const packed of [false, true]) {
        const usual = JSON.stringify(await renderChart(release, { chart, packed }));
        // The definitions are large: only what is about them is rendered with them.
        for (const path of leaves(release.values).filter((path) => /crds/i.test(String(path[0])) === packed)) {
          const values = changedAt(release.values, path);
          const changed = await renderChart({ ...release, values }, { chart, packed }).catch(String);
          if (typeof changed === "string") refused.push([path.join("."), changed]);
          else if (JSON.stringify(changed) === usual) dead.push(path.join("."));
        }
      }
      expect(dead).toEqual([]);
      // What the chart refuses, it has looked at: nothing is processed for a whole cluster and not for a namespace.
      const because = "disabled processing of PushSecrets but not ClusterPushSecrets";
      expect(refused).toEqual([
        ["processClusterPushSecret", expect.stringContaining(because)],
        ["serviceMonitor.renderMode", expect.stringContaining("renderMode")],
      ]);
    });

    test("brings the definitions that are needed and no other, to be kept when it goes", async () => {
      const brought = await renderChart(release, { chart, packed: true });
      const kinds = brought.filter(({ kind }) => kind === "CustomResourceDefinition");
      const has = (kind: string) => kinds.some(({ spec }) => (spec as { names: { kind: string } }).names.kind === kind);
      expect(["ExternalSecret", "ClusterSecretStore"].filter(has)).toHaveLength(2);
      expect(["PushSecret", "ClusterPushSecret", "ClusterGenerator"].filter(has)).toEqual([]);
      for (const { metadata } of kinds) expect(metadata.annotations?.["helm.sh/resource-policy"]).toBe("keep");
    });

    const named = (kind: string, name: string) => {
      const found = rendered.find((one) => one.kind === kind && one.metadata.name === name);
      if (found === undefined)
        throw new Error(`no ${kind} ${name} among ${rendered.map((one) => `${one.kind} ${one.metadata.name}`)}`);
      // biome-ignore lint/suspicious/noExplicitAny: a chart's output, looked into at a few places.
      return found as Manifest & { spec: any };
    };
    const deployments = ["external-secrets", "external-secrets-webhook", "external-secrets-cert-controller"];

    test.each(deployments)("runs %s twice, safely and within limits", (name) => {
      const { spec } = named("Deployment", name);
      expect(spec.replicas).toBe(2);
      expect(named("PodDisruptionBudget", `${name}-pdb`).spec.minAvailable).toBe(1);
      const { securityContext, containers, topologySpreadConstraints } = spec.template.spec;
      // On different nodes, where there are some: what the constraint selects are the deployment's own pods.
      expect(topologySpreadConstraints).toMatchObject([
        { topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
      ]);
      for (const [label, value] of Object.entries(topologySpreadConstraints[0].labelSelector.matchLabels))
        expect(spec.template.metadata.labels[label]).toBe(value);
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
      for (const container of containers) {
        expect(container.securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          seccompProfile: { type: "RuntimeDefault" },
        });
        expect(Object.keys(container.resources).sort()).toEqual(["limits", "requests"]);
      }
    });

    test("elects a leader, and switches off what is not needed", () => {
      const { args } = named("Deployment", "external-secrets").spec.template.spec.containers[0];
      expect(args).toEqual(
        expect.arrayContaining([
          "--enable-leader-election=true",
          "--concurrent=10",
          "--enable-push-secret-reconciler=false",
          "--enable-cluster-push-secret-reconciler=false",
          "--enable-cluster-external-secret-reconciler=false",
        ]),
      );
    });

    test("restarts a controller that hangs", () => {
      const { livenessProbe } = named("Deployment", "external-secrets").spec.template.spec.containers[0];
      expect(livenessProbe.httpGet).toMatchObject({ path: "/healthz" });
    });

    test("is refused where it should be scraped and the cluster has no ServiceMonitors", async () => {
      await expect(renderChart(release, { chart, monitoring: false })).rejects.toThrow(/ServiceMonitor/i);
    });

    test("gives no pod an identity in a cloud", () => {
      const accounts = rendered.filter(({ kind }) => kind === "ServiceAccount");
      expect(accounts).toHaveLength(3);
      for (const { metadata } of accounts) expect(metadata.annotations ?? {}).toEqual({});
    });

    test("has Prometheus scrape the operator where the setting says so, and only there", async () => {
      expect(rendered.some(({ kind }) => kind === "ServiceMonitor")).toBe(true);
      const without = await renderChart((await Program.of("production")).release, { chart });
      expect(without.some(({ kind }) => kind === "ServiceMonitor")).toBe(false);
    });

    test("is one of each in staging", async () => {
      const staging = await renderChart((await Program.of("staging")).release, { chart });
      for (const one of staging.filter(({ kind }) => kind === "Deployment"))
        expect(one.spec).toMatchObject({ replicas: 1 });
      expect(staging.some(({ kind }) => kind === "PodDisruptionBudget")).toBe(false);
    });
  },
);
