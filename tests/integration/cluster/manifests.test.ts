import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Chart, renderChart } from "./rig/chart.ts";
import { ApiError, type ClusterApi, type Manifest } from "./rig/cluster-api.ts";
import { Compared, compare, compareDiffs } from "./rig/compared.ts";
import { startControlPlane, writeKubeconfig } from "./rig/control-plane.ts";
import { applyDefinitions } from "./rig/operator.ts";
import { Processes } from "./rig/processes.ts";
import { Program } from "./rig/program.ts";

const SIDES = ["staging", "production"].flatMap((stack) => ["aws", "azure"].map((cloud) => [stack, cloud] as const));

const CHARTS: Chart[] = ["external-secrets", "external-secrets-chart"];

describe.skipIf(inject("motoEndpoint") === "").each(CHARTS)("the API server with the definitions of %s", (chart) => {
  let processes: Processes;
  let api: ClusterApi;
  beforeAll(async () => {
    processes = new Processes();
    ({ api } = await startControlPlane(processes, "https://issuer.example.test"));
    await applyDefinitions(api, {}, chart);
  });
  afterAll(async () => {
    api?.close();
    await processes?.[Symbol.asyncDispose]();
  });

  const dryRun = (manifest: Manifest) => api.apply(manifest, "&dryRun=All");

  describe.each(SIDES)("under strict validation takes what %s makes for a cluster fed by %s:", (stack, cloud) => {
    test("every object, whole", async () => {
      const program = await fedBy(stack, cloud);
      for (const namespace of [...program.of("Namespace"), ...namespacesOf(program)]) await api.apply(namespace);
      expect(program.of("ExternalSecret").length).toBeGreaterThan(0);
      expect(program.of("ClusterSecretStore").length).toBeGreaterThan(0);
      for (const manifest of program.manifests) {
        const taken = await dryRun(manifest);
        // Nothing that was written is lost, renamed or changed.
        expect(taken).toMatchObject(manifest);
      }
    });

    test("the operator's pods, in a namespace under restricted pod security", async () => {
      const { release } = await fedBy(stack, cloud);
      const deployments = (await renderChart(release, { chart })).filter(({ kind }) => kind === "Deployment");
      expect(deployments).toHaveLength(3);
      for (const { metadata, spec } of deployments) {
        const template = (spec as { template: { metadata: object; spec: object } }).template;
        await dryRun(podOf(metadata.name, release.namespace, template.spec));
      }
    });
  });

  if (chart === "external-secrets")
    describe("under the real Kubernetes provider", () => {
      let compared: Compared;
      beforeAll(async () => {
        const kubeconfig = path.join(processes.folder, "kubeconfig");
        writeKubeconfig(kubeconfig, api.access);
        compared = await Compared.start(processes, api, kubeconfig);
        const program = await Program.of("staging");
        for (const namespace of [...program.of("Namespace"), ...namespacesOf(program)]) await api.apply(namespace);
      });
      afterAll(() => compared?.close());

      test.each(["Namespace", "ServiceAccount", "ClusterSecretStore", "ExternalSecret"])(
        "a %s fares as under the provider that stands in for it elsewhere",
        async (kind) => {
          const [manifest] = (await Program.of("staging")).of(kind);
          if (manifest === undefined) throw new Error("unreachable");
          const object = { ...manifest, metadata: { ...manifest.metadata, name: "compared" } };
          const { real, standIn } = await compare(compared, object);
          expect(standIn).toEqual(real);
        },
      );

      test("a release and the provider itself are changed or replaced as by that one", async () => {
        const { release } = await Program.of("staging");
        const { real, standIn } = await compareDiffs(compared, release);
        expect(standIn).toEqual(real);
      });
    });

  test("refuses a field that it does not know, and a pod that may become root", async () => {
    const program = await Program.of("staging");
    const [order] = program.of("ExternalSecret");
    if (order === undefined) throw new Error("unreachable");
    const misspelt = { ...order, spec: { ...(order.spec as object), refreshIntervall: "1h0m0s" } };
    await expect(dryRun(misspelt)).rejects.toThrow("refreshIntervall");
    const careless = podOf("careless", program.release.namespace, { containers: [{ name: "main", image: "main" }] });
    const refusal = await dryRun(careless).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiError);
    expect(String(refusal)).toContain('violates PodSecurity "restricted:latest"');
  });
});

// A vault that feeds a cluster has to let the cluster in.
function fedBy(stack: string, cloud: string): Promise<Program> {
  return Program.of(stack, { kubernetes: { cloud }, azure: { allowedIps: ["203.0.113.7"] } });
}

function namespacesOf(program: Program): readonly Manifest[] {
  const names = new Set(program.of("ExternalSecret").map(({ metadata }) => metadata.namespace ?? ""));
  return [...names].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
}

function podOf(name: string, namespace: string, spec: object): Manifest {
  // The account of the chart is not there, and no token is looked for.
  const own = { ...spec, serviceAccountName: "default" };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace }, spec: own };
}
