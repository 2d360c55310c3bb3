import { beforeEach, expect, test } from "vitest";
import { DeniedError, OperatorError } from "../../operator/errors.ts";
import type { Workload } from "../../operator/stores/store.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

let world: World;
const generator = new Generator(4);
const openai = credential("openai");
const deployment: Workload = { kind: "Deployment", name: "agents", namespace: "one" };

beforeEach(() => {
  world = new World();
});

const piped = () => JSON.stringify(generator.values(openai));
const lines = (text: string) => text.split("\n");

async function verified(...options: string[]) {
  const { stdout, status } = await world.run(["verify", "openai", "--json", ...options]);
  const { agreements } = JSON.parse(stdout) as { agreements: { what: string; result: string }[] };
  return { status, results: Object.fromEntries(agreements.map(({ what, result }) => [what, result])) };
}

test("rotate shows the guide, puts, restarts Deployments, names others that use the value, and what comes next", async () => {
  world.cluster.using.push(deployment, { kind: "StatefulSet", name: "queue", namespace: "two" });
  const { status, stdout } = await world.run(["rotate", "openai"], { piped: piped() });
  expect(status).toBe(0);
  expect(stdout).toContain("https://platform.openai.com/api-keys");
  expect(world.cluster.restarted).toContain("agents");
  expect(world.cluster.restarted).not.toContain("queue");
  expect(stdout).toContain("kubectl rollout restart statefulset/queue -n two");
  expect(lines(stdout).at(-2)).toBe("Next: npm run secrets -- revoke openai --stack staging");
});

test("rotate tells a rollout that fails with the way back", async () => {
  world.cluster.using.push(deployment);
  world.cluster.rolloutStatus = { status: "failed", detail: "0 of 2 updated pods are available" };
  const { status, stdout, stderr } = await world.run(["rotate", "openai"], { piped: piped() });
  expect(status).toBe(1);
  expect(stdout).toContain("✗ one/agents: the rollout failed: 0 of 2 updated pods are available");
  expect(stderr).toContain("The way back: npm run secrets -- rollback openai --stack staging");
  expect(stderr).toContain("kubectl rollout restart deployment/agents -n one");
});

test("rotate without a cluster says that there is none", async () => {
  world.stores = async () => ({ clouds: [world.aws, world.azure] });
  const { status, stdout } = await world.run(["rotate", "openai"], { piped: piped() });
  expect(status).toBe(0);
  expect(stdout).toContain("The stack has no cluster");
  expect(stdout).not.toContain("Nothing in the cluster");
});

test("rotate does not wait for ever", async () => {
  world.cluster.using.push(deployment);
  world.cluster.rolloutStatus = { status: "running", detail: "1 of 2 updated pods are available" };
  const { status, stdout } = await world.run(["rotate", "openai"], { piped: piped() });
  expect(status).toBe(1);
  expect(stdout).toContain("not finished after 11 minutes");
});

test("rotate restarts nothing while a store or a namespace lacks the value", async () => {
  world.cluster.using.push(deployment);
  world.azure.trouble.set("put", new OperatorError("no"));
  const { status } = await world.run(["rotate", "openai"], { piped: piped() });
  expect(status).toBe(1);
  expect(world.cluster.restarted).toEqual([]);
});

test.each(["rotate", "rollback"])("%s is refused for what a machine makes, with the right way", async (verb) => {
  expect((await world.run([verb, "jwt-signing-key"])).stderr).toContain("pulumi config set --stack staging");
  expect((await world.run([verb, "database"])).stderr).toContain("AWS rotates it");
});

test("rollback puts the previous value into service on both clouds, syncs, and says so of Azure's read first", async () => {
  const [first, second] = [piped(), piped()];
  await world.run(["put", "openai"], { piped: first });
  world.clock = new Date("2026-09-20T00:00:00.000Z");
  await world.run(["put", "openai"], { piped: second });
  const { status, stdout, stderr } = await world.run(["rollback", "openai"]);
  expect(status).toBe(0);
  expect(stderr).toContain("with the break-glass reader role");
  expect(stdout).toContain("✓ two/openai-api-key: synced");
  for (const store of [world.aws, world.azure]) {
    expect(store.versions.get("openai")?.[0]?.values).toEqual(JSON.parse(first));
    // As old as the value that came back, not as new as the rollback.
    expect(store.tags.get("openai")?.NextRotation).toBe("2026-10-01");
  }
});

test("rollback moves nothing where one cloud has no way back", async () => {
  await world.run(["put", "openai"], { piped: piped() });
  await world.run(["put", "openai"], { piped: piped() });
  world.azure.trouble.set("wayBack", new DeniedError("Azure denies reading earlier values."));
  const { status, stderr } = await world.run(["rollback", "openai"]);
  expect(status).toBe(1);
  expect(stderr).toContain("Azure denies reading earlier values.");
  expect(world.aws.calls).not.toContain("rollback openai");
});

