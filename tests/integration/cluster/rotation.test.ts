import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { credential, Generator } from "../../operator/values.ts";
import { AwsCluster } from "./rig/aws-cluster.ts";
import { secretName } from "./rig/cluster.ts";
import type { Manifest } from "./rig/cluster-api.ts";
import { Commands } from "./rig/commands.ts";
import { until } from "./rig/processes.ts";

const moto = inject("motoEndpoint");
const ROUNDS = 20;
const PATIENCE = { timeout: 20_000 };
const generator = new Generator(2026);
const newKey = () => generator.values(credential("openai")).api_key ?? "";

interface Pod extends Manifest {
  readonly status?: { readonly phase?: string };
}

describe.skipIf(moto === "")("a rotation", () => {
  let cluster: AwsCluster;
  let commands: Commands;
  beforeAll(async () => {
    cluster = await AwsCluster.start(moto);
    commands = new Commands(cluster);
    await commands.run(["put", "openai", "--fd", "0"], newKey());
  });
  afterAll(async () => cluster?.[Symbol.asyncDispose]());

  test(`by "secrets put" is in the Kubernetes Secret within a second, ${ROUNDS} times`, async () => {
    const took: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const key = newKey();
      const begun = performance.now();
      const [outcome] = await Promise.all([
        commands.run(["put", "openai", "--fd", "0"], key),
        until(async () => (await cluster.delivered("openai"))?.["api-key"] === key, {
          what: `round ${round}`,
          everyMs: 10,
          check: () => cluster.check(),
        }).then(() => took.push(performance.now() - begun)),
      ]);
      expect(outcome).toMatchObject({ status: 0 });
      expect(outcome.stdout).toMatch(/staging\/openai-api-key: synced in \d+ ms/);
    }
    const sorted = took.toSorted((a, b) => a - b);
    const [median = Number.NaN, worst = Number.NaN] = [sorted[ROUNDS / 2], sorted.at(-1)];
    console.log(
      `secrets put to changed Kubernetes Secret, ${ROUNDS} rounds: median ${Math.round(median)} ms, worst ${Math.round(worst)} ms`,
    );
    expect(median).toBeLessThan(1000);
    expect(worst).toBeLessThan(5000);
  });

  test("is made with the writer's rights alone, which read nothing", () => {
    const writer = cluster.access.roleArn("qualisys-staging-secret-writer");
    const calls = cluster.front.decisions.filter(({ role }) => role === writer);
    expect(calls.filter(({ allowed }) => !allowed)).toEqual([]);
    expect([...new Set(calls.map(({ action }) => action))].sort()).not.toContain("GetSecretValue");
  });

  describe('by "secrets rotate"', () => {
    const templateOf = (name: string, secret: string) => ({
      metadata: { labels: { app: name } },
      spec: {
        containers: [{ name: "main", image: "main", envFrom: [{ secretRef: { name: secret } }] }],
      },
    });
    const deployment = (name: string, secret = secretName("openai"), more: object = {}): Manifest => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace: cluster.namespace },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: name } },
        template: templateOf(name, secret),
        ...more,
      },
    });
    const pods = async (name: string) =>
      (await cluster.api.list<Pod>("v1", "Pod", cluster.namespace, `?labelSelector=app=${name}`)).map(
        ({ metadata }) => metadata.uid,
      );

    const statusOf = async (name: string) =>
      (await cluster.api.get("apps/v1", "Deployment", name, cluster.namespace)).status;

    /** Plays the nodes: every pod that waits becomes ready. @returns what ends it. */
    function startNodes(): () => Promise<void> {
      let stopped = false;
      const work = async () => {
        while (!stopped) {
          for (const pod of await cluster.api.list<Pod>("v1", "Pod", cluster.namespace)) {
            if (pod.status?.phase === "Running") continue;
            const now = new Date().toISOString();
            const conditions = [{ type: "Ready", status: "True", lastTransitionTime: now }];
            // A pod that the controllers have just deleted is gone.
            await cluster.api
              .merge(pod, { status: { phase: "Running", startTime: now, conditions } }, "/status")
              .catch(() => {});
          }
          await sleep(100);
        }
      };
      const working = work();
      return () => {
        stopped = true;
        return working;
      };
    }

    test("restarts what uses it, and waits as the controllers report", async () => {
      let stopNodes = startNodes();
      try {
        await cluster.api.apply(deployment("uses-it"));
        await cluster.api.apply(deployment("uses-another", secretName("anthropic")));
        await expect.poll(() => statusOf("uses-it"), PATIENCE).toMatchObject({ availableReplicas: 2 });
        await expect.poll(() => statusOf("uses-another"), PATIENCE).toMatchObject({ availableReplicas: 2 });
        const [before, others] = [await pods("uses-it"), await pods("uses-another")];
        await stopNodes();

        let ended = false;
        const rotating = commands.run(["rotate", "openai", "--fd", "0"], newKey()).finally(() => {
          ended = true;
        });
        // New pods that nobody has started yet.
        await expect.poll(async () => (await pods("uses-it")).length, PATIENCE).toBeGreaterThan(2);
        await expect.poll(() => statusOf("uses-it"), PATIENCE).toMatchObject({ unavailableReplicas: 1 });
        expect(ended).toBe(false);
        stopNodes = startNodes();
        const outcome = await rotating;

        expect(await statusOf("uses-it")).toMatchObject({ replicas: 2, updatedReplicas: 2, availableReplicas: 2 });
        expect(outcome).toMatchObject({ status: 0 });
        expect(outcome.stdout).toMatch(/✓ staging\/uses-it: restarted/);
        expect(outcome.stdout).not.toContain("uses-another");
        // The old pods are deleted once the new ones are available.
        await expect.poll(async () => (await pods("uses-it")).length, PATIENCE).toBe(2);
        expect((await pods("uses-it")).filter((uid) => before.includes(uid))).toEqual([]);
        expect(await pods("uses-another")).toEqual(others);
      } finally {
        await stopNodes();
      }
    });

    test("says so when the new pods do not come up, and tells the way back", async () => {
      // No node: what starts now never becomes ready, and the controllers give up after a second.
      await cluster.api.apply(deployment("stuck", secretName("sendgrid"), { progressDeadlineSeconds: 1 }));
      const key = generator.values(credential("sendgrid")).api_key ?? "";
      const outcome = await commands.run(["rotate", "sendgrid", "--fd", "0"], key);

      expect(outcome).toMatchObject({ status: 1 });
      expect(outcome.stdout).toMatch(/✗ staging\/stuck: the rollout failed/);
      expect(outcome.stderr).toContain("npm run secrets -- rollback sendgrid --stack staging");
      expect(await cluster.delivered("sendgrid")).toEqual({ "api-key": key });
    });
  });
});
