import { beforeAll, describe, expect, inject, test } from "vitest";
import { renderChart } from "./rig/chart.ts";
import type { Manifest } from "./rig/cluster-api.ts";
import { Program } from "./rig/program.ts";

// Chart 0.20.4 (it calls itself 0.20.3) as the operator's repository holds it: without the definitions, which are put in
// when it is packed, and so without the use of the values that choose and mark them.
const NOT_IN_THIS_CHART = [
  "crds.createPushSecret",
  "crds.createClusterPushSecret",
  "crds.createClusterGenerator",
  "crds.annotations.helm.sh/resource-policy",
];

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
  if (Array.isArray(value)) return [...value, "OTHER"];
  return { other: "other" };
}

function changedAt(values: Values, [key = "", ...rest]: Path): Values {
  const value = values[key];
  return { ...values, [key]: rest.length === 0 ? other(value) : changedAt(value as Values, rest) };
}

describe.skipIf(inject("motoEndpoint") === "")("the operator's chart with the values of the release", () => {
  let release: Program["release"];
  let rendered: readonly Manifest[];
  beforeAll(async () => {
    ({ release } = await Program.of("production", { kubernetes: { operator: { serviceMonitor: true } } }));
    rendered = await renderChart(release);
  });

  test("has an effect for every single value", async () => {
    const usual = JSON.stringify(rendered);
    const dead: string[] = [];
    for (const path of leaves(release.values)) {
      const values = changedAt(release.values, path);
      // What the chart refuses, it has looked at.
      const changed = await renderChart({ ...release, values }).catch(() => undefined);
      if (changed !== undefined && JSON.stringify(changed) === usual) dead.push(path.join("."));
    }
    expect(dead.sort()).toEqual([...NOT_IN_THIS_CHART].sort());
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
    const { securityContext, containers } = spec.template.spec;
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
        "--enable-push-secret-reconciler=false",
        "--enable-cluster-push-secret-reconciler=false",
        "--enable-cluster-external-secret-reconciler=false",
      ]),
    );
  });

  test("gives no pod an identity in a cloud", () => {
    const accounts = rendered.filter(({ kind }) => kind === "ServiceAccount");
    expect(accounts).toHaveLength(3);
    for (const { metadata } of accounts) expect(metadata.annotations ?? {}).toEqual({});
  });

  test("has Prometheus scrape the operator where the setting says so, and only there", async () => {
    expect(rendered.some(({ kind }) => kind === "ServiceMonitor")).toBe(true);
    const without = await renderChart((await Program.of("production")).release);
    expect(without.some(({ kind }) => kind === "ServiceMonitor")).toBe(false);
  });

  test("is one of each in staging", async () => {
    const staging = await renderChart((await Program.of("staging")).release);
    for (const one of staging.filter(({ kind }) => kind === "Deployment"))
      expect(one.spec).toMatchObject({ replicas: 1 });
    expect(staging.some(({ kind }) => kind === "PodDisruptionBudget")).toBe(false);
  });
});
