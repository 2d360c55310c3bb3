import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { AwsCluster } from "./rig/aws-cluster.ts";
import { secretName } from "./rig/cluster.ts";
import { Commands } from "./rig/commands.ts";
import { AwkwardValues } from "./rig/values.ts";

const moto = inject("motoEndpoint");
const values = new AwkwardValues(5);
const PATIENCE = { timeout: 60_000 };

describe.skipIf(moto === "")("in trouble", () => {
  let cluster: AwsCluster;
  let commands: Commands;
  beforeAll(async () => {
    cluster = await AwsCluster.start(moto);
    commands = new Commands(cluster);
  });
  afterAll(async () => cluster?.[Symbol.asyncDispose]());

  /** A credential in service. @returns the value of its Kubernetes Secret. */
  async function inService(id: string): Promise<Readonly<Record<string, string>>> {
    const { api_key = "" } = values.fields(id);
    await cluster.put(id, { api_key });
    await cluster.sync(id);
    await expect.poll(() => cluster.delivered(id), PATIENCE).toEqual({ "api-key": api_key });
    await cluster.decided(id, true);
    return { "api-key": api_key };
  }

  /** Puts a new value, which cannot arrive. @returns what the Kubernetes Secret holds once it can. */
  async function putNext(id: string): Promise<Readonly<Record<string, string>>> {
    const { api_key = "" } = values.fields(id);
    await cluster.put(id, { api_key });
    return { "api-key": api_key };
  }

  /**
   * Ends a trouble with a new value in place. External Secrets Operator tries again by itself: had it read the old value
   * in between, it would look for the next in an hour.
   */
  async function endWithNext(id: string, end: () => unknown): Promise<Readonly<Record<string, string>>> {
    const reads = cluster.front.holdReads();
    try {
      await end();
      return await putNext(id);
    } finally {
      reads.release();
    }
  }

  /** What "secrets list" and "secrets doctor" say of a credential's delivery. */
  async function say(id: string): Promise<Readonly<Record<"list" | "doctor", string>>> {
    const list = JSON.parse((await commands.run(["list", "--json"])).stdout) as {
      credentials: { id: string; namespaces: Record<string, { status: string; detail?: string }> }[];
    };
    const doctor = JSON.parse((await commands.run(["doctor", "--json"])).stdout) as {
      checks: { name: string; result: string; detail: string }[];
    };
    const { status, detail } = list.credentials.find((one) => one.id === id)?.namespaces[cluster.namespace] ?? {};
    const check = doctor.checks.find(({ name }) => name === `Delivery of ${id} to ${cluster.namespace}`);
    return { list: `${status}: ${detail}`, doctor: `${check?.result}: ${check?.detail}` };
  }

  const recovers = (id: string, value: object) => expect.poll(() => cluster.delivered(id), PATIENCE).toEqual(value);

  const CAUSES: [
    what: string,
    id: string,
    begin: () => unknown,
    cause: RegExp,
    end: () => unknown,
    inCloud?: RegExp,
  ][] = [
    [
      "the store cannot be reached",
      "openai",
      () => {
        cluster.front.isDown = true;
      },
      /EOF|connection/,
      () => {
        cluster.front.isDown = false;
      },
    ],
    [
      "the permission is withdrawn",
      "anthropic",
      () => cluster.access.withdraw("qualisys-staging-reader-llm"),
      /AccessDeniedException/,
      () => cluster.access.withdraw("qualisys-staging-reader-llm", false),
    ],
    [
      "the role's trust is gone",
      "sendgrid",
      () => {
        cluster.front.expireSessions();
        cluster.access.distrust("qualisys-staging-reader-email");
      },
      /AccessDenied|UnrecognizedClient/,
      () => cluster.access.distrust("qualisys-staging-reader-email", false),
    ],
    [
      "the secret is scheduled for deletion",
      "openai",
      () => cluster.aws("DeleteSecret", { SecretId: cluster.secretId("openai"), RecoveryWindowInDays: 30 }),
      /does not exist|marked (?:for deletion|deleted)/,
      () => cluster.aws("RestoreSecret", { SecretId: cluster.secretId("openai") }),
      /the secret of openai is deleted on/,
    ],
    [
      "the secret is gone",
      "sendgrid",
      () => cluster.aws("DeleteSecret", { SecretId: cluster.secretId("sendgrid"), ForceDeleteWithoutRecovery: true }),
      /does not exist/,
      () => cluster.makeSecret("sendgrid"),
      /sendgrid has no secret on/,
    ],
  ];

  test.each(CAUSES)(
    "%s: the old value stays, the event tells why, and it ends by itself",
    // What the cloud says of a secret goes before the operator's words, which newer operators do not have.
    async (...[, id, begin, cause, end, told = cause]) => {
      const old = await inService(id);
      const since = Date.now();
      let next: Readonly<Record<string, string>>;
      await begin();
      try {
        await cluster.sync(id);
        await cluster.decided(id, false);
        expect(await cluster.warning(id, cause, since)).toMatch(cause);
        expect(await cluster.delivered(id)).toEqual(old);
        // Events carry whole seconds: of two in the same one nobody can tell which came last, so it is asked again.
        await vi.waitFor(
          async () => {
            await cluster.sync(id);
            const { list, doctor } = await say(id);
            expect(list).toMatch(/^failing: /);
            expect(list).toMatch(told);
            expect(doctor).toMatch(/^failed: /);
            expect(doctor).toMatch(told);
          },
          { timeout: 30_000, interval: 1_500 },
        );
      } finally {
        next = await endWithNext(id, end);
      }
      await recovers(id, next);
      await cluster.decided(id, true);
    },
  );

  test("a Kubernetes Secret that was deleted is made again", async () => {
    const value = await inService("openai");
    await cluster.api.remove("v1", "Secret", secretName("openai"), cluster.namespace);
    await recovers("openai", value);
  });

  test("a Kubernetes Secret that was edited is put right", async () => {
    const value = await inService("openai");
    const secret = await cluster.api.get("v1", "Secret", secretName("openai"), cluster.namespace);
    await cluster.api.merge(secret, { data: { "api-key": Buffer.from("by hand").toString("base64") } });
    await recovers("openai", value);
    await cluster.api.merge(secret, { data: { "api-key": null, more: Buffer.from("by hand").toString("base64") } });
    await recovers("openai", value);
  });

  test("an operator that is killed in the middle of a sync finishes it when it comes up again", async () => {
    const old = await inService("openai");
    const next = await putNext("openai");
    const reads = cluster.front.holdReads();
    try {
      await cluster.sync("openai");
      await reads.arrived;
      await cluster.operator.stop();
    } finally {
      reads.release();
    }
    expect(await cluster.delivered("openai")).toEqual(old);
    await cluster.operator.restart();
    await recovers("openai", next);
    await cluster.decided("openai", true);
  });

  test("an operator that is killed at any moment loses nothing, and finds what was put while it was away", async () => {
    const old = await inService("openai");
    await cluster.operator.stop();
    const next = await putNext("openai");
    await cluster.sync("openai");
    expect(await cluster.delivered("openai")).toEqual(old);
    await cluster.operator.restart();
    await recovers("openai", next);

    for (let round = 0; round < 3; round += 1) {
      const value = await putNext("openai");
      await cluster.sync("openai");
      await cluster.operator.restart();
      await recovers("openai", value);
    }
    await cluster.decided("openai", true);
  });

  test("an ExternalSecret that is deleted takes its Kubernetes Secret along, and one made again brings it back", async () => {
    const value = await inService("anthropic");
    const order = cluster.program
      .of("ExternalSecret")
      .find(({ metadata }) => metadata.name === secretName("anthropic"));
    if (order === undefined) throw new Error("unreachable");
    await cluster.api.remove(order.apiVersion, order.kind, order.metadata.name, cluster.namespace);
    await expect.poll(() => cluster.delivered("anthropic"), PATIENCE).toBeUndefined();
    await cluster.api.apply(order);
    await recovers("anthropic", value);
  });

  test("a Secret made by hand: the commands refuse before the operator takes it over and deletes its other keys", async () => {
    const [id, fields] = ["github-app", values.fields("github-app")] as const;
    const name = secretName(id);
    const byHand = { own_extra_key: Buffer.from("kept").toString("base64") };
    await cluster.api.call("POST", cluster.api.path("v1", "Secret", cluster.namespace), {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name },
      data: byHand,
    });
    const before = await cluster.aws("DescribeSecret", { SecretId: cluster.secretId(id) });
    const refusal = `Secret ${cluster.namespace}/${name} was not made by the operator, and the first sync would delete from it: own_extra_key.`;
    const put = await commands.run(["put", id, "--fd", "0"], JSON.stringify(fields));
    expect(put).toMatchObject({ status: 1, stderr: expect.stringContaining(refusal) });
    expect((await say(id)).doctor).toBe(`failed: ${refusal}`);
    expect(await cluster.aws("DescribeSecret", { SecretId: cluster.secretId(id) })).toEqual(before);
    expect((await cluster.api.get("v1", "Secret", name, cluster.namespace)).data).toEqual(byHand);

    // What they keep from happening.
    await cluster.put(id, fields);
    await cluster.sync(id);
    await cluster.decided(id, true);
    expect(Object.keys((await cluster.delivered(id)) ?? {})).not.toContain("own_extra_key");
  });

  test("the documented role is all that the commands need", async () => {
    const { stdout } = await commands.run(["doctor", "--json"]);
    const { checks } = JSON.parse(stdout) as { checks: { name: string; result: string }[] };
    const rights = checks.filter(({ name }) => name.startsWith("Cluster"));
    expect(rights.length).toBeGreaterThan(10);
    expect(rights.filter(({ result }) => result !== "ok")).toEqual([]);
    expect((await commands.run(["verify", "openai"])).stderr).not.toContain("denies");
  });
});
