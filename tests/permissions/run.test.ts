import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { seeded } from "../../bench/scan/random.ts";
import { ROLES } from "../../permissions/roles.ts";
import { permissions } from "../../permissions/run.ts";
import { type Registration, record } from "../../preview/recorder.ts";
import type { StackConfig } from "../../stack-file.ts";
import { NAMESPACE } from "../../stack-settings.ts";

vi.setConfig({ testTimeout: 60_000 });

const ROOT = path.resolve(import.meta.dirname, "../..");
const ACCOUNT = "111122223333";
const SUBSCRIPTION = "11111111-2222-4333-8444-555555555555";
const PREFIX: Readonly<Record<string, string>> = { staging: "shop-staging", production: "shop" };
const ASKED =
  "--state-bucket shop-state --state-key 99999999-8888-4777-8666-555555555555 --repository shop/secrets --environment production --cluster blue".split(
    " ",
  );

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "permissions-"));
  for (const [stack, prefix] of Object.entries(PREFIX)) {
    const text = readFileSync(path.join(ROOT, `Pulumi.${stack}.yaml`), "utf8")
      .replaceAll("00000000-0000-0000-0000-000000000000", SUBSCRIPTION)
      .replaceAll("000000000000:", `${ACCOUNT}:`)
      .replace('accountId: "000000000000"', `accountId: "${ACCOUNT}"`)
      .replace(/secretPrefix: .*/, `secretPrefix: ${prefix}`);
    writeFileSync(path.join(folder, `Pulumi.${stack}.yaml`), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each stack's program runs once; a module runs once under each name, and it is the program. */
const recorded = new Map<string, Promise<readonly Registration[]>>();
function resources(stack: string, config: StackConfig): Promise<readonly Registration[]> {
  const program = async () => ({
    ...(await import(/* @vite-ignore */ `${pathToFileURL(path.join(ROOT, "index.ts")).href}?permissions=${stack}`)),
  });
  const known =
    recorded.get(stack) ??
    record({ project: NAMESPACE, stack, config }, program).then((recording) => recording.resources);
  recorded.set(stack, known);
  return known;
}

const run = (...argv: string[]) => permissions(argv, { folder, resources });

interface Printed {
  readonly text: string;
  readonly stderr: string;
  readonly objects: readonly Record<string, unknown>[];
}

const printed = new Map<string, Promise<Printed>>();

/** Printed once: some roles run the whole program. */
function documentOf(stack: string, role: string): Promise<Printed> {
  const id = `${stack} ${role}`;
  const known = printed.get(id) ?? print(stack, role);
  printed.set(id, known);
  return known;
}

async function print(stack: string, role: string): Promise<Printed> {
  const { exitStatus, stdout, stderr } = await run("--stack", stack, "--role", role, ...ASKED);
  expect(exitStatus, stderr).toBe(0);
  const objects = stdout.startsWith("{")
    ? [JSON.parse(stdout)]
    : parseAllDocuments(stdout).map((document) => document.toJS());
  return { text: stdout, stderr, objects };
}

const statementsOf = (policy: Record<string, unknown> | undefined) =>
  policy?.Statement as { Action: string[]; Resource: string | string[]; Condition?: Record<string, object> }[];

describe.each(Object.keys(PREFIX))("stack %s", (stack) => {
  test.each(ROLES.map(({ id, cloud }) => [id, cloud] as const))(
    "prints role %s as a file that %s takes, with the names of the stack",
    async (id, cloud) => {
      const { text, objects } = await documentOf(stack, id);
      expect(text.replaceAll("<key>", "")).not.toMatch(/[<>]|0{12}|undefined/);
      if (cloud === "kubernetes") {
        for (const { apiVersion, kind, metadata } of objects)
          expect([apiVersion, typeof kind, typeof metadata]).toEqual([
            "rbac.authorization.k8s.io/v1",
            "string",
            "object",
          ]);
        return;
      }
      expect(objects).toHaveLength(1);
      if (cloud === "azure") {
        const { Name, IsCustom, AssignableScopes } = objects[0] as {
          Name: string;
          IsCustom: boolean;
          AssignableScopes: string[];
        };
        expect([typeof Name, IsCustom]).toEqual(["string", true]);
        for (const scope of AssignableScopes) expect(scope).toMatch(new RegExp(`^/subscriptions/${SUBSCRIPTION}`));
        return;
      }
      const accounts = [...text.matchAll(/arn:aws:[a-z]+:[^:]*:(\d{12}):/g)].map(([, account]) => account);
      expect(accounts.filter((account) => account !== ACCOUNT && account !== "297356227824")).toEqual([]);
      expect(text).toContain(
        { state: "shop-state", preview: "shop-state", cluster: "blue", trust: "shop/secrets" }[id] ??
          `${PREFIX[stack]}`,
      );
    },
  );
});

test("the name of a stack's custom role is no other stack's", async () => {
  const names = await Promise.all(
    Object.keys(PREFIX).map(async (stack) => (await documentOf(stack, "azure-deployer")).objects[0]?.Name),
  );
  expect(new Set(names).size).toBe(names.length);
});

test("a region of another partition has ARNs and AWS's applications of its own", async () => {
  const file = path.join(folder, "Pulumi.staging.yaml");
  writeFileSync(
    path.join(folder, "Pulumi.gov.yaml"),
    readFileSync(file, "utf8").replaceAll("eu-central-1", "us-gov-west-1"),
  );
  const { text } = await documentOf("gov", "deployer");
  expect(text).toContain("arn:aws-us-gov:serverlessrepo:*:023102451235:applications/*");
  expect(text).not.toContain("arn:aws:");
});

test("each role of the pipeline trusts one environment of one repository, and the preview's reads state alone", async () => {
  const [trust] = statementsOf((await documentOf("production", "trust")).objects[0]);
  expect(trust?.Condition).toEqual({
    StringEquals: {
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:sub": "repo:shop/secrets:environment:production",
    },
  });
  const actionsOf = async (role: string) =>
    statementsOf((await documentOf("production", role)).objects[0]).flatMap(({ Action }) => Action);
  expect(await actionsOf("preview")).toEqual(["s3:ListBucket", "s3:GetObject", "kms:Decrypt"]);
  expect((await actionsOf("watch")).filter((action) => /^s3:(Put|Delete)|^kms:(Decrypt|Encrypt)/.test(action))).toEqual(
    [],
  );
});

test("the writer's policies are as the program makes them", async () => {
  expect((await documentOf("production", "writer")).text).toContain('"Sid": "PutAndLabel"');
  expect((await documentOf("production", "drill")).text).toContain('"Sid": "SeeTheAlarm"');
  expect((await documentOf("production", "azure-writer")).text).toContain("vaults/secrets/setSecret/action");
  expect((await documentOf("production", "writer")).stderr).toContain("the program makes this role itself");
});

test("operators get only the Secrets that are delivered, in each namespace of the stack", async () => {
  const { objects } = await documentOf("production", "kubernetes-operator");
  expect(objects.map(({ kind, metadata }) => [kind, (metadata as { namespace: string }).namespace])).toEqual([
    ["Role", "production"],
    ["RoleBinding", "production"],
  ]);
  const rules = objects[0]?.rules as { resources: string[]; resourceNames?: string[]; verbs: string[] }[];
  const secrets = rules.filter(({ resources }) => resources.includes("secrets"));
  expect(secrets).toEqual([expect.objectContaining({ verbs: ["get"] })]);
  expect(secrets[0]?.resourceNames).toContain("openai-api-key");
});

test("the cluster's roles read no Secret, and the watch only looks", async () => {
  const rulesOf = async (role: string) => {
    const { objects } = await documentOf("production", role);
    expect(objects.map(({ kind }) => kind)).toEqual(["ClusterRole", "ClusterRoleBinding"]);
    return objects[0]?.rules as { resources: string[]; verbs: string[] }[];
  };
  const rules = [...(await rulesOf("kubernetes-deployer")), ...(await rulesOf("kubernetes-watch"))];
  expect(rules.flatMap(({ resources }) => resources)).not.toContain("secrets");
  for (const { verbs } of await rulesOf("kubernetes-watch")) expect(verbs).toEqual(["get", "list", "watch"]);
});

describe("what cannot be printed", () => {
  const KEY = seeded(5).fill("{c4}{a20}");

  test.each([
    [[], "--role is missing"],
    [["--role", KEY], "there is no role of that name"],
    [["--role", "deployer", "--stack", "nowhere"], "There is no stack"],
    [["--role", "state"], "role state needs --state-bucket and --state-key"],
    [["--role", "state", "--state-bucket", `${KEY}!`], "the value of --state-bucket is not allowed: the S3 bucket"],
    [["--role", "deployer", KEY], "too many arguments"],
    [["--rol", "deployer"], "there is no such option"],
  ])("%s: says why, and repeats nothing that was given (%#)", async (argv, reason) => {
    const { exitStatus, stdout, stderr } = await run(...argv);
    expect([exitStatus, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(reason);
    expect(stderr.includes(KEY), "whether it shows what was given").toBe(false);
  });

  test("a role of a cloud that the stack does not have", async () => {
    const text = readFileSync(path.join(folder, "Pulumi.staging.yaml"), "utf8");
    writeFileSync(
      path.join(folder, "Pulumi.plain.yaml"),
      text.replace(/ {2}qualisys-secrets:azure:\n(?: {4}.*\n)*/, ""),
    );
    const { exitStatus, stderr } = await run("--stack", "plain", "--role", "azure-deployer");
    expect(exitStatus).toBe(2);
    expect(stderr).toMatch(/no settings for azure, so no role azure-deployer\. It has: .*kubernetes-deployer/);
  });
});

test("warns of a stack file that still holds what the project ships with", async () => {
  const { exitStatus, stderr } = await permissions(["--role", "deployer"], { folder: ROOT, resources });
  expect(exitStatus).toBe(0);
  expect(stderr).toContain("warning: Pulumi.staging.yaml still holds what the project ships with: ");
});

test("lists every role", async () => {
  const { stdout } = await run("--list");
  for (const { id } of ROLES) expect(stdout).toMatch(new RegExp(`^${id} `, "m"));
});
