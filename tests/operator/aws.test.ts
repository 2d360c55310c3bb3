import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { awsSecretName, initialDocument, PENDING_STATUS, tags } from "../../catalogue/index.ts";
import { explain } from "../../operator/errors.ts";
import { readSettings } from "../../operator/stack.ts";
import { AwsStore } from "../../operator/stores/aws.ts";
import { awsClientConfig, noTerminal } from "../../operator/stores/aws-client.ts";
import { translateAws } from "../../operator/stores/aws-errors.ts";
import { valueId } from "../../operator/value-id.ts";
import { AwsServer } from "./aws-server.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

const generator = new Generator(13);
const openai = credential("openai");
const NAME = awsSecretName("any", openai);
const DATABASE = awsSecretName("any", credential("database"));
const before = { ...process.env };
let server: AwsServer;
let world: World;
let store: AwsStore;
let round = 0;

beforeAll(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
  delete process.env.AWS_PROFILE;
});
afterAll(() => {
  process.env = before;
});
beforeEach(async () => {
  world = new World();
  server = new AwsServer();
  await server.start();
  process.env.AWS_ENDPOINT_URL = server.endpoint;
  const { aws } = readSettings(world.folder, "staging");
  if (aws === undefined) throw new Error("the stack has no AWS");
  store = new AwsStore(aws, "any");
  world.stores = async () => ({ clouds: [store] });
  server.create(NAME, tags(openai, NAME, "staging"));
  server.create(DATABASE, tags(credential("database"), DATABASE, "staging"));
  return () => server.stop();
});

/** The program puts a placeholder, as its provider does. */
const seed = (name = NAME) => {
  const id = `terraform-${String(++round).padStart(26, "20260801")}`;
  server.put(name, id, initialDocument(openai), ["PLACEHOLDER"]);
  return id;
};
/** Somebody puts a value with the AWS CLI, which leaves the tags alone. */
const byHand = (name = NAME) => {
  const id = `00000000-0000-4000-8000-${String(++round).padStart(12, "0")}`;
  server.put(name, id, JSON.stringify(generator.values(openai)));
  return id;
};
const status = async (id = "openai") => (await store.inspect(credential(id))).status;
const put = (values = generator.values(openai)) => world.run(["put", "openai"], { piped: JSON.stringify(values) });
const idOf = (values: Readonly<Record<string, string>>) => valueId(openai, "staging", values);

describe("a placeholder is known without being read", () => {
  test("fresh", async () => {
    seed();
    expect(await status()).toBe("placeholder");
  });

  test("put again after a lost state, which takes its label away", async () => {
    const first = seed();
    seed();
    expect(server.holder(NAME, "AWSCURRENT")?.id).toBe(first);
    expect(server.holder(NAME, "AWSCURRENT")?.labels).not.toContain("PLACEHOLDER");
    expect(await status()).toBe("placeholder");
  });

  test("then a put: it is no value to go back to, whatever its label", async () => {
    seed();
    seed();
    expect((await put()).status).toBe(0);
    expect(await status()).toBe("provided");
    expect(server.holder(NAME, "AWSPREVIOUS")).toBeUndefined();
    expect((await world.run(["rollback", "openai"])).stderr).toContain("has no previous value to go back to");
  });

  test("a login that AWS rotates has no status tag, and its settings tell", async () => {
    seed(DATABASE);
    seed(DATABASE);
    expect(await status("database")).toBe("placeholder");
    byHand(DATABASE);
    expect(await status("database")).toBe("provided");
  });
});

