import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { credentials, STACK_LABEL } from "../../catalogue/index.ts";
import { explain, OperatorError } from "../../operator/errors.ts";
import { readSettings } from "../../operator/stack.ts";
import { KubernetesCluster } from "../../operator/stores/kubernetes.ts";
import { answered, translateKubernetes } from "../../operator/stores/kubernetes-errors.ts";
import { rolloutOf, uses } from "../../operator/stores/kubernetes-objects.ts";
import { ApiServer } from "./api-server.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

const generator = new Generator(8);
let server: ApiServer;
let world: World;
let cluster: KubernetesCluster;

beforeEach(async () => {
  server = new ApiServer();
  await server.start();
  world = new World();
  const { kubernetes } = readSettings(world.folder, "staging");
  if (kubernetes === undefined) throw new Error("the stack has no cluster");
  cluster = new KubernetesCluster({ ...kubernetes, namespaces: ["one"] }, "staging", server.config);
  world.stores = async () => ({ clouds: [world.aws], cluster });
});
afterEach(() => server.stop());

const external = (namespace: string, name: string) =>
  `/apis/external-secrets.io/v1/namespaces/${namespace}/externalsecrets/${name}`;
const secretPath = (namespace: string, name: string) => `/api/v1/namespaces/${namespace}/secrets/${name}`;
const object = (status: object, generation = 3, stack = "staging") => ({
  metadata: { name: "x", generation, labels: { [STACK_LABEL]: stack } },
  status,
});
const ready = (hash: string, generation = 3) => ({
  conditions: [{ type: "Ready", status: "True", message: "secret synced" }],
  refreshTime: "2026-08-01T09:59:59Z",
  syncedResourceVersion: `${generation}-${hash}`,
});
const failing = {
  conditions: [{ type: "Ready", status: "False", message: "could not get secret data from provider" }],
  syncedResourceVersion: "3-a",
};
const event = (message: string, lastTimestamp: string) => ({
  metadata: { name: message },
  involvedObject: {},
  message,
  lastTimestamp,
});
const deployment = (name: string, secret: string, generation = 1) => ({
  metadata: { name, generation },
  spec: {
    replicas: 2,
    selector: {},
    template: { spec: { containers: [{ name: "app", envFrom: [{ secretRef: { name: secret } }] }] } },
  },
  status: { observedGeneration: generation, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
});

test("what is missing, ready, behind and failing is told, with the newest warning as the cause", async () => {
  expect(await cluster.delivery("x", "one")).toEqual({ status: "missing", current: false });
  server.objects.set(external("one", "x"), object(ready("a")));
  expect(await cluster.delivery("x", "one")).toEqual({
    status: "ready",
    current: true,
    refreshed: "2026-08-01T09:59:59.000Z",
    syncedVersion: "3-a",
  });
  server.objects.set(external("one", "x"), object(ready("a"), 4));
  expect(await cluster.delivery("x", "one")).toMatchObject({ status: "ready", current: false });
  server.objects.set(external("one", "x"), object(failing));
  expect(await cluster.delivery("x", "one")).toMatchObject({
    status: "failing",
    cause: "could not get secret data from provider",
  });
  const items = [event("older", "2026-08-01T09:00:00Z"), event("key api_key does not exist", "2026-08-01T09:59:00Z")];
  server.objects.set("/api/v1/namespaces/one/events", { items });
  expect(await cluster.delivery("x", "one")).toMatchObject({ status: "failing", cause: "key api_key does not exist" });
});

describe("an operator whose events and conditions name no cause, as since 2.14", () => {
  const GENERIC = "could not get secret data from provider";
  const path = external("one", "openai-api-key");
  const NOT_PROVIDED =
    "openai is not provided: still a placeholder on the aws store. Run: npm run secrets -- put openai --stack staging";
  beforeEach(() => {
    server.objects.set(path, object(failing));
    server.objects.set("/api/v1/namespaces/one/events", { items: [event(GENERIC, "2026-08-01T09:59:00Z")] });
  });

  test("list tells a placeholder by the cloud's tags", async () => {
    const { stdout } = await world.run(["list", "--json"]);
    const { namespaces } = JSON.parse(stdout).credentials.find(({ id }: { id: string }) => id === "openai");
    expect(namespaces.one.status).toBe("waiting for its value");
    expect(namespaces.one.detail).toBe(NOT_PROVIDED.replace("the aws store", "aws"));
  });

  test("doctor tells a placeholder by the cloud's tags", async () => {
    const { stdout, status } = await world.run(["doctor"]);
    expect(stdout).toContain(`✗ Delivery of openai to one: ${NOT_PROVIDED}`);
    expect(status).toBe(1);
  });

  test.each(["list", "doctor"])("%s tells a secret that the cloud does not have", async (verb) => {
    world.aws.absent.add("openai");
    expect((await world.run([verb])).stdout).toMatch(/openai(?:, one| to one): openai has no secret on/);
  });

  test("where the cloud is not the reason, the operator's words are shown, and where it says more", async () => {
    await world.aws.put(credential("openai"), generator.values(credential("openai")), "id", {});
    const listed = await world.run(["list"]);
    expect(listed.stdout).toContain(`openai, one: ${GENERIC}`);
    const { stdout } = await world.run(["doctor"]);
    expect(stdout).toContain(`✗ Delivery of openai to one: ${GENERIC}`);
    expect(stdout).toContain("kubectl logs -n external-secrets deployment/external-secrets");
  });

  test("put says where the reason is when the value does not arrive", async () => {
    const piped = JSON.stringify(generator.values(credential("openai")));
    const { stdout, status } = await world.run(["put", "openai"], { piped });
    expect(stdout).toContain(`Not synced after 60 s. ${GENERIC}.`);
    expect(stdout).toContain("kubectl logs -n external-secrets deployment/external-secrets");
    expect(status).toBe(1);
  });

  test("verify compares all the same", async () => {
    await world.aws.put(credential("openai"), generator.values(credential("openai")), "id", {});
    server.objects.set(secretPath("one", "openai-api-key"), {
      metadata: { creationTimestamp: "2026-07-01T10:00:00Z" },
      data: { "api-key": Buffer.from("made up").toString("base64") },
    });
    const { stdout, status } = await world.run(["verify", "openai"]);
    expect(stdout).toContain("✗ openai: aws and one/openai-api-key: fetched before the value was put");
    expect(status).toBe(1);
  });

  test("events that may not be read are no reason to say nothing", async () => {
    server.denied.add("events");
    expect(await cluster.delivery("openai-api-key", "one")).toMatchObject({ status: "failing", cause: GENERIC });
  });
});

test("put waits for the sync that it asked for, and is not content with the one before", async () => {
  const path = external("one", "openai-api-key");
  server.objects.set(path, object(ready("before")));
  let polls = 0;
  server.onPatch = () => {
    const read = server.objects.get.bind(server.objects);
    server.objects.get = (key) => {
      if (key === path && ++polls > 3) return object(ready("after"));
      return read(key);
    };
  };
  const piped = JSON.stringify(generator.values(credential("openai")));
  const { status, stdout } = await world.run(["put", "openai"], { piped });
  expect(stdout).toContain("one/openai-api-key: synced in");
  expect(status).toBe(0);
  expect(polls).toBeGreaterThan(3);
  expect(server.patches).toEqual([
    {
      path,
      type: "application/merge-patch+json",
      body: { metadata: { annotations: { "force-sync": expect.stringMatching(/^2026-08-01T/) } } },
    },
  ]);
});

test("a Secret is read with its values, or only the time of its last change", async () => {
  const data = { "api-key": Buffer.from("made up").toString("base64") };
  const managedFields = [{ time: "2026-08-01T09:00:00Z" }, { time: "2026-08-01T10:00:00Z" }];
  server.objects.set(secretPath("one", "x"), {
    metadata: { creationTimestamp: "2026-01-01T00:00:00Z", managedFields },
    data,
  });
  expect(await cluster.secret("x", "one")).toEqual({
    values: { "api-key": "made up" },
    changed: "2026-08-01T10:00:00.000Z",
  });
  expect(await cluster.secretChanged("x", "one")).toBe("2026-08-01T10:00:00.000Z");
  expect(server.accepted.at(-1)).toContain("as=PartialObjectMetadata");
  expect(await cluster.secret("y", "one")).toBeUndefined();
});

test("rotate restarts the Deployments that use the Secret, and no other", async () => {
  server.objects.set(external("one", "openai-api-key"), object(ready("a")));
  const path = "/apis/apps/v1/namespaces/one/deployments";
  server.objects.set(path, {
    items: [deployment("agents", "openai-api-key"), deployment("mailer", "sendgrid-api-key")],
  });
  server.objects.set(`${path}/agents`, deployment("agents", "openai-api-key"));
  server.onPatch = (patched) => {
    if (patched.includes("externalsecrets")) server.objects.set(patched, object(ready("b")));
  };
  const piped = JSON.stringify(generator.values(credential("openai")));
  const { status, stdout } = await world.run(["rotate", "openai"], { piped });
  expect(stdout).toContain("✓ one/agents: restarted, 2 of 2 updated pods are available");
  expect(status).toBe(0);
  const restarts = server.patches.filter(({ path: patched }) => patched.includes("deployments"));
  expect(restarts).toEqual([
    {
      path: `${path}/agents`,
      type: "application/strategic-merge-patch+json",
      body: {
        spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": expect.any(String) } } } },
      },
    },
  ]);
});

test("revoke sees the pods that started before the Secret changed", async () => {
  await world.aws.put(credential("openai"), generator.values(credential("openai")), "id", {});
  server.objects.set(secretPath("one", "openai-api-key"), { metadata: { creationTimestamp: "2026-08-01T10:00:00Z" } });
  const pod = (name: string, startedAt: string) => ({
    metadata: { name },
    spec: {
      containers: [
        {
          name: "app",
          env: [{ name: "KEY", valueFrom: { secretKeyRef: { name: "openai-api-key", key: "api-key" } } }],
        },
      ],
    },
    status: { phase: "Running", containerStatuses: [{ name: "app", state: { running: { startedAt } } }] },
  });
  const items = [pod("old", "2026-08-01T09:59:59Z"), pod("new", "2026-08-01T10:00:01Z")];
  server.objects.set("/api/v1/namespaces/one/pods", { items });
  const { status, stdout } = await world.run(["revoke", "openai"]);
  expect(stdout).toContain("one/old started");
  expect(stdout).not.toContain("one/new");
  expect(status).toBe(1);
});

test("doctor tells what is denied in the cluster and which commands need it", async () => {
  server.denied.add("deployments");
  const { status, stdout } = await world.run(["doctor"]);
  expect(stdout).toContain("✓ Cluster sign-in: operator@example.com");
  expect(stdout).toContain("✗ Cluster: patch deployments in one: denied; needed for rotate");
  expect(stdout).toContain("✗ Delivery of openai to one: missing");
  expect(status).toBe(1);
});

test("refusals and absences are told with the cure", async () => {
  server.denied.add("externalsecrets");
  await expect(cluster.delivery("x", "one")).rejects.toThrow("The cluster denies it for ExternalSecret one/x.");
  server.stop();
  await expect(cluster.delivery("x", "one")).rejects.toBeInstanceOf(OperatorError);
  const { kubernetes } = readSettings(world.folder, "staging");
  if (kubernetes === undefined) throw new Error("the stack has no cluster");
  expect(() => new KubernetesCluster({ ...kubernetes, context: "other" }, "staging", server.config)).toThrow(
    'Your kubeconfig has no context "other", which the setting kubernetes.context names.',
  );
});

test.each([
  [
    "a variable",
    { containers: [{ name: "a", env: [{ name: "X", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }] }] },
    true,
  ],
  ["all keys", { containers: [{ name: "a", envFrom: [{ secretRef: { name: "s" } }] }] }, true],
  [
    "an init container",
    { containers: [], initContainers: [{ name: "a", envFrom: [{ secretRef: { name: "s" } }] }] },
    true,
  ],
  ["a volume", { containers: [], volumes: [{ name: "v", secret: { secretName: "s" } }] }, true],
  [
    "a projected volume",
    { containers: [], volumes: [{ name: "v", projected: { sources: [{ secret: { name: "s" } }] } }] },
    true,
  ],
  ["another Secret", { containers: [{ name: "a", envFrom: [{ secretRef: { name: "t" } }] }] }, false],
])("a pod that uses the Secret by %s is found: %o", (_, spec, expected) => {
  expect(uses(spec, "s")).toBe(expected);
});

test.each([
  [
    "not seen yet",
    { generation: 2 },
    { observedGeneration: 1, updatedReplicas: 2, replicas: 2, availableReplicas: 2 },
    "running",
  ],
  [
    "old pods left",
    { generation: 2 },
    { observedGeneration: 2, updatedReplicas: 2, replicas: 3, availableReplicas: 2 },
    "running",
  ],
  [
    "not available",
    { generation: 2 },
    { observedGeneration: 2, updatedReplicas: 2, replicas: 2, availableReplicas: 1 },
    "running",
  ],
  ["done", { generation: 2 }, { observedGeneration: 2, updatedReplicas: 2, replicas: 2, availableReplicas: 2 }, "done"],
  [
    "past its deadline",
    { generation: 2 },
    {
      observedGeneration: 2,
      replicas: 2,
      conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }],
    },
    "failed",
  ],
])("a rollout that is %s", (_, metadata, status, expected) => {
  const spec = { replicas: 2, selector: {}, template: {} };
  expect(rolloutOf({ metadata, spec, status }).status).toBe(expected);
});

