import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { driftReport, lookForDrift, type Pulumi, refreshArguments } from "../../.github/scripts/drift-report.ts";
import { previews } from "../../.github/scripts/previews.ts";
import { rotationReport, type Secrets } from "../../.github/scripts/rotation-report.ts";

describe("the previews", () => {
  test("are written and summed up for every stack, and one that fails hides no other", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "qualisys-previews-"));
    const summary = path.join(folder, "summary.md");
    const show = (stack: string) => ({ status: stack === "production" ? 1 : 0, text: `the tree of ${stack}` });
    expect(previews(folder, summary, show)).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(["preview-production.txt", "preview-staging.txt", "summary.md"]);
    expect(readFileSync(summary, "utf8")).toMatch(/## production[\s\S]*the tree of production[\s\S]*## staging/);
  });
});

describe("the weekly report", () => {
  const answers =
    (due: object[], status: number, guideStatus = 0): Secrets =>
    ([command, id]) =>
      command === "due"
        ? { status, stdout: JSON.stringify({ stack: "staging", withinDays: 14, overdue: status === 3 ? 1 : 0, due }) }
        : { status: guideStatus, stdout: `the guide of ${id}` };

  test("names what is due, with its guide and its command", () => {
    const text = rotationReport("staging", answers([{ id: "openai", nextRotation: "2027-01-01" }, { id: "jira" }], 3));
    expect(text).toContain("Due in staging within 14 days: 2. Overdue: 1.");
    expect(text).toContain("## openai, due 2027-01-01");
    expect(text).toContain("npm run secrets -- rotate openai --stack staging");
    expect(text).toContain("the guide of openai");
    expect(text).toContain("the guide of jira");
  });

  test("is empty where nothing is due", () => {
    expect(rotationReport("staging", answers([], 0))).toBe("");
  });

  test.each([1, 2, 130])("is none where the command ends with status %i: the issue stays as it is", (status) => {
    expect(() => rotationReport("staging", answers([], status))).toThrow(`status ${status}`);
  });

  test("is none without a guide", () => {
    expect(() => rotationReport("staging", answers([{ id: "openai" }], 0, 2))).toThrow("status 2");
  });
});

