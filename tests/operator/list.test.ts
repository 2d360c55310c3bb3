import { beforeEach, expect, test } from "vitest";
import { credentials } from "../../catalogue/index.ts";
import { OperatorError } from "../../operator/errors.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

let world: World;
const generator = new Generator(3);

beforeEach(() => {
  world = new World();
});

const provide = (id: string) => world.run(["put", id], { piped: JSON.stringify(generator.values(credential(id))) });

async function listed(...options: string[]) {
  const { stdout, status } = await world.run(["list", "--json", ...options]);
  const { credentials: states } = JSON.parse(stdout);
  return { status, of: (id: string) => states.find((state: { id: string }) => state.id === id) };
}

test("list tells provided, placeholder, deferred and missing, with ages and dates, and reads no value", async () => {
  await provide("openai");
  world.clock = new Date("2026-08-11T12:00:00.000Z");
  world.azure.absent.add("sendgrid");
  const { status, of } = await listed();
  expect(status).toBe(0);
  expect(of("openai")).toMatchObject({
    clouds: { aws: { status: "provided", ageDays: 10 }, azure: { status: "provided" } },
    namespaces: { one: { status: "in sync" }, two: { status: "in sync" } },
    nextRotation: "2026-10-01",
    daysLeft: 51,
    cloudsAgree: true,
    overdue: false,
  });
  expect(of("anthropic")).toMatchObject({
    clouds: { aws: { status: "placeholder" } },
    namespaces: { one: { status: "waiting for its value" } },
  });
  expect(of("sendgrid").clouds.azure.status).toBe("missing");
  expect(of("database").clouds.azure).toBeUndefined();
  expect([...world.aws.calls, ...world.azure.calls].filter((call) => call.startsWith("read"))).toEqual([]);
  const production = await listed("--stack", "production");
  expect(production.of("jira")).toMatchObject({
    clouds: { aws: { status: "deferred" } },
    namespaces: { one: { status: "not delivered" } },
  });
});

test("list shows one line per credential, and why a delivery fails", async () => {
  world.cluster.trouble = "AccessDeniedException: not authorized";
  await world.aws.put(credential("openai"), generator.values(credential("openai")), "id", {});
  const { stdout, status } = await world.run(["list"]);
  for (const { id } of credentials) expect(stdout).toMatch(new RegExp(`^${id} `, "m"));
  expect(stdout).toContain("openai, one, two: AccessDeniedException");
  expect(status).toBe(0);
});

test("list goes on past a store that cannot be asked, says so, and exits 1", async () => {
  world.azure.trouble.set("inspect", new OperatorError("Nobody is signed in to Azure.", "Sign in: az login"));
  const { status, of } = await listed();
  expect(status).toBe(1);
  expect(of("openai").clouds.aws.status).toBe("placeholder");
  expect(of("openai").clouds.azure).toMatchObject({
    status: "unknown",
    detail: "Nobody is signed in to Azure. Sign in: az login",
  });
  world.aws.trouble.set("inspect", new OperatorError("Nobody is signed in to AWS."));
  expect((await listed()).of("openai").nextRotation).toBeUndefined();
  expect((await world.run(["list"])).stdout).toMatch(/^openai +unknown +unknown +unknown/m);
});

test("what keeps a whole cloud from being asked is said once", async () => {
  world.azure.trouble.set("inspect", new OperatorError("Azure cannot be reached (ENOTFOUND)."));
  const { stdout } = await world.run(["list"]);
  expect(stdout.match(/Azure cannot be reached/g)).toHaveLength(1);
  expect(stdout).toContain("8 of 9 credentials, azure: Azure cannot be reached (ENOTFOUND).");
});

test("list tells that only one cloud has the value", async () => {
  world.azure.trouble.set("put", new OperatorError("no"));
  await provide("openai");
  const { stdout } = await world.run(["list"]);
  expect(stdout).toContain(
    "openai: provided on one cloud only. Complete it: npm run secrets -- put openai --stack staging",
  );
});

test("list tells that the clouds hold different values, and nothing of the kind where one cannot be asked", async () => {
  await provide("openai");
  world.azure.trouble.set("put", new OperatorError("no"));
  await provide("openai");
  expect((await world.run(["list"])).stdout).toContain("openai: the clouds hold different values. Complete it:");
  world.azure.trouble.set("inspect", new OperatorError("Nobody is signed in to Azure."));
  const { stdout } = await world.run(["list"]);
  expect(stdout).not.toMatch(/different values|one cloud only/);
});

test("due exits 0 while nothing is late, and 3 from the day after", async () => {
  await provide("openai");
  const quiet = await world.run(["due"]);
  expect(quiet).toMatchObject({ status: 0, stdout: "Nothing is due within 14 days.\n" });
  world.clock = new Date("2026-09-20T00:00:00.000Z");
  const soon = await world.run(["due", "--within", "2w"]);
  expect(soon.status).toBe(0);
  expect(soon.stdout).toContain("in 11d");
  world.clock = new Date("2026-10-01T23:00:00.000Z");
  expect((await world.run(["due"])).status).toBe(0);
  world.clock = new Date("2026-10-02T00:00:00.000Z");
  const late = await world.run(["due"]);
  expect(late.status).toBe(3);
  expect(late.stdout).toContain("overdue by 1d");
});

test("due does not call a placeholder late, and does not pass where it cannot look", async () => {
  world.clock = new Date("2027-06-01T00:00:00.000Z");
  expect((await world.run(["due"])).status).toBe(0);
  world.aws.trouble.set("inspect", new OperatorError("Nobody is signed in to AWS."));
  const blind = await world.run(["due"]);
  expect(blind.status).toBe(1);
  expect(blind.stderr).toContain("Nobody is signed in to AWS.");
  expect((await world.run(["due", "--within", "soon"])).status).toBe(2);
});

test.each(credentials.map(({ id }) => id))(
  "guide %s names every step, link and the command that comes next",
  async (id) => {
    const { status, stdout } = await world.run(["guide", id]);
    expect(status).toBe(0);
    for (const step of credential(id).provisioning) {
      expect(stdout).toContain(step.text);
      if (step.url !== undefined) expect(stdout).toContain(step.url);
      for (const detail of step.details ?? []) {
        if (detail.kind === "redirect-uri") expect(stdout).toContain(detail.uri);
        if (detail.kind === "permission") expect(stdout).toContain(detail.label);
        if (detail.kind === "limit") expect(stdout).toContain(`$${detail.usd}`);
      }
    }
    expect(stdout).toMatch(/\nNext: \S+/);
  },
);

test("help exits 0, wrong usage 2", async () => {
  expect((await world.run(["--help"])).status).toBe(0);
  expect((await world.run(["put", "--help"])).status).toBe(0);
  expect((await world.run([])).status).toBe(2);
  expect((await world.run(["putt"])).stderr).toContain("Did you mean put?");
});
