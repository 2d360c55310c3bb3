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
  const told = (...steps: object[]) => JSON.stringify({ steps, changeSummary: { same: 1 } });
  const tagged = (before: object, after: object, diffReasons = ["tags", "tagsAll"]) =>
    told({
      op: "update",
      urn,
      diffReasons,
      oldState: { inputs: { tags: before } },
      newState: { inputs: { tags: after } },
    });

  test("is empty where nothing differs", () => {
    expect(driftReport("staging", told({ op: "same", urn }, { op: "refresh", urn }))).toBe("");
  });

  test("names resource and property, and no value", () => {
    const changed = { op: "update", urn, diffReasons: ["policy"], newState: { inputs: { policy: "the value" } } };
    const text = driftReport("staging", told(changed, { op: "delete", urn: `${urn}-2` }));
    expect(text).toContain(`| \`${urn}\` | \`update\` | \`policy\` |`);
    expect(text).toContain(`| \`${urn}-2\` | \`delete\` |  |`);
    expect(text).not.toContain("the value");
  });

  test.each<[string, string, boolean]>([
    ["an operator's date", tagged({ Owner: "a" }, { Owner: "a", NextRotation: "2027-01-01" }), false],
    ["an operator's status", tagged({ Status: "pending-provisioning" }, { Status: "provided" }), false],
    ["a tag of the program", tagged({ Owner: "a" }, { Owner: "b" }), true],
    ["a tag taken away", tagged({ Owner: "a", Status: "x" }, { Status: "y" }), true],
    ["an operator's tag and something else", tagged({}, { Status: "x" }, ["tags", "description"]), true],
  ])("%s", (_, output, isDrift) => {
    expect(driftReport("staging", output) !== "").toBe(isDrift);
  });

  test.each(["{}", '{"duration": 1}', "no JSON", '{"steps": []}'])(
    "is none from %s: the issue stays as it is",
    (output) => {
      expect(() => driftReport("staging", output)).toThrow();
    },
  );

  test("changes nothing, and reads no secret's value and no Secret of the cluster", () => {
    const words = refreshArguments("staging", true);
    expect(words.slice(0, 2)).toEqual(["refresh", "--preview-only"]);
    for (const type of [
      "aws:secretsmanager/secretVersion:SecretVersion",
      "azure-native:keyvault:Secret",
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
      return told({ op: "same", urn });
    };
    expect(await lookForDrift("staging", true, pulumi)).toBe("");
    expect(backend).not.toBe("");
    expect(existsSync(backend)).toBe(false);
  });

  test("is none where an update was under way, and none where nothing is deployed", async () => {
    const states = [state("before"), state("after")];
    const pulumi: Pulumi = async ([command]) =>
      command === "refresh" ? told({ op: "same", urn }) : (states.shift() ?? "");
    await expect(lookForDrift("staging", true, pulumi)).rejects.toThrow("staging was being updated: look again later.");
    await expect(lookForDrift("staging", true, async () => state("now", []))).rejects.toThrow(
      "has staging been deployed?",
    );
  });
});