describe("a value put by hand is known for one", () => {
  test("after the placeholder, and it has no way back to that", async () => {
    seed();
    byHand();
    expect(await status()).toBe("provided");
    expect((await world.run(["rollback", "openai"])).stderr).toContain("is a placeholder, not a value");
  });

  test("with a placeholder put again later", async () => {
    seed();
    const value = byHand();
    seed();
    expect(server.holder(NAME, "AWSCURRENT")?.id).toBe(value);
    expect(await status()).toBe("provided");
    expect((await world.run(["rollback", "openai"])).stderr).toContain("is a placeholder, not a value");
  });

  test("before any placeholder", async () => {
    byHand();
    seed();
    expect(await status()).toBe("provided");
  });

  test("twice: the first is the way back", async () => {
    seed();
    const first = byHand();
    byHand();
    expect((await world.run(["rollback", "openai"])).status).toBe(0);
    expect(server.holder(NAME, "AWSCURRENT")?.id).toBe(first);
  });

  test("by another Terraform, in a secret that this program took over", async () => {
    server.create(NAME);
    server.put(NAME, `terraform-${"0".repeat(26)}`, JSON.stringify(generator.values(openai)));
    seed();
    expect(await status()).toBe("provided");
  });
});

describe("a first put that is interrupted", () => {
  test.each(["UpdateSecretVersionStage", "TagResource"])(
    "at %s: told, refused a rollback, and completed by running it again",
    async (action) => {
      seed();
      seed();
      server.refuse = (asked) => (asked === action ? { type: "AccessDeniedException" } : undefined);
      const values = generator.values(openai);
      expect((await put(values)).status).toBe(1);
      server.refuse = () => undefined;
      expect(await status()).toBe("provided");
      expect((await world.run(["rollback", "openai"])).status).toBe(1);
      expect((await put(values)).status).toBe(0);
      expect(server.holder(NAME, "AWSPREVIOUS")).toBeUndefined();
      expect(server.secrets.get(NAME)?.tags.get("Status")).toBe("provided");
    },
  );

  test("another value put afterwards takes no label that has moved on", async () => {
    seed();
    server.refuse = (action) => (action === "UpdateSecretVersionStage" ? { type: "AccessDeniedException" } : undefined);
    const [first, second] = [generator.values(openai), generator.values(openai)];
    await put(first);
    server.refuse = () => undefined;
    const { status: exit, stdout } = await put(second);
    expect(stdout).toContain("in service");
    expect(exit).toBe(0);
    expect(server.holder(NAME, "AWSPREVIOUS")?.id).toBe(idOf(first));
    expect((await world.run(["rollback", "openai"])).status).toBe(0);
    expect(server.holder(NAME, "AWSCURRENT")?.id).toBe(idOf(first));
  });
});

test("two people who put at the same moment both succeed, and the last value is in service", async () => {
  seed();
  const [mine, theirs] = [generator.values(openai), generator.values(openai)];
  let once = true;
  server.refuse = (action) => {
    if (action === "PutSecretValue" && once) {
      once = false;
      server.put(NAME, idOf(theirs), JSON.stringify(theirs));
    }
    return undefined;
  };
  expect((await put(mine)).status).toBe(0);
  expect(server.holder(NAME, "AWSCURRENT")?.id).toBe(idOf(mine));
  expect(server.holder(NAME, "AWSPREVIOUS")?.id).toBe(idOf(theirs));
});

test("the age is that of the version in service, whatever was tagged or seeded later", async () => {
  seed();
  byHand();
  const value = server.holder(NAME, "AWSCURRENT");
  server.now = Date.parse("2026-09-01T00:00:00Z");
  seed();
  expect(await store.inspect(openai)).toMatchObject({
    status: "provided",
    since: new Date(value?.created ?? 0).toISOString(),
    valueId: value?.id,
  });
  expect(server.secrets.get(NAME)?.tags.get("Status")).toBe(PENDING_STATUS);
});

