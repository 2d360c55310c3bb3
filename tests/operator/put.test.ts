import { beforeEach, describe, expect, test } from "vitest";
import { seeded } from "../../bench/scan/random.ts";
import { credentials, isOperatorProvided, nextRotation } from "../../catalogue/index.ts";
import { OperatorError } from "../../operator/errors.ts";
import { valueId } from "../../operator/value-id.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

let world: World;
const generator = new Generator(2);

beforeEach(() => {
  world = new World();
});

const provided = credentials.filter(isOperatorProvided).map((one) => [one.id, one] as const);

test.each([
  ["the line end of echo", "", "\n"],
  ["Windows' line end", "", "\r\n"],
  ["a byte order mark", "\uFEFF", ""],
])("%s is not stored, and that is said", async (_, before, after) => {
  const values = generator.values(credential("openai"));
  const { status, stderr } = await world.run(["put", "openai"], { piped: `${before}${values.api_key}${after}` });
  expect(stderr).toContain("The byte order mark or line end around the value is not stored.");
  expect(status).toBe(0);
  expect(world.aws.versions.get("openai")?.[0]?.values).toEqual(values);
});

test("a value that is taken as it is is not remarked upon, and one that may be cut is", async () => {
  const { api_key = "" } = generator.values(credential("openai"));
  const whole = await world.run(["put", "openai"], { piped: api_key });
  expect(whole.stderr).not.toMatch(/not stored|shorter/);
  const cut = await world.run(["put", "openai"], { piped: api_key.slice(0, 40) });
  expect(cut.stderr).toContain(
    "API key is shorter (40 characters) than any that OpenAI is known to make (51 at least).",
  );
  expect(cut.status).toBe(0);
});

test.each(provided)("put %s writes both clouds, tags and syncs", async (id, one) => {
  const values = generator.values(one);
  const { status, stdout } = await world.run(["put", id, "--json"], { piped: JSON.stringify(values) });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    id,
    complete: true,
    namespaces: [{ namespace: "one" }, { namespace: "two" }],
  });
  for (const store of [world.aws, world.azure]) {
    expect(store.versions.get(id)?.[0]?.values).toEqual(values);
    const due = nextRotation(one.rotation.cadence, "2026-08-01", one.rotation.maxDays);
    expect(store.tags.get(id)).toEqual({ Status: "provided", ...(due === undefined ? {} : { NextRotation: due }) });
  }
  expect(world.cluster.secrets.has(`two/${one.kubernetes?.secret}`)).toBe(true);
});

test("the first login of the database is put as any value, and what starts its rotation is named", async () => {
  const password = seeded(17).fill("{p24}");
  const login = { engine: "postgres", host: "db.internal", port: "5432", dbname: "app", username: "app" };
  const values = { ...login, password };
  const { status, stdout, stderr } = await world.run(["put", "database"], { piped: JSON.stringify(values) });
  expect(status, stderr).toBe(0);
  expect(world.aws.versions.get("database")?.[0]?.values).toEqual(values);
  expect(world.aws.tags.get("database")).toEqual({});
  expect(stdout).toContain(
    "Rotation starts when you set aws.database.loginProvided to true and run npm run up -- --stack staging.",
  );
});

test("a bare text is the only field that has to be provided", async () => {
  const values = generator.values(credential("openai"));
  expect((await world.run(["put", "openai"], { piped: `${values.api_key}\n` })).status).toBe(0);
  expect(world.aws.versions.get("openai")?.[0]?.values).toEqual(values);
});

test.each([
  ["with a byte order mark and CRLF, as some shells pipe it", (key: string) => `\uFEFF${key}\r\n`],
  ["in a document with a byte order mark", (key: string) => `\uFEFF${JSON.stringify({ api_key: key })}\r\n`],
])("a key is taken %s", async (_, piped) => {
  const { api_key: key = "" } = generator.values(credential("openai"));
  expect((await world.run(["put", "openai"], { piped: piped(key) })).status).toBe(0);
  expect(world.aws.versions.get("openai")?.[0]?.values).toEqual({ api_key: key });
});