describe("another stack's cluster", () => {
  const piped = () => JSON.stringify(generator.values(credential("openai")));
  const mixedUp = (stack?: string) => {
    const made = object(ready("a"), 3, stack);
    if (stack === undefined) made.metadata.labels = {} as never;
    server.objects.set(external("one", "openai-api-key"), made);
    server.objects.set(secretPath("one", "openai-api-key"), {
      metadata: { creationTimestamp: "2026-08-02T10:00:00Z" },
    });
  };

  test.each(["put", "rotate", "rollback"])("%s stops before it writes or asks for anything", async (verb) => {
    for (const value of [piped(), piped()]) {
      server.objects.delete(external("one", "openai-api-key"));
      await world.run(["put", "openai"], { piped: value });
    }
    mixedUp("production");
    const held = world.aws.versions.get("openai")?.map(({ valueId }) => valueId);
    const { status, stderr } = await world.run([verb, "openai"], { piped: piped() });
    expect(stderr).toContain(
      "ExternalSecret one/openai-api-key on cluster test was made by the stack of production, and this is the stack of staging. Name the right cluster: kubectl config use-context",
    );
    expect(status).toBe(1);
    expect(world.aws.versions.get("openai")?.map(({ valueId }) => valueId)).toEqual(held);
    expect(server.patches).toEqual([]);
  });

  test("revoke and verify believe nothing of it, and list says so", async () => {
    await world.aws.put(credential("openai"), generator.values(credential("openai")), "id", {});
    mixedUp("production");
    const revoked = await world.run(["revoke", "openai"]);
    expect(revoked.stderr).toContain("made by the stack of production");
    expect(revoked.status).toBe(1);
    const verified = await world.run(["verify", "openai"]);
    expect(verified.stdout).toContain("made by the stack of production");
    expect(verified.stderr).toContain("Not verified: a store or the cluster could not be asked");
    expect(verified.status).toBe(1);
    const { stdout, status } = await world.run(["list"]);
    expect(stdout).toContain("openai, one: ExternalSecret one/openai-api-key on cluster test was made by the stack of");
    expect(status).toBe(1);
  });

  test("an ExternalSecret that this program did not make is told as that", async () => {
    mixedUp(undefined);
    const { stderr } = await world.run(["put", "openai"], { piped: piped() });
    expect(stderr).toContain("not made by this program, or by an older one");
  });

  test("a cluster that cannot be asked keeps no value from the stores", async () => {
    server.denied.add("externalsecrets");
    const { status, stdout } = await world.run(["put", "openai"], { piped: piped() });
    expect(stdout).toContain("the aws store: in service");
    expect(stdout).toContain("✗ one/openai-api-key: the old value stays in service. The cluster denies it");
    expect(status).toBe(1);
  });
});