describe("doctor looks at the keys that a value is under", () => {
  const KEY = "arn:aws:kms:eu-central-1:123456789012:key/0b1c";
  const looked = async () =>
    (await store.checks([openai])).find(({ name }) => name === "AWS keys of the values") ?? expect.fail("not looked");
  const secret = () => server.secrets.get(NAME) ?? expect.fail("no such secret");

  test("an adopted value may be under the key before, and is under it no more once it is put anew", async () => {
    byHand();
    secret().key = KEY;
    expect(await looked()).toMatchObject({
      result: "failed",
      detail: "another key opens openai (DefaultEncryptionKey)",
    });
    expect((await put()).status).toBe(0);
    expect(await looked()).toMatchObject({ result: "ok" });
  });

  test("a key is the same by its id and by its ARN", async () => {
    secret().key = "0b1c";
    byHand();
    secret().key = KEY;
    expect(await looked()).toMatchObject({ result: "ok" });
  });

  test("what is not named is not known", async () => {
    byHand();
    for (const version of secret().versions) Object.assign(version, { keys: [] });
    expect(await looked()).toMatchObject({ result: "unknown", detail: "AWS does not name the keys of openai" });
  });

  test("a secret without a value, and one that is not there, have nothing to look at", async () => {
    expect(await looked()).toMatchObject({ result: "ok" });
    server.secrets.delete(NAME);
    expect(await looked()).toMatchObject({ result: "ok" });
  });
});

test("a request that is throttled is asked again", async () => {
  seed();
  let refusals = 2;
  server.refuse = () => (refusals-- > 0 ? { type: "ThrottlingException" } : undefined);
  expect(await status()).toBe("placeholder");
});

// The words are AWS's own, as public logs have them.
test.each([
  [
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion.",
    "restore-secret",
  ],
  ["InvalidRequestException", "You can't modify a replica secret.", "is a copy of a secret of another region"],
  [
    "InvalidRequestException",
    "A previous rotation isn't complete. That rotation will be reattempted.",
    "has begun and not ended",
  ],
  ["InvalidRequestException", "The KMS key is disabled.", "The KMS key of any/llm/openai cannot be used."],
])("%s (%s) is told with its reason", async (type, message, told) => {
  seed();
  server.refuse = (action) => (action === "PutSecretValue" ? { type, message } : undefined);
  const { stdout, stderr } = await put();
  expect(stdout + stderr).toContain(told);
  expect(stdout + stderr).not.toContain(message);
});

test("a quota that is used up is told as one, with the time to wait", () => {
  const error = Object.assign(new Error("x"), { name: "LimitExceededException" });
  expect(explain(translateAws(error, "a/b"))).toMatch(/^A quota of AWS is used up for a\/b\..*wait until tomorrow/);
});

test("an AWS that never answers is told as that", async () => {
  seed();
  const { aws } = readSettings(world.folder, "staging");
  if (aws === undefined) throw new Error("the stack has no AWS");
  server.refuse = () => new Promise(() => {});
  await expect(new AwsStore(aws, "any", awsClientConfig(aws.region, noTerminal, 20)).inspect(openai)).rejects.toThrow(
    "AWS does not answer (any/llm/openai).",
  );
});

describe("copies in other regions", () => {
  const COPY = "eu-west-1";
  const REASON = "Access to KMS is not allowed";
  const checked = async (...replicationStatus: NonNullable<AwsServer["replicationStatus"]>) => {
    const { aws } = readSettings(world.folder, "staging");
    if (aws === undefined) throw new Error("the stack has no AWS");
    server.replicationStatus = replicationStatus;
    const copying = new AwsStore({ ...aws, accountId: "123456789012", replicas: [{ region: COPY }] }, "any");
    const checks = await copying.checks([openai]);
    return checks.find(({ name }) => name === "AWS secret of openai");
  };

  test("in sync", async () => {
    expect(await checked({ Region: COPY, Status: "InSync" })).toMatchObject({ result: "ok" });
  });

  test.each([
    ["a failed one, with AWS's reason", [{ Region: COPY, Status: "Failed", StatusMessage: REASON }], REASON],
    ["none", [], `${COPY} has no copy`],
    ["one elsewhere alone", [{ Region: "eu-west-3", Status: "InSync" }], `${COPY} has no copy`],
  ])("%s is told", async (_, status, detail) => {
    expect(await checked(...status)).toMatchObject({ result: "failed", detail: expect.stringContaining(detail) });
  });

  test("one that is under way is no failure yet", async () => {
    expect(await checked({ Region: COPY, Status: "InProgress" })).toMatchObject({ result: "unknown" });
  });
});