test("a key pasted where a file is asked for is not taken for one, and is not shown", async () => {
  const values = generator.values(credential("github-app"));
  world.files.set("app.pem", values.private_key ?? "");
  const [head = "", second = ""] = String(values.private_key).split("\n");
  const typed = [values.app_id, values.client_id, values.client_secret, head, second, "app.pem", values.webhook_secret];
  const { status, stderr } = await world.run(["put", "github-app"], { typed: typed.map(String) });
  expect(stderr).toContain("Give the path of the file, and not the key itself.");
  expect(stderr).not.toContain(second);
  expect(status).toBe(0);
});

describe("an interruption", () => {
  const piped = () => JSON.stringify(generator.values(credential("openai")));
  const never = () => new Promise<never>(() => {});
  // Of this test's own world, also where it comes late.
  const interrupt = () => {
    const here = world;
    setImmediate(() => here.interrupt());
  };

  test("before anything is written says that nothing was changed", async () => {
    world.aws.identity = () => {
      interrupt();
      return never();
    };
    const { status, stderr } = await world.run(["put", "openai"], { piped: piped() });
    expect(stderr).toContain("Error: Interrupted. Nothing was changed.");
    expect(status).toBe(130);
  });

  test("between two clouds says what holds where, and how to complete it", async () => {
    world.azure.put = () => {
      interrupt();
      return never();
    };
    const { status, stderr } = await world.run(["put", "openai"], { piped: piped() });
    expect(stderr).toContain(
      "Interrupted. In service on the aws store. Whether the azure store was written is not known. Run the same again",
    );
    expect(stderr).toContain("npm run secrets -- verify openai --stack staging");
    expect(status).toBe(130);
  });

  test("while namespaces are waited for says that not all may have it", async () => {
    world.cluster.forceSync = () => {
      interrupt();
      return never();
    };
    const { status, stderr } = await world.run(["put", "openai"], { piped: piped() });
    expect(stderr).toContain(
      "Interrupted. In service on the aws store and the azure store; not every namespace and pod",
    );
    expect(status).toBe(130);
  });
});

test("with --json an error is a document, too, and there is never more than one", async () => {
  world.aws.trouble.set("identity", new OperatorError("Nobody is signed in to AWS.", "Sign in: aws sso login"));
  const refused = await world.run(["put", "openai", "--json"], { piped: "{}" });
  expect(JSON.parse(refused.stdout)).toEqual({ error: "Nobody is signed in to AWS. Sign in: aws sso login" });
  expect(refused.stderr).toContain("Error: Nobody is signed in to AWS.");
  world.aws.trouble.set("inspect", new OperatorError("Nobody is signed in to AWS."));
  const blind = await world.run(["due", "--json"]);
  expect(blind.status).toBe(1);
  expect(JSON.parse(blind.stdout)).toMatchObject({ due: [] });
});

test("at a terminal each field is asked for until it is right; a default is taken by Enter, a PEM file by its path", async () => {
  const values = generator.values(credential("github-app"));
  world.files.set("app.pem", values.private_key ?? "");
  const typed = [
    values.app_id,
    "wrong",
    values.client_id,
    values.client_secret,
    "no.pem",
    "app.pem",
    values.webhook_secret,
  ];
  const { status, stderr } = await world.run(["put", "github-app"], { typed: typed.map(String) });
  expect(stderr).toContain("There is no such file.");
  expect(status).toBe(0);
  expect(world.aws.versions.get("github-app")?.[0]?.values).toEqual(values);
  const slack = generator.values(credential("slack-webhook"));
  await world.run(["put", "slack-webhook"], { typed: [String(slack.webhook_url), ""] });
  expect(world.aws.versions.get("slack-webhook")?.[0]?.values).toEqual(slack);
});

