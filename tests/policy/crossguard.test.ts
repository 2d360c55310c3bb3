import { createRequire } from "node:module";
import type { ResourceValidationArgs, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { describe, expect, test } from "vitest";
import { configSchema, crossguardPolicies } from "../../policy/crossguard.ts";
import { pack } from "../../policy/pack.ts";
import { isStackRule } from "../../policy/rule.ts";
import { UNKNOWN_WIRE } from "./rules/case.ts";

// What the SDK wraps a resource's properties in before it hands them to a policy.
const { unknownCheckingProxy } = createRequire(import.meta.url)("@pulumi/policy/proxy.js") as {
  unknownCheckingProxy(properties: object): Record<string, unknown>;
};

const given = { stack: "dev", config: {}, encryptedKeys: [] };
const policies = crossguardPolicies(pack, given);
const policyOf = (name: string) => policies.find((policy) => policy.name === name);

const options = { protect: false, ignoreChanges: [], aliases: [], customTimeouts: {}, additionalSecretOutputs: [] };

function args(type: string, props: object, config: object = {}, more: object = {}) {
  return {
    type,
    urn: `urn:pulumi:dev::any::${type}::r`,
    name: "r",
    props: unknownCheckingProxy(props),
    opts: options,
    stackTags: new Map(),
    getConfig: () => config,
    ...more,
  } as unknown as ResourceValidationArgs;
}

async function told(name: string, given: ResourceValidationArgs): Promise<unknown[]> {
  const reports: unknown[] = [];
  const { validateResource } = policyOf(name) as ResourceValidationPolicy;
  if (typeof validateResource !== "function") throw new Error(`${name} is no policy on resources.`);
  await validateResource(given, (report) => reports.push(report));
  return reports;
}

describe("the engine's side of the pack", () => {
  test("every rule is a policy with its level, its advice and the schema of its parameters", () => {
    expect(policies.map(({ name }) => name)).toEqual(pack.map(({ rule }) => rule.id));
    for (const [index, { rule, level, description, advice }] of pack.entries()) {
      expect(policies[index]).toMatchObject({ description, enforcementLevel: level, remediationSteps: advice });
      expect("validateStack" in (policies[index] ?? {})).toBe(isStackRule(rule));
      expect(policies[index]?.configSchema).toEqual(configSchema(rule));
    }
    expect(policyOf("key-window")?.configSchema).toMatchObject({
      properties: { minimumDays: { type: "integer", minimum: 7, maximum: 30, default: 30 } },
    });
    expect(policyOf("topic-encrypted")?.configSchema).toBeUndefined();
  });

  test("reads no resource of a type that the policy is not about", async () => {
    const unreadable = () => {
      throw new Error("the resource was read");
    };
    const props = new Proxy({}, { ownKeys: unreadable, get: unreadable });
    const given = { ...args("aws:s3/bucket:Bucket", {}), props } as ResourceValidationArgs;
    expect(await told("key-rotates", given)).toEqual([]);
    await expect(told("no-secret-in-resource", given)).rejects.toThrow("the resource was read");
  });

  test("reports a violation at the policy's own level", async () => {
    expect(await told("key-rotates", args("aws:kms/key:Key", {}))).toEqual([
      { message: "the key does not rotate. Set enableKeyRotation to true" },
    ]);
  });

  test("passes a team's parameters on", async () => {
    const key = { deletionWindowInDays: 7 };
    expect(await told("key-window", args("aws:kms/key:Key", key))).toHaveLength(1);
    expect(await told("key-window", args("aws:kms/key:Key", key, { minimumDays: 7 }))).toEqual([]);
  });

  test("an unknown value hides nothing beside it, and is advice itself", async () => {
    const password = ["hunter", "2-Xy", "9#kQ!"].join("");
    const reports = await told(
      "no-secret-in-resource",
      args("a:b:C", { id: UNKNOWN_WIRE, env: { DB_PASSWORD: password } }),
    );
    expect(reports).toHaveLength(1);
    expect(await told("key-rotates", args("aws:kms/key:Key", { enableKeyRotation: UNKNOWN_WIRE }))).toMatchObject([
      { enforcementLevel: "advisory" },
    ]);
  });

  test("knows the provider's tags", async () => {
    const tags = Object.fromEntries(
      ["Name", "Category", "Epic", "RotationSchedule", "Owner", "Environment", "ManagedBy"].map((tag) => [tag, "x"]),
    );
    const provider = {
      type: "pulumi:providers:aws",
      urn: "u",
      name: "p",
      props: unknownCheckingProxy({ defaultTags: { tags } }),
    };
    const secret = "aws:secretsmanager/secret:Secret";
    expect(await told("secret-tags", args(secret, {}))).toHaveLength(1);
    expect(await told("secret-tags", args(secret, {}, {}, { provider }))).toEqual([]);
  });

  test("a policy on the stack follows where values come from, and names the resource it means", async () => {
    const password = args(
      "random:index/randomPassword:RandomPassword",
      {},
      {},
      { urn: "urn:password", dependencies: [], propertyDependencies: {} },
    );
    const version = (urn: string, from: object) =>
      args(
        "aws:secretsmanager/secretVersion:SecretVersion",
        { secretString: UNKNOWN_WIRE },
        {},
        { urn, dependencies: [], propertyDependencies: from },
      );
    const reports: unknown[] = [];
    await (policyOf("no-displacing-version") as StackValidationPolicy).validateStack(
      {
        resources: [password, version("urn:generated", { secretString: [password] }), version("urn:placed", {})],
        stackTags: new Map(),
        getConfig: () => ({}),
      } as never,
      (report) => reports.push(report),
    );
    expect(reports).toMatchObject([{ urn: "urn:placed" }]);
  });
});
