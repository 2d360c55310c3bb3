import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Workload } from "../../operator/stores/store.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

let world: World;
const generator = new Generator(37);
const deployment: Workload = { kind: "Deployment", name: "agents", namespace: "one" };

beforeEach(() => {
  world = new World();
});

/** What Pulumi or AWS did past these commands: another value in the store. */
function changeInStore(id: string): string {
  const made = () => String(generator.values(credential("openai")).api_key);
  const values = Object.fromEntries(credential(id).fields.map(({ name }) => [name, made()]));
  world.aws.versions.set(id, [{ values, since: world.clock.toISOString() }, ...(world.aws.versions.get(id) ?? [])]);
  return String(Object.values(values).at(-1));
}

describe.each(["jwt-signing-key", "database", "openai"])("sync %s", (id) => {
  const secret = credential(id).kubernetes?.secret;

  test("has every namespace fetch the value, and restarts nothing unless asked to", async () => {
    const value = changeInStore(id);
    world.cluster.using.push(deployment);
    const { status, stdout } = await world.run(["sync", id]);
    expect(status).toBe(0);
    for (const namespace of ["one", "two"])
      expect(Object.values(world.cluster.secrets.get(`${namespace}/${secret}`)?.values ?? {})).toContain(value);
    expect(world.cluster.restarted).toEqual([]);
    expect(stdout).toContain(`npm run secrets -- sync ${id} --restart --stack staging`);
  });

  test("--restart restarts what uses it once every namespace has the value", async () => {
    changeInStore(id);
    world.cluster.using.push(deployment, { kind: "StatefulSet", name: "queue", namespace: "two" });
    const { status, stdout } = await world.run(["sync", id, "--restart"]);
    expect(status).toBe(0);
    expect([...new Set(world.cluster.restarted)]).toEqual(["agents"]);
    expect(stdout).toContain("kubectl rollout restart statefulset/queue -n two");
  });
});

test("nothing is restarted while a namespace lacks the value", async () => {
  changeInStore("database");
  world.cluster.using.push(deployment);
  world.cluster.trouble = "Secret does not exist";
  const { status, stdout, stderr } = await world.run(["sync", "database", "--restart"]);
  expect(status).toBe(1);
  expect(world.cluster.restarted).toEqual([]);
  expect(stdout).toContain("Secret does not exist");
  expect(stderr).toContain("Nothing was restarted");
});

test("a rollout that fails is told, with exit 1", async () => {
  changeInStore("database");
  world.cluster.using.push(deployment);
  world.cluster.rolloutStatus = { status: "failed", detail: "0 of 2 updated pods are available" };
  const { status, stderr } = await world.run(["sync", "database", "--restart"]);
  expect(status).toBe(1);
  expect(stderr).toContain("kubectl rollout restart deployment/agents -n one");
});

test("production's pods are restarted after a yes alone; a sync by itself asks nothing", async () => {
  changeInStore("database");
  world.cluster.using.push(deployment);
  const production = ["sync", "database", "--stack", "production"];
  expect((await world.run([...production, "--restart"])).status).toBe(2);
  expect(world.cluster.restarted).toEqual([]);
  expect((await world.run(production)).status).toBe(0);
  expect((await world.run([...production, "--restart", "--yes"])).status).toBe(0);
  expect([...new Set(world.cluster.restarted)]).toEqual(["agents"]);
});

test("what is delivered nowhere cannot be synced", async () => {
  changeInStore("jira");
  const { status, stdout } = await world.run(["sync", "jira", "--stack", "production"]);
  expect(status).toBe(1);
  expect(stdout).toContain("epic 5 has not started");
  world.stores = async () => ({ clouds: [world.aws] });
  expect((await world.run(["sync", "openai"])).stderr).toContain("Stack staging has no cluster.");
});

test("each step of the JWT key's rotation names the next one", async () => {
  const file = path.join(world.folder, "Pulumi.staging.yaml");
  const settings = readFileSync(file, "utf8");
  const way = async (jwt: string) => {
    writeFileSync(file, `${settings}  qualisys-secrets:jwt: ${jwt}\n`);
    const { stderr } = await world.run(["rotate", "jwt-signing-key"]);
    expect(stderr).toContain("npm run up -- --stack staging && npm run secrets -- sync jwt-signing-key --restart");
    return [...stderr.matchAll(/config (\w+) .*?jwt\.(\w+)'(?: (\d+))?/g)].map(([, ...words]) =>
      words.join(" ").trim(),
    );
  };
  expect(await way("{current: 1}")).toEqual(["set next 2"]);
  expect(await way("{current: 1, next: 2}")).toEqual(["set current 2", "set previous 1", "rm next"]);
  expect(await way("{current: 2, previous: 1}")).toEqual(["rm previous", "set next 3"]);
});