describe("what is refused touches nothing", () => {
  const good = () => generator.values(credential("openai"));
  const cases: [string, string[], () => string, number, string][] = [
    [
      "no such credential",
      ["put", "opanai"],
      () => "x",
      2,
      'There is no credential "opanai". Did you mean openai? Known are: openai,',
    ],
    ["a generated one", ["put", "jwt-signing-key"], () => "x", 2, "jwt.next' 2 && npm run up -- --stack staging"],
    ["a rotated one in part", ["put", "database"], () => "x", 2, "JSON document is wanted"],
    ["nothing", ["put", "openai"], () => "", 2, "Nothing was given to read"],
    ["white space alone", ["put", "openai"], () => " \r\n\t", 2, "Nothing was given to read"],
    ["two lines", ["put", "openai"], () => `${good().api_key}\n${good().api_key}`, 2, "a line break at place"],
    ["a line too many", ["put", "openai"], () => `${good().api_key}\n\n`, 2, "white space before or after it"],
    ["a space behind", ["put", "openai"], () => `${good().api_key} \n`, 2, "white space before or after it"],
    ["quotes", ["put", "openai"], () => `"${good().api_key}"\n`, 2, "stands in quotes"],
    ["a NUL byte", ["put", "openai"], () => `${good().api_key}\0`, 2, "holds NUL bytes"],
    ["UTF-16", ["put", "openai"], () => [...String(good().api_key)].join("\0"), 2, "no text in UTF-8"],
    ["a key a thousand times too long", ["put", "openai"], () => String(good().api_key).repeat(1000), 2, "wrong shape"],
    ["a placeholder", ["put", "openai"], () => "REPLACE_WITH_OPENAI_API_KEY", 2, "is a placeholder (REPLACE_WITH_…)"],
    ["an array", ["put", "jira"], () => JSON.stringify([good()]), 2, "JSON document is wanted"],
    ["null for a field", ["put", "openai"], () => '{"api_key": null}', 2, "neither text nor number"],
    ["another vendor's key", ["put", "anthropic"], () => String(good().api_key), 2, "This is an OpenAI API key"],
    ["a text for several fields", ["put", "jira"], () => "text", 2, "a JSON document is wanted"],
    ["a missing field", ["put", "jira"], () => JSON.stringify({ email: "a@b.cd" }), 2, '"api_token") is missing'],
    [
      "an unknown field",
      ["put", "openai"],
      () => JSON.stringify({ ...good(), key: "x" }),
      2,
      "1 field that openai does not have",
    ],
    [
      "broken JSON",
      ["put", "openai"],
      () => `{"api_key": "${good().api_key}"`,
      2,
      "like a JSON document and is not one.",
    ],
    [
      "JSON with quotes of a text processor",
      ["put", "openai"],
      () => `{\u201Capi_key\u201D: "${good().api_key}"}`,
      2,
      "it holds a quote or dash of a text processor (U+201C) at place 2",
    ],
    ["a nested value", ["put", "openai"], () => JSON.stringify({ api_key: good() }), 2, "neither text nor number"],
    ["a value as an argument", ["put", "openai", "value"], () => "x", 2, "too many arguments"],
    [
      "production without a yes",
      ["put", "openai", "--stack", "production"],
      () => JSON.stringify(good()),
      2,
      "Add --yes",
    ],
    ["an unknown stack", ["put", "openai", "--stack", "dev"], () => "x", 2, 'There is no stack "dev"'],
    ["a descriptor that is none", ["put", "openai", "--fd", "three"], () => "x", 2, "--fd takes the number"],
  ];
  test.each(cases)("%s", async (_, argv, input, status, message) => {
    const text = input();
    const outcome = await world.run(argv, { piped: text });
    expect(outcome.stderr).toContain(message);
    expect(outcome.status).toBe(status);
    expect([...world.aws.calls, ...world.azure.calls].filter((call) => call.startsWith("put"))).toEqual([]);
    for (const value of Object.values(good())) expect(outcome.stderr + outcome.stdout).not.toContain(value);
  });

  test("Ctrl-C at a prompt", async () => {
    expect((await world.run(["put", "openai"], { typed: [] })).status).toBe(130);
    expect(world.aws.versions.size).toBe(0);
  });

  test("a no to production", async () => {
    const typed = [String(good().api_key), false];
    const { status, stderr } = await world.run(["put", "openai", "--stack", "production"], { typed });
    expect(stderr).toContain("This changes production");
    expect(status).toBe(130);
    expect(world.aws.versions.size).toBe(0);
  });

  test("a sign-in to the wrong account is told before anything is asked", async () => {
    world.aws.trouble.set("identity", new OperatorError("You are signed in to AWS account 1."));
    const { status, stderr } = await world.run(["put", "openai"], { typed: [] });
    expect(stderr).toContain("AWS account 1");
    expect(status).toBe(1);
  });

  test("a secret that does not exist", async () => {
    world.azure.absent.add("openai");
    const { status, stderr } = await world.run(["put", "openai"], { piped: JSON.stringify(good()) });
    expect(stderr).toContain(
      "the azure store has no secret for openai. Create it first: npm run up -- --stack staging.",
    );
    expect(status).toBe(1);
    expect(world.aws.versions.size).toBe(0);
  });
});

