import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { awsSecretName } from "../../../catalogue/index.ts";
import { commandLine } from "../../docs/runbook-commands.ts";
import { credential, Generator } from "../../operator/values.ts";
import { callAws, requestToken } from "../rig/aws-api.ts";
import type { Run } from "../rig/engine.ts";
import { errorsOf } from "../rig/events.ts";
import { NO_CHANGES } from "../rig/no-changes.ts";
import { REGION } from "../rig/rig.ts";
import type { AwsFront } from "./rig/aws-front.ts";
import type { Manifest } from "./rig/cluster-api.ts";
import { DEPLOYER } from "./rig/documented-roles.ts";
import { until } from "./rig/processes.ts";
import { OPERATOR_NAMESPACE, UpdatedCluster } from "./rig/updated-cluster.ts";

const endpoint = inject("motoEndpoint");
const LEVEL = "pod-security.kubernetes.io/enforce";
const EXTERNAL_SECRETS = "external-secrets.io/v1";
const WELL = { exitCode: 0, errors: [] };
const MADE = { ...WELL, changes: { create: expect.any(Number) } };
const UNCHANGED = { ...WELL, changes: NO_CHANGES };

/** One stack, from the first update to the last: each step begins where the one before it ended. */
describe.skipIf(endpoint === "")("updates of a cluster by its deployer", () => {
  let cluster: UpdatedCluster;
  let front: AwsFront | undefined;
  beforeAll(async () => {
    cluster = await UpdatedCluster.start(endpoint);
    await cluster.letDeployerIn();
    cluster.signIn(DEPLOYER);
  });
  afterAll(async () => {
    front?.stop();
    await cluster?.[Symbol.asyncDispose]();
  });

  const SecretId = awsSecretName("qualisys-staging", credential("openai"));
  const aws = (action: string, body: Record<string, unknown>) =>
    callAws(cluster.rig.cloud, REGION, "secretsmanager", action, { SecretId, ...body });
  const orders = (namespace: string) => cluster.api.list<Manifest>(EXTERNAL_SECRETS, "ExternalSecret", namespace);
  const makeNamespaces = async (...names: string[]) => {
    for (const name of names) await cluster.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  };

  it("are previewed before the cluster has the operator's definitions", async () => {
    expect(await cluster.obstacles()).toEqual([]);
    expect(ended(await cluster.rig.engine.preview())).toMatchObject(MADE);
  });

  it("begin with nothing", async () => {
    expect(ended(await cluster.rig.engine.up())).toMatchObject(MADE);
    expect(await orders("staging")).toHaveLength(9);
  });

  it("change nothing once they are done, and need no administrator then", async () => {
    await cluster.endFirstUpdate();
    expect(await cluster.obstacles()).toEqual([]);
    expect(ended(await cluster.rig.engine.up("--refresh"))).toMatchObject(UNCHANGED);
  });

  it("change nothing where the cluster answers under another address, on a machine with another kubeconfig", async () => {
    rmSync(cluster.rig.engine.environment.KUBECONFIG ?? "");
    const kubeconfig = cluster.signIn(DEPLOYER, { "tls-server-name": "127.0.0.1" }, "another-kubeconfig");
    // As kubectl takes it: a list, in which a file may be missing.
    cluster.rig.engine.environment.KUBECONFIG = [kubeconfig, "/none"].join(path.delimiter);
    expect(ended(await cluster.rig.engine.up("--refresh"))).toMatchObject(UNCHANGED);
  });

  it("take back what others have changed", async () => {
    const namespace = await cluster.api.get<Manifest>("v1", "Namespace", OPERATOR_NAMESPACE);
    const loosened = { metadata: { labels: { [LEVEL]: "privileged" } } };
    await cluster.api.merge(namespace, loosened, "?fieldManager=kubectl-label");
    const order = await cluster.api.get<Manifest>(EXTERNAL_SECRETS, "ExternalSecret", "openai-api-key", "staging");
    await cluster.api.merge(order, { spec: { refreshInterval: "0s" } }, "?fieldManager=Lens");
    const run = await cluster.rig.engine.upWithPreview("--refresh");
    expect(ended(run)).toMatchObject({ ...WELL, changes: { update: 2 } });
    const { metadata } = await cluster.api.get<Manifest>("v1", "Namespace", OPERATOR_NAMESPACE);
    expect(metadata.labels?.[LEVEL]).toBe("restricted");
    const { spec } = await cluster.api.get<Manifest>(EXTERNAL_SECRETS, "ExternalSecret", "openai-api-key", "staging");
    expect(spec).toMatchObject({ refreshInterval: "1h0m0s" });
  });

  it("add a namespace, and where the cluster goes away in the middle, the next one completes it", async () => {
    await makeNamespaces("more");
    cluster.set({ namespaces: ["staging", "more"] });
    const running = cluster.rig.engine.upWithPreview();
    await until(async () => (await orders("more")).length > 0, { what: "the first order in it", everyMs: 20 });
    await cluster.plane.stop();
    const interrupted = await running;
    expect(interrupted.exitCode).not.toBe(0);
    expect(errorsOf(interrupted).join("\n")).toContain("connection refused");
    await cluster.plane.restart();
    const next = await cluster.rig.engine.up("--refresh");
    expect(ended(next)).toMatchObject(MADE);
    expect(await orders("more")).toHaveLength(9);
  });

  it("leave the chart to an administrator, and change nothing without one", async () => {
    const before = await cluster.api.list("v1", "Secret", OPERATOR_NAMESPACE);
    cluster.set({ operator: { chart: cluster.charts["external-secrets-chart"] } });
    const refused = await cluster.rig.engine.up();
    expect(refused.exitCode).not.toBe(0);
    expect(errorsOf(refused).join("\n")).toMatch(/customresourcedefinitions.* is forbidden/);
    expect(await cluster.api.list("v1", "Secret", OPERATOR_NAMESPACE)).toEqual(before);
    cluster.set({ operator: { chart: cluster.charts["external-secrets"] } });
    expect(ended(await cluster.rig.engine.up())).toMatchObject(UNCHANGED);
  });

  it("bring a newer chart", async () => {
    await cluster.makeAdministrator();
    cluster.set({ operator: { chart: cluster.charts["external-secrets-chart"] } });
    expect(ended(await cluster.rig.engine.up())).toMatchObject({ ...WELL, changes: { update: 1 } });
    await cluster.makeAdministrator(false);
    expect(ended(await cluster.rig.engine.up("--refresh"))).toMatchObject(UNCHANGED);
  });

  it("make everything in another cluster when the first is lost, by the runbook's command", async () => {
    // The operator that runs below is of this chart.
    cluster.set({ operator: { chart: cluster.charts["external-secrets"] } });
    await cluster.lose();
    await cluster.letDeployerIn();
    cluster.signIn(DEPLOYER);
    expect(await cluster.obstacles()).toEqual([expect.stringContaining("has no namespaces staging, more")]);
    await makeNamespaces("staging", "more");
    expect(await cluster.obstacles()).toEqual([]);
    const { environment, words } = commandLine(/^PULUMI_K8S_DELETE_UNREACHABLE=.* npm run up /);
    Object.assign(cluster.rig.engine.environment, environment);
    const run = await cluster.rig.engine.upWithPreview(...words.slice(words.indexOf("production") + 1));
    for (const name of Object.keys(environment)) delete cluster.rig.engine.environment[name];
    // Namespace and release, accounts, stores and orders; the readers' roles trust the new issuer, and three rules know it.
    expect(ended(run)).toMatchObject({ ...WELL, changes: { create: 2 + 6 + 6 + 18, update: 6 + 3 } });
    await cluster.endFirstUpdate();
  });

  it("find no drift in what the operator does to their objects", async () => {
    const SecretString = JSON.stringify(new Generator(17).values(credential("openai")));
    await aws("PutSecretValue", { SecretString, ...requestToken() });
    front = await cluster.startOperator();
    for (const namespace of ["staging", "more"])
      await expect
        .poll(() => cluster.api.find("v1", "Secret", "openai-api-key", namespace), { timeout: 60_000 })
        .toBeDefined();
    const [order] = (await orders("staging")).filter(({ metadata }) => metadata.name === "openai-api-key");
    expect(order).toMatchObject({ metadata: { finalizers: [expect.any(String)] }, status: expect.any(Object) });
    expect(await cluster.drift()).toBe("");
    expect(ended(await cluster.rig.engine.up("--refresh"))).toMatchObject(UNCHANGED);
    front.check();
  });

  it("do not see what others add: the nightly look does, and the runbook takes it back", async () => {
    const kind = "ClusterSecretStore";
    const name = "qualisys-secrets-llm";
    const store = await cluster.api.get<Manifest>(EXTERNAL_SECRETS, kind, name);
    await cluster.api.merge(store, { spec: { conditions: [{ namespaces: ["staging", "more", "evil"] }] } });
    expect(ended(await cluster.rig.engine.refresh())).toMatchObject(UNCHANGED);
    expect(await cluster.drift()).toMatch(/delivery-llm-store.*added to/);
    await cluster.api.remove(EXTERNAL_SECRETS, kind, name);
    expect(ended(await cluster.rig.engine.up("--refresh"))).toMatchObject({ ...WELL, changes: { create: 1 } });
    const { spec } = await cluster.api.get<Manifest>(EXTERNAL_SECRETS, kind, name);
    expect(spec).toMatchObject({ conditions: [{ namespaces: ["staging", "more"] }] });
  });

  it("end with a destroy that leaves what is not the stack's", async () => {
    await cluster.api.apply({ apiVersion: "v1", kind: "Secret", metadata: { name: "own", namespace: "staging" } });
    await cluster.makeAdministrator();
    const run = await cluster.rig.engine.destroy();
    expect(ended(run)).toMatchObject({ ...WELL, changes: { delete: expect.any(Number) } });
    expect(await orders("staging")).toEqual([]);
    expect(await cluster.api.find("v1", "Namespace", OPERATOR_NAMESPACE)).toBeUndefined();
    expect(await cluster.api.find("v1", "Secret", "own", "staging")).toBeDefined();
    // It belongs to its ExternalSecret; the value can be recovered from the cloud for 30 days.
    await expect.poll(() => cluster.api.find("v1", "Secret", "openai-api-key", "staging")).toBeUndefined();
    expect((await aws("DescribeSecret", {})).DeletedDate).toBeDefined();
  });
});

function ended(run: Run) {
  if (process.env.TRACE) console.log(run.command, run.seconds, run.changes, errorsOf(run));
  return { exitCode: run.exitCode, errors: errorsOf(run), changes: run.changes };
}