test("rollback after a put that reached one cloud leaves the other alone", async () => {
  const [zero, first, second] = [piped(), piped(), piped()];
  for (const text of [zero, first]) await world.run(["put", "openai"], { piped: text });
  world.azure.trouble.set("put", new OperatorError("no"));
  await world.run(["put", "openai"], { piped: second });
  expect((await world.run(["rollback", "openai"])).status).toBe(0);
  for (const { versions } of [world.aws, world.azure]) {
    expect(versions.get("openai")?.[0]?.values).toEqual(JSON.parse(first));
  }
});

test("rollback is refused where the clouds would go back to different values", async () => {
  for (let round = 0; round < 2; round++) await world.run(["put", "openai"], { piped: piped() });
  world.azure.versions.get("openai")?.splice(1, 1, { valueId: "ab".repeat(16), since: "2026-07-01T00:00:00.000Z" });
  const { status, stderr } = await world.run(["rollback", "openai"]);
  expect(stderr).toContain("would not go back to one and the same value");
  expect(status).toBe(1);
  expect(world.aws.calls).not.toContain("rollback openai");
});

test("rollback whose tags fail syncs and says so; repeated, it never brings the bad value back", async () => {
  const [first, second] = [piped(), piped()];
  for (const text of [first, second]) await world.run(["put", "openai"], { piped: text });
  world.aws.trouble.set("tag", new OperatorError("no tags"));
  const half = await world.run(["rollback", "openai"]);
  expect(half.status).toBe(1);
  expect(half.stdout).toContain("the previous value is in service, but not its tags. no tags");
  expect(half.stdout).toContain("✓ two/openai-api-key: synced");
  world.aws.trouble.clear();
  expect((await world.run(["rollback", "openai"])).status).toBe(0);
  expect(world.aws.versions.get("openai")?.[0]?.values).toEqual(JSON.parse(first));
});

test("revoke waits for pods that started before the value came", async () => {
  await world.run(["put", "openai"], { piped: piped() });
  world.cluster.using.push(deployment);
  world.cluster.podList.push({ name: "agents-1", namespace: "one", started: "2026-07-01T00:00:00.000Z" });
  const early = await world.run(["revoke", "openai"]);
  expect(early.status).toBe(1);
  expect(early.stdout).toContain("one/agents-1 started 2026-07-01");
  expect(early.stdout).toContain("kubectl rollout restart deployment/agents -n one");
  expect(early.stdout).not.toContain("revoke it");
  world.cluster.podList[0] = { name: "agents-2", namespace: "one", started: "2026-08-02T00:00:00.000Z" };
  const late = await world.run(["revoke", "openai"]);
  expect(late.status).toBe(0);
  for (const step of openai.rotation.overlap.revoke) expect(late.stdout).toContain(step);
});

test("revoke waits for Secrets that were fetched before the value was put, whenever their pods started", async () => {
  await world.run(["put", "openai"], { piped: piped() });
  world.cluster.podList.push({ name: "agents-1", namespace: "one", started: "2026-08-01T10:30:00.000Z" });
  world.clock = new Date("2026-08-01T11:00:00.000Z");
  world.cluster.trouble = "the store denies it";
  await world.run(["put", "openai"], { piped: piped() });
  world.cluster.trouble = undefined;
  const { status, stdout } = await world.run(["revoke", "openai"]);
  expect(status).toBe(1);
  expect(stdout).toContain("✗ one/openai-api-key was last fetched before");
  expect(stdout).not.toContain("✓");
});

test("revoke counts a pod of the same second as one that may hold the old value", async () => {
  await world.run(["put", "openai"], { piped: piped() });
  const started = world.cluster.secrets.get("one/openai-api-key")?.changed ?? "";
  world.cluster.podList.push({ name: "agents-1", namespace: "one", started });
  expect((await world.run(["revoke", "openai"])).status).toBe(1);
});

test.each(["no cluster", "no Secret"])("revoke with %s says that nothing was looked at", async (what) => {
  await world.run(["put", "openai"], { piped: piped() });
  world.cluster.secrets.clear();
  if (what === "no cluster") world.stores = async () => ({ clouds: [world.aws, world.azure] });
  const { status, stdout } = await world.run(["revoke", "openai"]);
  expect(status).toBe(0);
  expect(stdout).toContain("No pod was looked at");
  expect(stdout).not.toContain("✓");
});

test.each([
  [401, 0, "✓ Dead", '{"error":{"code":"invalid_api_key"}}'],
  [401, 1, "✗ Not dead", '{"error":{"code":null}}'],
  [200, 1, "✗ Still alive", "{}"],
  [403, 1, "✗ Not dead", "{}"],
])("revoke --live: the vendor answers %i to the old value: %i", async (httpStatus, exit, told, body) => {
  world.fetch = async () => new Response(body, { status: httpStatus });
  const old = piped();
  for (const text of [old, piped()]) await world.run(["put", "openai"], { piped: text });
  const { status, stdout } = await world.run(["revoke", "openai", "--live"], { piped: old });
  expect(stdout).toContain(told);
  expect(status).toBe(exit);
});