describe("the nightly report", () => {
  const urn = "urn:pulumi:staging::qualisys-secrets::aws:kms/key:Key::aws-key";
  const events = (counts: Record<string, number>, ...resources: object[]) =>
    [
      { preludeEvent: { config: {} } },
      ...resources.map((metadata) => ({ resOutputsEvent: { metadata } })),
      { summaryEvent: { resourceChanges: counts } },
    ]
      .map((event) => JSON.stringify(event))
      .join("\n");
  const told = (...resources: { op: string }[]) =>
    events(
      Object.fromEntries(resources.map(({ op }) => [op, resources.filter((other) => other.op === op).length])),
      ...resources,
    );
  const tagged = (before: object, after: object, diffs: string[] | null = ["tags", "tagsAll"]) =>
    told({ op: "update", urn, diffs, old: { inputs: { tags: before } }, new: { inputs: { tags: after } } } as never);

  test("is empty where nothing differs", () => {
    expect(driftReport("staging", told({ op: "same", urn } as never))).toBe("");
  });

  test("is empty where only the stack's reference to itself reads newer outputs", () => {
    const reference = "urn:pulumi:staging::qualisys-secrets::pulumi:pulumi:StackReference::staging";
    const changed = {
      op: "update",
      urn: reference,
      diffs: null,
      old: { outputs: { a: 1 } },
      new: { outputs: { a: 2 } },
    };
    expect(driftReport("staging", told(changed))).toBe("");
    expect(driftReport("staging", told(changed, { op: "update", urn, diffs: ["policy"] } as never))).toContain(urn);
  });

  test("names resource and property, and no value", () => {
    const changed = { op: "update", urn, diffs: ["policy"], new: { inputs: { policy: "the value" } } };
    const text = driftReport("staging", told(changed, { op: "delete", urn: `${urn}-2`, new: null } as never));
    expect(text).toContain(`| \`${urn}\` | \`update\` | \`policy\` |`);
    expect(text).toContain(`| \`${urn}-2\` | \`delete\` |  |`);
    expect(text).not.toContain("the value");
  });

  test.each<[string, object, object, string]>([
    ["inputs", { inputs: { policy: "a", name: "n" } }, { inputs: { policy: "b", name: "n" } }, "`policy`"],
    ["outputs", { inputs: {}, outputs: { arn: "a" } }, { inputs: {}, outputs: { arn: "b" } }, "`arn`"],
  ])("compares %s where the provider names no property", (_, old, now, property) => {
    expect(driftReport("staging", told({ op: "update", urn, diffs: null, old, new: now } as never))).toContain(
      `| \`update\` | ${property} |`,
    );
  });

  test.each<[string, string, boolean]>([
    ["an operator's date", tagged({ Owner: "a" }, { Owner: "a", NextRotation: "2027-01-01" }), false],
    ["an operator's status", tagged({ Status: "pending-provisioning" }, { Status: "provided" }), false],
    ["an operator's status, the property not named", tagged({ Status: "x" }, { Status: "provided" }, null), false],
    ["a tag of the program", tagged({ Owner: "a" }, { Owner: "b" }), true],
    ["a tag taken away", tagged({ Owner: "a", Status: "x" }, { Status: "y" }), true],
    ["an operator's tag and something else", tagged({}, { Status: "x" }, ["tags", "description"]), true],
  ])("%s", (_, output, isDrift) => {
    expect(driftReport("staging", output) !== "").toBe(isDrift);
  });

  test.each(["{}", '{"duration": 1}', "no JSON", '{"steps": []}', events({})])(
    "is none from %s: the issue stays as it is",
    (output) => {
      expect(() => driftReport("staging", output)).toThrow();
    },
  );

  test.each<[string, string]>([
    ["a change that no resource has", events({ same: 1, update: 1 }, { op: "same", urn })],
    ["a change that is called a refresh", events({ update: 1 }, { op: "refresh", urn })],
    ["a resource whose change is not known", events({ refresh: 1 }, { op: "refresh", urn })],
    ["fewer changes than there are", events({ same: 1 }, { op: "delete", urn })],
  ])("is an error, never silence, where the engine counts %s", (_, output) => {
    expect(() => driftReport("staging", output)).toThrow("does not know that engine's output");
  });

  describe("of an object in the cluster", () => {
    const store = (namespaces: string[][], more: object = {}) => ({
      apiVersion: "external-secrets.io/v1",
      kind: "ClusterSecretStore",
      metadata: { name: "qualisys-secrets-llm", resourceVersion: String(namespaces.length), managedFields: [{}] },
      spec: { provider: {}, conditions: namespaces.map((names) => ({ namespaces: names })) },
      ...more,
    });
    const of = (inputs: object, before: object, after: object) =>
      driftReport(
        "staging",
        told({
          op: "same",
          urn,
          type: "kubernetes:external-secrets.io/v1:ClusterSecretStore",
          old: { inputs, outputs: before },
          new: { inputs, outputs: after },
        } as never),
      );
    const ours = store([["staging"]]);

    test.each<[string, object, string]>([
      ["a namespace in a list", store([["staging", "evil"]]), "spec.conditions[0].namespaces"],
      ["a list element", store([["staging"], ["evil"]]), "spec.conditions"],
    ])("shows %s that someone added, also once an update has taken it into the state", (_, open, property) => {
      expect(of(ours, ours, open)).toMatch(/`added to` \| .*`spec\.conditions/);
      expect(of(ours, open, open)).toContain(`| \`added to\` | \`${property}\` |`);
      expect(of(ours, ours, open)).not.toContain("evil");
    });

    test("shows a key that someone added", () => {
      const labelled = { ...ours, metadata: { name: "x", labels: { owner: "someone" } } };
      expect(of(ours, ours, labelled)).toContain("`metadata.labels.owner`");
    });

    test("shows nothing of what commands, controllers and the API server write", () => {
      const metadata = {
        name: "x",
        generation: 7,
        finalizers: ["a"],
        annotations: { "force-sync": "2", "pulumi.com/x": "y" },
      };
      expect(of(ours, ours, { ...ours, metadata, status: { conditions: [{}] }, __fieldManager: "b" })).toBe("");
    });
  });

  test("is made by a real refresh that reads no secret's value and no Secret of the cluster", () => {
    const words = refreshArguments("staging", true);
    expect(words.slice(0, 4)).toEqual(["refresh", "--yes", "--skip-preview", "--json"]);
    for (const type of [
      "aws:secretsmanager/secretVersion:SecretVersion",
      "azure-native:keyvault:Secret",
      "azure-native:keyvault/v20260201:Secret",
      "kubernetes:helm.sh/v3:Release",
    ]) {
      expect(words.join(" ")).toContain(`--exclude **${type}**`);
    }
  });

  test("leaves out what stands in a cluster that is out of reach", () => {
    expect(refreshArguments("staging", false).join(" ")).toContain("--exclude **kubernetes:**");
    expect(refreshArguments("staging", true).join(" ")).not.toContain("--exclude **kubernetes:**");
  });

  const state = (time: string, resources: object[] | undefined = [{ urn }]) =>
    JSON.stringify({ version: 3, deployment: { manifest: { time }, resources } });

  test("works on a copy of the state, which is gone afterwards", async () => {
    let backend = "";
    const pulumi: Pulumi = async ([command], environment) => {
      if (command !== "refresh") return state("now");
      backend = environment?.PULUMI_BACKEND_URL?.replace("file://", "") ?? "";
      const file = path.join(backend, ".pulumi/stacks/qualisys-secrets/staging.json");
      expect(JSON.parse(readFileSync(file, "utf8")).checkpoint.latest.resources).toEqual([{ urn }]);
      return told({ op: "same", urn } as never);
    };
    expect(await lookForDrift("staging", true, pulumi)).toBe("");
    expect(backend).not.toBe("");
    expect(existsSync(backend)).toBe(false);
  });

  test("is none where an update was under way, and none where nothing is deployed", async () => {
    const states = [state("before"), state("after")];
    const pulumi: Pulumi = async ([command]) =>
      command === "refresh" ? told({ op: "same", urn } as never) : (states.shift() ?? "");
    await expect(lookForDrift("staging", true, pulumi)).rejects.toThrow("staging was being updated: look again later.");
    await expect(lookForDrift("staging", true, async () => state("now", []))).rejects.toThrow(
      "has staging been deployed?",
    );
  });
});
