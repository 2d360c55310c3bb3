import { afterEach, beforeEach, expect, test } from "vitest";
import { readSettings } from "../../operator/stack.ts";
import { KubernetesCluster } from "../../operator/stores/kubernetes.ts";
import { ApiServer } from "./api-server.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

const generator = new Generator(81);
let server: ApiServer;
let world: World;

beforeEach(async () => {
  server = new ApiServer();
  await server.start();
  world = new World();
  const { kubernetes } = readSettings(world.folder, "staging");
  if (kubernetes === undefined) throw new Error("the stack has no cluster");
  const cluster = new KubernetesCluster({ ...kubernetes, namespaces: ["one", "two"] }, "staging", server.config);
  world.stores = async () => ({ clouds: [world.aws], cluster });
});
afterEach(() => server.stop());

const put = () => world.run(["put", "openai"], { piped: JSON.stringify(generator.values(credential("openai"))) });

test("a cluster that is unreachable keeps no value from the stores, and put says that nobody looked", async () => {
  server.stop();
  const { status, stdout, stderr } = await put();
  for (const namespace of ["one", "two"]) {
    expect(stderr).toMatch(
      new RegExp(
        `Not checked: whether ${namespace} has a Secret openai-api-key of its own, .* The cluster cannot be reached`,
      ),
    );
  }
  expect(stdout).toContain("the aws store: in service");
  expect(stdout).toContain("✗ one/openai-api-key: the old value stays in service. The cluster cannot be reached");
  expect(status).toBe(1);
});

test("doctor asks for the delivered Secrets by name: a role that is limited to them is enough", async () => {
  server.namedSecretsOnly = true;
  const { stdout } = await world.run(["doctor"]);
  expect(stdout).toContain("✓ Cluster: get secrets in one: for verify, revoke");
});

test("doctor names the delivered Secrets that may not be read", async () => {
  server.denied.add("secrets/openai-api-key");
  const { stdout, status } = await world.run(["doctor"]);
  expect(stdout).toContain("✗ Cluster: get secrets in one: denied for openai-api-key; needed for verify, revoke");
  expect(stdout).toContain('"Kubernetes: operators"');
  expect(status).toBe(1);
});