test("revoke --live takes neither the value in service nor an unknown one for the old value", async () => {
  world.fetch = async () => new Response("{}", { status: 401 });
  const [old, inService] = [piped(), piped()];
  for (const text of [old, inService]) await world.run(["put", "openai"], { piped: text });
  const same = await world.run(["revoke", "openai", "--live"], { piped: inService });
  expect(same.stderr).toContain("is the value in service");
  const unknown = await world.run(["revoke", "openai", "--live"], { piped: piped() });
  expect(unknown.stderr).toContain("no value of openai that a store still knows");
  for (const { status, stdout } of [same, unknown]) {
    expect(status).toBe(1);
    expect(stdout).not.toContain("Dead");
  }
});

test("verify proves agreement without reading a store", async () => {
  await world.run(["put", "openai"], { piped: piped() });
  world.cluster.podList.push({ name: "agents-1", namespace: "one", started: "2026-08-02T00:00:00.000Z" });
  expect(await verified()).toEqual({
    status: 0,
    results: {
      "aws and azure": "same",
      "aws and one/openai-api-key": "same",
      "aws and two/openai-api-key": "same",
      "one/openai-api-key and pod agents-1": "same",
    },
  });
  expect([...world.aws.calls, ...world.azure.calls].filter((call) => call.startsWith("read"))).toEqual([]);
});

test("verify tells a Secret that was edited by hand, a cloud that is behind, and an old pod", async () => {
  await world.run(["put", "openai"], { piped: piped() });
  const changed = world.clock.toISOString();
  world.cluster.secrets.set("one/openai-api-key", { values: { "api-key": "edited" }, changed });
  world.cluster.podList.push({ name: "old", namespace: "one", started: "2026-07-01T00:00:00.000Z" });
  world.cluster.podList.push({ name: "as-old", namespace: "one", started: changed });
  world.azure.versions.get("openai")?.unshift({ valueId: "ab".repeat(16), since: changed });
  const { status, results } = await verified();
  expect(status).toBe(1);
  expect(results).toMatchObject({
    "aws and azure": "differs",
    "aws and one/openai-api-key": "differs",
    "aws and two/openai-api-key": "same",
    "one/openai-api-key and pod old": "differs",
    "one/openai-api-key and pod as-old": "differs",
  });
});

test("verify of values put by hand goes by time, and by value for those who may read", async () => {
  const values = generator.values(openai);
  for (const store of [world.aws, world.azure]) {
    store.versions.set("openai", [
      { values, valueId: "11111111-2222-3333-4444-555555555555", since: world.clock.toISOString() },
    ]);
  }
  for (const namespace of ["one", "two"]) await world.cluster.forceSync("openai-api-key", namespace, "x");
  const byTime = await world.run(["verify", "openai"]);
  expect(byTime.status).toBe(0);
  expect(byTime.stdout).toContain("told by time, not by value");
  expect(byTime.stdout).toContain("? openai: aws and azure");
  expect((await verified("--read")).results).toMatchObject({
    "aws and azure": "same",
    "aws and one/openai-api-key": "same",
  });
  world.cluster.mayRead = false;
  expect((await world.run(["verify", "openai"])).stdout).toContain("told by time, not by value");
});

test("verify is no proof where a store or the cluster could not be asked", async () => {
  await world.run(["put", "openai"], { piped: piped() });
  for (const store of [world.aws, world.azure]) {
    store.trouble.set("inspect", new OperatorError("Nobody is signed in."));
    const { status, stderr } = await world.run(["verify", "openai"]);
    expect(stderr).toContain("Not verified: a store or the cluster could not be asked");
    expect(status).toBe(1);
  }
  for (const store of [world.aws, world.azure]) store.trouble.clear();
  world.cluster.delivery = async () => Promise.reject(new OperatorError("The cluster does not answer."));
  expect(await verified()).toEqual({
    status: 1,
    results: {
      "aws and azure": "same",
      "aws and one/openai-api-key": "unknown",
      "aws and two/openai-api-key": "unknown",
    },
  });
});

test("verify goes by version and time where a read is denied, which is no failure", async () => {
  await world.run(["put", "openai"], { piped: piped() });
  world.aws.mayRead = false;
  world.azure.mayRead = false;
  world.cluster.mayRead = false;
  expect(await verified("--read")).toEqual({
    status: 0,
    results: {
      "the aws store": "unknown",
      "the azure store": "unknown",
      "aws and azure": "same",
      "aws and one/openai-api-key": "same",
      "aws and two/openai-api-key": "same",
    },
  });
});

test("verify that can tell nothing fails", async () => {
  world.stores = async () => ({ clouds: [world.aws, world.azure] });
  for (const store of [world.aws, world.azure]) {
    store.versions.set("openai", [{ since: world.clock.toISOString() }]);
  }
  const { status, stdout, stderr } = await world.run(["verify", "openai"]);
  expect(stdout).toContain("? openai: aws and azure");
  expect(stderr).toContain("Not verified");
  expect(status).toBe(1);
});

test("verify of a value that one place alone holds says that there is nothing to compare", async () => {
  await world.run(["put", "openai"], { piped: piped() });
  world.stores = async () => ({ clouds: [world.aws] });
  const { status, stderr } = await world.run(["verify", "openai"]);
  expect(stderr).toContain("Nothing to compare");
  expect(status).toBe(0);
});
