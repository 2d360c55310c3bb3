import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import {
  awsSecretName,
  type Credential,
  credentials,
  initialDocument,
  isOperatorProvided,
  PLACEHOLDER_LABEL,
  tags,
} from "../../../catalogue/index.ts";
import { AwsStore } from "../../../operator/stores/aws.ts";
import { readStackFile } from "../../../stack-file.ts";
import { parseSettings } from "../../../stack-settings.ts";
import { credential, Generator } from "../../operator/values.ts";
import { World } from "../../operator/world.ts";
import { requestToken } from "../rig/aws-api.ts";

const endpoint = inject("motoEndpoint");
const REGION = "eu-central-1";
const generator = new Generator(11);
const before = { ...process.env };
let world: World;
let client: SecretsManagerClient;
/** Each test has secrets of its own. */
let prefix = "";
let round = 0;

beforeAll(() => {
  Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
  delete process.env.AWS_PROFILE;
});
afterAll(() => {
  process.env = before;
});

describe.skipIf(endpoint === "")("the commands against an AWS emulator", () => {
  beforeEach(async () => {
    world = new World();
    prefix = `round-${++round}`;
    client = new SecretsManagerClient({ region: REGION });
    const { aws } = parseSettings(readStackFile(world.folder, "staging").values, "staging");
    if (aws === undefined) throw new Error("the stack has no AWS");
    world.stores = async () => ({ clouds: [new AwsStore(aws, prefix)] });
    for (const one of credentials) await seed(one);
  });

  const name = (one: Credential) => awsSecretName(prefix, one);

  /** As the program makes it: a placeholder that is current only because it is the first. */
  async function seed(one: Credential): Promise<void> {
    const SecretId = name(one);
    const Tags = Object.entries(tags(one, SecretId, "staging")).map(([Key, Value]) => ({ Key, Value }));
    await client.send(new CreateSecretCommand({ Name: SecretId, Tags }));
    await placehold(one);
  }

  const placehold = (one: Credential) =>
    client.send(
      new PutSecretValueCommand({
        SecretId: name(one),
        SecretString: initialDocument(one),
        VersionStages: [PLACEHOLDER_LABEL],
        ...requestToken(),
      }),
    );

  const put = (one: Credential, values: object) => world.run(["put", one.id], { piped: JSON.stringify(values) });
  // By its label: without one, moto gives the version put last.
  const current = async (one: Credential) => {
    const found = await client.send(new GetSecretValueCommand({ SecretId: name(one), VersionStage: "AWSCURRENT" }));
    return JSON.parse(found.SecretString ?? "");
  };
  const listed = async (id: string) => {
    const { stdout } = await world.run(["list", "--json"]);
    return JSON.parse(stdout).credentials.find((state: { id: string }) => state.id === id);
  };

  test.each(credentials.filter(isOperatorProvided).map((one) => [one.id, one] as const))(
    "%s: placeholder, put, tagged, provided",
    async (id, one) => {
      expect((await listed(id)).clouds.aws).toMatchObject({ status: "placeholder" });
      const values = generator.values(one);
      const { status, stderr } = await put(one, values);
      expect(stderr).not.toContain("Error");
      expect(status).toBe(0);
      expect(await current(one)).toEqual(values);
      const { Tags = [] } = await client.send(new DescribeSecretCommand({ SecretId: name(one) }));
      expect(Tags).toContainEqual({ Key: "Status", Value: "provided" });
      expect(Tags).toContainEqual({ Key: "Name", Value: name(one) });
      expect((await listed(id)).clouds.aws).toMatchObject({ status: "provided", ageDays: expect.any(Number) });
    },
  );

  test("the same value put twice is one version, and the value before it stays the way back", async () => {
    const one = credential("openai");
    const [first, second] = [generator.values(one), generator.values(one)];
    for (const values of [first, second, second]) expect((await put(one, values)).status).toBe(0);
    const { Versions } = await client.send(
      new ListSecretVersionIdsCommand({ SecretId: name(one), IncludeDeprecated: true }),
    );
    expect(Versions).toHaveLength(3);
    expect((await world.run(["rollback", "openai"])).status).toBe(0);
    expect(await current(one)).toEqual(first);
    // And forward again, by the value itself: it is still there, so its label moves.
    expect((await put(one, second)).status).toBe(0);
    expect(await current(one)).toEqual(second);
  });

  test("a rollback never brings a placeholder back", async () => {
    const one = credential("sendgrid");
    const values = generator.values(one);
    await put(one, values);
    const { status, stderr } = await world.run(["rollback", "sendgrid"]);
    expect(stderr).toContain("has no previous value to go back to. Put the right value");
    expect(status).toBe(1);
    expect(await current(one)).toEqual(values);
  });

  test("a placeholder put again after a lost state is still known for one, before a put and after", async () => {
    const one = credential("openai");
    await placehold(one);
    expect((await listed("openai")).clouds.aws.status).toBe("placeholder");
    const values = generator.values(one);
    await put(one, values);
    await placehold(one);
    expect((await listed("openai")).clouds.aws.status).toBe("provided");
    expect((await world.run(["rollback", "openai"])).stderr).toContain("has no previous value to go back to");
    expect(await current(one)).toEqual(values);
  });

  test("missing and deleted secrets are told, and not written", async () => {
    const one = credential("jira");
    await client.send(new DeleteSecretCommand({ SecretId: name(one) }));
    expect((await listed("jira")).clouds.aws.status).toBe("deleted");
    const deleted = await put(one, generator.values(one));
    expect(deleted.status).toBe(1);
    expect(deleted.stderr).toContain("aws secretsmanager restore-secret");
    await client.send(new DeleteSecretCommand({ SecretId: name(one), ForceDeleteWithoutRecovery: true }));
    expect((await listed("jira")).clouds.aws.status).toBe("missing");
    expect((await put(one, generator.values(one))).stderr).toContain("Create it first: npm run up -- --stack");
  });

  test("another account's credentials write nothing", async () => {
    const { aws } = parseSettings(readStackFile(world.folder, "staging").values, "staging");
    if (aws === undefined) throw new Error("the stack has no AWS");
    world.stores = async () => ({ clouds: [new AwsStore({ ...aws, accountId: "999999999999" }, prefix)] });
    const one = credential("openai");
    const { status, stderr } = await put(one, generator.values(one));
    expect(stderr).toContain("You are signed in to AWS account 123456789012");
    expect(status).toBe(1);
    expect((await current(one)).api_key).toBe("REPLACE_WITH_OPENAI_API_KEY");
  });

  test("nobody signed in is told with the cure", async () => {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, HOME } = process.env;
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    Object.assign(process.env, { HOME: world.folder, AWS_EC2_METADATA_DISABLED: "true" });
    try {
      const { status, stderr } = await put(credential("openai"), generator.values(credential("openai")));
      expect(stderr).toContain("Nobody is signed in to AWS. Sign in: aws sso login");
      expect(status).toBe(1);
    } finally {
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, HOME });
    }
  });

  test("a value put by hand is provided, and verify --read compares it", async () => {
    const one = credential("anthropic");
    const SecretString = JSON.stringify(generator.values(one));
    await client.send(new PutSecretValueCommand({ SecretId: name(one), SecretString }));
    expect((await listed("anthropic")).clouds.aws.status).toBe("provided");
    expect((await world.run(["verify", "anthropic", "--read"])).status).toBe(0);
  });
});
