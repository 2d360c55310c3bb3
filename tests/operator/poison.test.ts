import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { credentials, isOperatorProvided } from "../../catalogue/index.ts";
import type { Values } from "../../operator/stores/store.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

const generator = new Generator(9);
let world: World;
const logged: string[] = [];

beforeEach(() => {
  world = new World();
  logged.length = 0;
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation((...parts) => void logged.push(parts.map(String).join(" ")));
  }
});
afterEach(() => vi.restoreAllMocks());

/** A value as it stands, and as it would look in an address, a header, a document or a dump. */
function forms(value: string): string[] {
  const encoded = [
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString("base64"),
  ];
  return [
    value,
    ...encoded,
    Buffer.from(value).toString("hex"),
    ...value.split("\n").filter((line) => line.length > 20),
  ];
}

/** The public default of a channel may be shown; every other value may not. */
function secretsOf(values: readonly Values[]): string[] {
  return values
    .flatMap((each) => Object.values(each))
    .filter((value) => value !== "#qualisys-alerts" && value.length > 5);
}

function expectClean(values: readonly Values[]): void {
  const text = [world.everything, ...logged, ...world.files.values()].join("\n");
  const found = secretsOf(values).filter((value) => forms(value).some((form) => text.includes(form)));
  expect(found.length, "values that were shown").toBe(0);
}

test.each(credentials.filter(isOperatorProvided).map(({ id }) => id))(
  "nothing shows a value of %s, whatever happens",
  async (id) => {
    const one = credential(id);
    const used = [generator.values(one), generator.values(one)];
    const piped = used.map((values) => JSON.stringify(values));
    const [first = "", second = ""] = piped;
    // Wrong in every way that reaches a message.
    const wrong = [
      first.slice(0, -2),
      `[${first}]`,
      JSON.stringify({ ...used[0], [String(Object.values(used[0] ?? {})[0])]: "x" }),
      JSON.stringify(Object.fromEntries(Object.entries(used[0] ?? {}).map(([name, value]) => [name, `"${value}"`]))),
      JSON.stringify(Object.fromEntries(Object.entries(used[0] ?? {}).map(([name, value]) => [name, ` ${value}`]))),
      JSON.stringify(Object.fromEntries(Object.entries(used[0] ?? {}).map(([name, value]) => [name, `${value}!`]))),
      JSON.stringify(Object.fromEntries(Object.keys(used[0] ?? {}).map((name) => [name, used[0]]))),
    ];
    for (const input of wrong) await world.run(["put", id], { piped: input });
    for (const other of credentials.filter(isOperatorProvided)) await world.run(["put", other.id], { piped: first });
    const hidden = one.fields
      .filter(({ visibility }) => visibility === "secret")
      .map(({ name }) => String(used[0]?.[name]));
    for (const value of hidden) {
      for (const argv of [[value], ["put", value], ["guide", value], ["put", id, value], ["list", `--${value}`]])
        await world.run(argv);
    }
    // Clients whose errors quote what they were given.
    const quoting = new Error(`request failed: ${first}`);
    for (const method of ["put", "identity", "inspect"]) {
      world.azure.trouble.set(method, quoting);
      await world.run(["put", id], { piped: first });
      await world.run(["rotate", id, "--json"], { piped: first });
      await world.run(["list"]);
      world.azure.trouble.clear();
    }
    world.fetch = (address) => Promise.reject(new TypeError(`fetch of ${String(address)} failed: ${first}`));
    await world.run(["put", id, "--live"], { piped: first });
    world.fetch = async () => new Response(first, { status: 418 });
    await world.run(["put", id, "--live"], { piped: first });
    // And all that goes well.
    await world.run(["put", id, "--json"], { piped: first });
    await world.run(["rotate", id], { piped: second });
    for (const argv of [
      ["list"],
      ["list", "--json"],
      ["due"],
      ["verify", id, "--read"],
      ["verify", id, "--read", "--json"],
      ["doctor"],
    ]) {
      await world.run(argv);
    }
    await world.run(["report", "--out", "report.html"]);
    await world.run(["rollback", id]);
    world.aws.trouble.set("wayBack", quoting);
    await world.run(["rollback", id, "--json"]);
    await world.run(["revoke", id, "--live"], { piped: second });
    expect(world.everything.length).toBeGreaterThan(2000);
    expectClean(used);
  },
);

test("the search finds a value that is shown", () => {
  const values = generator.values(credential("openai"));
  for (const form of forms(String(values.api_key))) {
    world.everything = `before ${form} after`;
    expect(() => expectClean([values])).toThrow("values that were shown");
  }
});

test("an error that was not made for people is told by its kind and place, and as a defect", async () => {
  world.aws.trouble.set("identity", new RangeError("made-up-value"));
  const { status, stderr } = await world.run(["put", "openai"], { piped: "x" });
  expect(status).toBe(1);
  expect(stderr).toContain("Error: unexpected RangeError");
  expect(stderr).toContain("This is a defect of qualisys-secrets");
  expect(stderr).not.toContain("made-up-value");
});