describe("a Secret of that name that was made by hand", () => {
  const path = secretPath("one", "openai-api-key");
  const noted = (keys: readonly string[], more: object = {}) => ({
    metadata: {
      labels: { "reconcile.external-secrets.io/managed": "true" },
      managedFields: [
        { time: "2026-08-01T09:00:00Z", fieldsV1: { "f:type": {}, "f:data": { ".": {}, [`f:${keys[0]}`]: {} } } },
        { fieldsV1: { "f:data": Object.fromEntries(keys.slice(1).map((key) => [`f:${key}`, {}])) } },
      ],
      ...more,
    },
  });
  const owner = (name: string, kind = "ExternalSecret") => ({
    ownerReferences: [{ apiVersion: "external-secrets.io/v1", kind, name, uid: "u", controller: true }],
  });
  const put = (verb = "put") =>
    world.run([verb, "openai"], { piped: JSON.stringify(generator.values(credential("openai"))) });
  const LOSES =
    "Secret one/openai-api-key was not made by the operator, and the first sync would delete from it: own, region.";
  beforeEach(() => {
    server.objects.set(external("one", "openai-api-key"), object(failing));
    server.onPatch = (patched) => server.objects.set(patched, object(ready("b")));
  });

  test.each(["put", "rotate"])("%s refuses to take it over while keys would be lost, and names them", async (verb) => {
    server.objects.set(path, noted(["region", "api-key", "own"]));
    const { status, stderr } = await put(verb);
    expect(stderr).toContain(
      `${LOSES} Move what is still needed to a Secret of another name, then: kubectl delete secret`,
    );
    expect(status).toBe(1);
    expect(world.aws.versions.size).toBe(0);
    expect(server.patches).toEqual([]);
    expect(server.accepted.filter((accept) => accept.includes("PartialObjectMetadata")).length).toBeGreaterThan(0);
  });

  test("rollback refuses it, too", async () => {
    await put();
    await put();
    server.objects.set(path, noted(["region", "api-key", "own"]));
    const { status, stderr } = await put("rollback");
    expect(stderr).toContain(LOSES);
    expect(status).toBe(1);
  });

  test("doctor tells it before anybody puts a value", async () => {
    server.objects.set(path, noted(["region", "api-key", "own"]));
    const { stdout, status } = await world.run(["doctor"]);
    expect(stdout).toContain(`✗ Delivery of openai to one: ${LOSES}`);
    expect(status).toBe(1);
  });

  test("one that does not tell its keys is refused as well", async () => {
    server.objects.set(path, { metadata: {} });
    expect((await put()).stderr).toContain("would delete from it: its keys, which it does not tell.");
  });

  test("one of another ExternalSecret is refused", async () => {
    server.objects.set(path, noted(["region", "api-key", "own"], owner("other")));
    expect((await put()).stderr).toContain(LOSES);
  });

  test("one whose keys the operator makes all is taken over, and that is said", async () => {
    server.objects.set(path, noted(["api-key"]));
    const { status, stderr } = await put();
    expect(stderr).toContain("Secret one/openai-api-key was not made by the operator: the sync takes it over.");
    expect(status).toBe(0);
  });

  test("the operator's own is left alone, whatever else it holds", async () => {
    server.objects.set(path, noted(["api-key", "own"], owner("openai-api-key")));
    const { status, stderr } = await put();
    expect(stderr).not.toContain("not made by the operator");
    expect(status).toBe(0);
  });

  test.each([
    ["said where the operator has not synced", failing, true],
    ["no matter where it has", { ...failing, refreshTime: "2026-08-01T09:59:59Z" }, false],
  ])("that nobody may look is %s", async (_, state, said) => {
    server.objects.set(external("one", "openai-api-key"), object(state));
    server.denied.add("/secrets/openai-api-key");
    const { status, stderr } = await put();
    expect(stderr.includes("Not checked: whether one has a Secret openai-api-key of its own")).toBe(said);
    expect(status).toBe(0);
  });

  test("is no matter while its epic has not started", async () => {
    const { epic } = credential("jira");
    const started = readSettings(world.folder, "staging").startedEpics.includes(epic);
    server.objects.set(secretPath("one", "jira-api-token"), noted(["own"]));
    const piped = JSON.stringify(generator.values(credential("jira")));
    expect((await world.run(["put", "jira"], { piped })).stderr.includes("would delete from it")).toBe(started);
  });
});

test("every credential that is delivered can be listed from a cluster", async () => {
  for (const { kubernetes } of credentials) {
    if (kubernetes !== null) server.objects.set(external("one", kubernetes.secret), object(ready("a")));
  }
  const { stdout, status } = await world.run(["list", "--json"]);
  expect(status).toBe(0);
  for (const state of JSON.parse(stdout).credentials) expect(state.namespaces.one.status).toBe("in sync");
});

test("a cluster that never answers is told as that", async () => {
  await expect(answered(new Promise(() => {}), 10)).rejects.toThrow("The cluster does not answer.");
  expect(await answered(Promise.resolve("yes"), 10_000)).toBe("yes");
});

test.each([
  ["a refusal", Object.assign(new Error("body"), { code: 500 }), "The cluster refuses the request for x (500). Run it"],
  ["whatever keeps a question from being sent", new TypeError("text"), "could not be asked for x (TypeError). Look"],
])("%s is told with a cure, and without the client's words", (_, error, told) => {
  const text = explain(translateKubernetes(error, "x"));
  expect(text).toContain(told);
  expect(text).not.toContain(error.message);
});
