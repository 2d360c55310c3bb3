import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { STACK_LABEL } from "../../catalogue/index.ts";
import { clusterObstacles, obstaclesOfStack } from "../../operator/cluster-before-update.ts";
import { readSettings } from "../../operator/stack.ts";
import { ApiServer } from "./api-server.ts";
import { World } from "./world.ts";

const CRD = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/externalsecrets.external-secrets.io";
const OURS = { "app.kubernetes.io/part-of": "qualisys-secrets" };

let server: ApiServer;
let world: World;
beforeEach(async () => {
  server = new ApiServer();
  await server.start();
  world = new World();
});
afterEach(() => server.stop());

function namespace(name: string, labels: object = {}) {
  server.objects.set(`/api/v1/namespaces/${name}`, { metadata: { name, labels } });
}

function definitionOf(release: string, inNamespace: string) {
  const annotations = { "meta.helm.sh/release-name": release, "meta.helm.sh/release-namespace": inNamespace };
  server.objects.set(CRD, { metadata: { name: "externalsecrets.external-secrets.io", annotations } });
}

function obstacles(changes: object = {}) {
  const { kubernetes } = readSettings(world.folder, "staging");
  if (kubernetes === undefined) throw new Error("the stack has no cluster");
  const { context: _, ...settings } = { ...kubernetes, namespaces: ["one", "two"], ...changes };
  return clusterObstacles(settings, "staging", server.config);
}

describe("a cluster that can take the update", () => {
  test.each<[string, () => void]>([
    ["is new", () => {}],
    ["holds this stack", () => namespace("external-secrets", { ...OURS, [STACK_LABEL]: "staging" })],
    ["was updated before its stack was named there", () => namespace("external-secrets", OURS)],
    ["kept the definitions of a stack that was destroyed", () => definitionOf("external-secrets", "external-secrets")],
    [
      "does not show definitions to the documented role",
      () => {
        namespace("external-secrets", OURS);
        server.denied.add("customresourcedefinitions");
      },
    ],
  ])("%s", async (_, prepare) => {
    for (const name of ["one", "two"]) namespace(name);
    prepare();
    expect(await obstacles()).toEqual([]);
  });
});

describe("before an update begins it says", () => {
  test("which namespaces are missing, and how to make them", async () => {
    namespace("one");
    expect(await obstacles()).toEqual([
      'The cluster of context "test" has no namespace two, which the setting kubernetes.namespaces names. Create it first: kubectl create namespace two.',
    ]);
    server.objects.clear();
    expect((await obstacles())[0]).toContain("kubectl create namespace one; kubectl create namespace two");
  });

  test.each<[string, () => void, RegExp]>([
    [
      "another stack's",
      () => namespace("external-secrets", { ...OURS, [STACK_LABEL]: "production" }),
      /belongs to the stack of production: a cluster serves one stack/,
    ],
    [
      "External Secrets of another release",
      () => definitionOf("eso", "eso"),
      /already runs .*release eso in namespace eso/,
    ],
    [
      "External Secrets under the names of its quick start",
      () => {
        definitionOf("external-secrets", "external-secrets");
        namespace("external-secrets");
      },
      /already runs .*release external-secrets in namespace external-secrets/,
    ],
  ])("whose the cluster is: %s", async (_, prepare, sentence) => {
    for (const name of ["one", "two"]) namespace(name);
    prepare();
    const said = await obstacles();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(sentence);
  });

  test("that the role may not look at namespaces, or that nothing answers", async () => {
    server.denied.add("namespaces");
    await expect(obstacles()).rejects.toThrow("denies it for namespace one");
    server.stop();
    await expect(obstacles()).rejects.toThrow("cannot be reached (ECONNREFUSED)");
  });
});

describe("for a stack", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kubeconfig-"));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  test("a missing kubeconfig and a missing context are told apart from a cluster that says no", async () => {
    vi.stubEnv("KUBECONFIG", path.join(folder, "absent"));
    const absent = await obstaclesOfStack(world.folder, "staging");
    expect(absent.obstacles).toEqual([]);
    expect(absent.unreachable).toMatch(/KUBECONFIG names a file that is not there/);
    writeFileSync(path.join(folder, "config"), server.config.exportConfig());
    vi.stubEnv("KUBECONFIG", path.join(folder, "config"));
    for (const name of readSettings(world.folder, "staging").kubernetes?.namespaces ?? []) namespace(name);
    expect(await obstaclesOfStack(world.folder, "staging")).toEqual({ obstacles: [] });
  });

  test("a stack file that cannot be used is left to the engine, which says more", async () => {
    expect(await obstaclesOfStack(folder, "staging")).toEqual({ obstacles: [] });
  });
});
