import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Run } from "../rig/engine.ts";
import { errorsOf } from "../rig/events.ts";
import { NO_CHANGES } from "../rig/no-changes.ts";
import type { Manifest } from "./rig/cluster-api.ts";
import { DEPLOYER } from "./rig/documented-roles.ts";
import { OPERATOR_NAMESPACE, UpdatedCluster } from "./rig/updated-cluster.ts";

const endpoint = inject("motoEndpoint");
const LEVEL = "pod-security.kubernetes.io/enforce";
const EXTERNAL_SECRETS = "external-secrets.io/v1";

/** One cluster and one stack, from the first update to the last: each step begins where the one before it ended. */
describe.skipIf(endpoint === "")("updates of a cluster by its deployer", () => {
  let cluster: UpdatedCluster;
  beforeAll(async () => {
    cluster = await UpdatedCluster.start(endpoint);
    await cluster.makeAdministrator();
    cluster.signIn(DEPLOYER);
  });
  afterAll(async () => cluster?.[Symbol.asyncDispose]());

  it("are previewed before the cluster has the operator's definitions", async () => {
    expect(ended(await cluster.rig.engine.preview())).toMatchObject({
      ...WELL,
      changes: { create: expect.any(Number) },
    });
  });

  it("begin with nothing", async () => {
    expect(ended(await cluster.rig.engine.up())).toMatchObject({ ...WELL, changes: { create: expect.any(Number) } });
    expect(await cluster.api.list(EXTERNAL_SECRETS, "ExternalSecret", "staging")).toHaveLength(9);
  });

  it("change nothing once they are done, and need no administrator then", async () => {
    await cluster.makeAdministrator(false);
    await cluster.giveDocumentedRoles();
    expect(ended(await cluster.rig.engine.upWithPreview("--refresh"))).toMatchObject(UNCHANGED);
  });

  it("change nothing where the cluster answers under another address", async () => {
    cluster.signIn(DEPLOYER, { "tls-server-name": "127.0.0.1" }, "another-kubeconfig");
    expect(ended(await cluster.rig.engine.upWithPreview())).toMatchObject(UNCHANGED);
  });

  it("take back what others have changed", async () => {
    const namespace = await cluster.api.get<Manifest>("v1", "Namespace", OPERATOR_NAMESPACE);
    await cluster.api.merge(
      namespace,
      { metadata: { labels: { [LEVEL]: "privileged" } } },
      "?fieldManager=kubectl-label",
    );
    const order = await cluster.api.get<Manifest>(EXTERNAL_SECRETS, "ExternalSecret", "openai-api-key", "staging");
    await cluster.api.merge(order, { spec: { refreshInterval: "0s" } }, "?fieldManager=Lens");
    expect(ended(await cluster.rig.engine.upWithPreview("--refresh"))).toMatchObject({
      ...WELL,
      changes: { update: 2 },
    });
    const { metadata } = await cluster.api.get<Manifest>("v1", "Namespace", OPERATOR_NAMESPACE);
    expect(metadata.labels?.[LEVEL]).toBe("restricted");
    const { spec } = await cluster.api.get<Manifest>(EXTERNAL_SECRETS, "ExternalSecret", "openai-api-key", "staging");
    expect(spec).toMatchObject({ refreshInterval: "1h0m0s" });
  });

  it("add a namespace", async () => {
    await cluster.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "more" } });
    cluster.set({ namespaces: ["staging", "more"] });
    expect(ended(await cluster.rig.engine.upWithPreview())).toMatchObject({
      ...WELL,
      changes: { create: 9, update: 6 },
    });
  });

  it("leave the chart to an administrator, and start nothing without one", async () => {
    const before = await cluster.api.list("v1", "Secret", OPERATOR_NAMESPACE);
    const { "external-secrets": chart, "external-secrets-chart": next } = cluster.charts;
    cluster.set({ operator: { chart: next } });
    const refused = await cluster.rig.engine.upWithPreview();
    expect(refused.exitCode).not.toBe(0);
    expect(errorsOf(refused).join("\n")).toMatch(/customresourcedefinitions.* is forbidden/);
    expect(await cluster.api.list("v1", "Secret", OPERATOR_NAMESPACE)).toEqual(before);
    cluster.set({ operator: { chart } });
    expect(ended(await cluster.rig.engine.upWithPreview())).toMatchObject(UNCHANGED);
  });

  it("bring a newer chart", async () => {
    await cluster.makeAdministrator();
    cluster.set({ operator: { chart: cluster.charts["external-secrets-chart"] } });
    expect(ended(await cluster.rig.engine.upWithPreview())).toMatchObject({ ...WELL, changes: { update: 1 } });
    await cluster.makeAdministrator(false);
    expect(ended(await cluster.rig.engine.upWithPreview("--refresh"))).toMatchObject(UNCHANGED);
  });
});

const WELL = { exitCode: 0, errors: [] };
const UNCHANGED = { ...WELL, changes: NO_CHANGES };

function ended(run: Run) {
  if (process.env.TRACE) console.log(run.command, run.seconds, run.changes, errorsOf(run));
  return { exitCode: run.exitCode, errors: errorsOf(run), changes: run.changes };
}
