import { beforeEach, describe, expect, test } from "vitest";
import { credentials } from "../../catalogue/index.ts";
import { ERROR_SHAPE, SHAPES } from "../../docs/generate/json-shapes.ts";
import { OperatorError } from "../../operator/errors.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

const generator = new Generator(23);
let world: World;
beforeEach(() => {
  world = new World();
});

type Command = keyof typeof SHAPES;
const value = () => JSON.stringify(generator.values(credential("openai")));
const put = () => world.run(["put", "openai"], { piped: value() });

/** Command -> how it comes to each kind of document. */
const WAYS: Readonly<Record<Command, readonly (() => Promise<{ argv: string[]; piped?: string }>)[]>> = {
  list: [
    async () => ({ argv: ["list"] }),
    async () => {
      await put();
      world.azure.trouble.set("inspect", new OperatorError("no"));
      world.cluster.trouble = "denied";
      return { argv: ["list"] };
    },
  ],
  due: [
    async () => {
      await put();
      world.clock = new Date("2026-12-01T00:00:00.000Z");
      return { argv: ["due"] };
    },
  ],
  guide: credentials.map(({ id }) => async () => ({ argv: ["guide", id] })),
  put: [
    async () => ({ argv: ["put", "openai"], piped: value() }),
    async () => {
      world.azure.trouble.set("put", new OperatorError("no"));
      world.cluster.trouble = "denied";
      return { argv: ["put", "openai"], piped: value() };
    },
  ],
  rotate: [
    async () => {
      world.cluster.using.push({ kind: "Deployment", name: "agents", namespace: "one" });
      world.cluster.using.push({ kind: "DaemonSet", name: "watch", namespace: "one" });
      return { argv: ["rotate", "openai"], piped: value() };
    },
    async () => {
      world.azure.trouble.set("put", new OperatorError("no"));
      return { argv: ["rotate", "openai"], piped: value() };
    },
  ],
  sync: [
    async () => {
      await put();
      world.cluster.using.push({ kind: "Deployment", name: "agents", namespace: "one" });
      return { argv: ["sync", "openai", "--restart"] };
    },
    async () => {
      world.cluster.trouble = "denied";
      return { argv: ["sync", "openai", "--restart"] };
    },
  ],
  rollback: [
    async () => {
      await put();
      await put();
      return { argv: ["rollback", "openai"] };
    },
  ],
  revoke: [
    async () => {
      await put();
      return { argv: ["revoke", "openai"] };
    },
    async () => {
      await put();
      world.cluster.podList.push({ name: "old", namespace: "one", started: "2026-01-01T00:00:00.000Z" });
      return { argv: ["revoke", "openai"] };
    },
    async () => {
      const old = value();
      await world.run(["put", "openai"], { piped: old });
      await put();
      world.fetch = async () => new Response('{"error":{"code":"invalid_api_key"}}', { status: 401 });
      return { argv: ["revoke", "openai", "--live"], piped: old };
    },
  ],
  verify: [
    async () => {
      await put();
      return { argv: ["verify"] };
    },
  ],
  doctor: [async () => ({ argv: ["doctor", "--drill", "--yes"] })],
  report: [async () => ({ argv: ["report", "--out", "report.html"] })],
  adopt: [async () => ({ argv: ["adopt"] })],
};

describe.each(Object.keys(SHAPES) as Command[])("%s --json", (command) => {
  test.each(WAYS[command].map((way, index) => [index, way] as const))(
    "keeps to its documented shape (%i)",
    async (_, way) => {
      const { argv, piped } = await way();
      const { stdout } = await world.run([...argv, "--json"], piped === undefined ? {} : { piped });
      expect(SHAPES[command].safeParse(JSON.parse(stdout)).error?.issues).toBeUndefined();
    },
  );
});

test("a command that fails before it has a result prints the documented error", async () => {
  const { stdout } = await world.run(["put", "nothing", "--json"]);
  expect(ERROR_SHAPE.safeParse(JSON.parse(stdout)).success).toBe(true);
});
