import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { readSettings } from "../../operator/stack.ts";
import { KubernetesCluster } from "../../operator/stores/kubernetes.ts";
import { openStores } from "../../operator/stores/open.ts";
import { settingsSchema } from "../../stack-settings.ts";
import { World } from "./world.ts";

test("a look at the clouds needs no kubeconfig; whatever needs the cluster says what is missing", async () => {
  const kubeconfig = path.join(mkdtempSync(path.join(tmpdir(), "qualisys-open-")), "config");
  writeFileSync(kubeconfig, "{apiVersion: v1, kind: Config, clusters: [], contexts: [], users: []}\n");
  vi.stubEnv("KUBECONFIG", kubeconfig);
  const settings = settingsSchema.parse({
    environment: "staging",
    secretPrefix: "qualisys-staging",
    startedEpics: [1],
    aws: {
      region: "eu-central-1",
      accountId: "123456789012",
      alarmEmails: ["security@example.com"],
      trail: "existing",
      deployerRole: "arn:aws:iam::123456789012:role/deployer",
    },
    kubernetes: {
      cloud: "aws",
      oidcIssuer: "https://issuer.example.com",
      namespaces: ["staging"],
      context: "shop",
    },
  });
  const stores = await openStores(settings, { fetch });
  expect(stores.clouds.map(({ cloud }) => cloud)).toEqual(["aws"]);
  expect(() => stores.cluster).toThrow('Your kubeconfig has no context "shop"');
  vi.unstubAllEnvs();
});

const home = () => mkdtempSync(path.join(tmpdir(), "qualisys-home-"));
const file = (content: string) => {
  const kubeconfig = path.join(home(), "config");
  writeFileSync(kubeconfig, content);
  return kubeconfig;
};

test.each([
  ["no kubeconfig", () => "", "No kubeconfig was found"],
  ["a file that is not there", () => path.join(home(), "none"), "KUBECONFIG names a file that is not there"],
  ["a file that is none", () => file("{ a: ["), "cannot be used (it is not YAML)"],
  [
    "a file without a cluster",
    () => file("{apiVersion: v1, kind: Config, clusters: [], contexts: [], users: []}\n"),
    "names no cluster to use",
  ],
])("a machine with %s is told so and how to get one, by whatever asks the cluster", async (_, kubeconfig, told) => {
  vi.stubEnv("HOME", home());
  vi.stubEnv("KUBECONFIG", kubeconfig());
  const world = new World();
  const { kubernetes } = readSettings(world.folder, "staging");
  if (kubernetes === undefined) throw new Error("the stack has no cluster");
  const cluster = new KubernetesCluster(kubernetes, "staging");
  world.stores = async () => ({ clouds: [world.aws], cluster });
  const cure = "aws eks update-kubeconfig --name <cluster>, or az aks get-credentials";
  const [listed, checked] = [await world.run(["list"]), await world.run(["doctor"])];
  for (const { stdout, status } of [listed, checked]) {
    expect(stdout).toContain(told);
    expect(stdout).toContain(cure);
    expect(status).toBe(1);
  }
  expect(listed.stdout).toContain("CREDENTIAL");
  expect(checked.stdout).toContain("✗ Cluster sign-in:");
  vi.unstubAllEnvs();
});