test("half done is told, exits 1, and running it again completes it without a second version", async () => {
  const values = generator.values(credential("sendgrid"));
  const piped = JSON.stringify(values);
  world.azure.trouble.set("put", new OperatorError("The firewall of vault test-vault refuses your address."));
  const first = await world.run(["put", "sendgrid"], { piped });
  expect(first.status).toBe(1);
  expect(first.stdout).toContain("✓ the aws store: in service");
  expect(first.stdout).toContain("✗ the azure store: the old value stays in service");
  expect(first.stdout).toContain("The firewall of vault test-vault");
  expect(first.stderr).toContain("Half done. Run it again with the same value");
  world.azure.trouble.clear();
  expect((await world.run(["put", "sendgrid"], { piped })).status).toBe(0);
  expect(world.aws.versions.get("sendgrid")).toHaveLength(1);
  expect(world.azure.versions.get("sendgrid")).toHaveLength(1);
});

test("the cluster is left alone where the store that feeds it was not written", async () => {
  world.aws.trouble.set("put", new OperatorError("AWS does not answer."));
  const { status, stdout } = await world.run(["put", "openai"], {
    piped: JSON.stringify(generator.values(credential("openai"))),
  });
  expect(status).toBe(1);
  expect(stdout).toContain("the cluster was not touched");
  expect(world.cluster.stamps.size).toBe(0);
});

test("a sync that fails is told with the operator's own words after a minute", async () => {
  world.cluster.trouble = "AccessDeniedException: not authorized";
  const { status, stdout } = await world.run(["put", "openai"], {
    piped: JSON.stringify(generator.values(credential("openai"))),
  });
  expect(status).toBe(1);
  expect(stdout).toContain(
    "one/openai-api-key: the old value stays in service. Not synced after 60 s. AccessDeniedException",
  );
});

test("a credential of an epic that has not started is stored and not delivered", async () => {
  const piped = JSON.stringify(generator.values(credential("jira")));
  const { status, stdout } = await world.run(["put", "jira", "--stack", "production", "--yes"], { piped });
  expect(status).toBe(0);
  expect(stdout).toContain("Not delivered to the cluster: epic 5 has not started");
  expect(world.cluster.stamps.size).toBe(0);
});

test("equal values have equal ids, other values, credentials and environments others", () => {
  const one = credential("openai");
  const values = generator.values(one);
  const id = valueId(one, "staging", values);
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect(valueId(one, "staging", { ...values })).toBe(id);
  const others = [
    valueId(one, "production", values),
    valueId(credential("anthropic"), "staging", values),
    valueId(one, "staging", generator.values(one)),
  ];
  expect(new Set([id, ...others]).size).toBe(4);
});

test("an admin key is put only where the stack watches spending, and the way there is told", async () => {
  const { status, stderr } = await world.run(["put", "openai-admin"], { piped: "{}" });
  expect(status).toBe(2);
  expect(stderr).toContain("does not watch what openai costs");
  expect(stderr).toContain("aws.spend");
  expect([...world.aws.calls, ...world.azure.calls]).toEqual([]);
});
