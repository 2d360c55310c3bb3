import type { AwsNeed } from "./table.ts";
import { AWS_NEEDS, AZURE_NEEDS, KUBERNETES_NEEDS, NEEDS_NOTHING } from "./table.ts";

export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: AwsNeed["condition"];
}

const STATE = "arn:aws:s3:::<state-bucket>";
const STATE_KEY = "arn:aws:kms:<state-region>:<account>:key/<state-key>";

/** What reading the state takes, where it is kept on S3 under a key of KMS: tests/integration/state-access.test.ts. */
export const READ_STATE: readonly Statement[] = [
  { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [STATE] },
  { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${STATE}/.pulumi/*`] },
  { Effect: "Allow", Action: ["kms:Decrypt"], Resource: [STATE_KEY] },
];
/** What an update takes beside. */
export const WRITE_STATE: readonly Statement[] = [
  { Effect: "Allow", Action: ["s3:PutObject", "s3:DeleteObject"], Resource: [`${STATE}/.pulumi/*`] },
];

export const FIND_CLUSTER: Statement = {
  Effect: "Allow",
  Action: ["eks:DescribeCluster"],
  Resource: ["arn:aws:eks:<region>:<account>:cluster/<cluster>"],
};

/** Everything that the program can make, whatever the stack's settings switch on or off later. */
export const deployerStatements = (): readonly Statement[] => merged(Object.values(AWS_NEEDS).flat());

/** The operations of Azure Resource Manager that everything takes which the program can make. */
export const azureActions = (): readonly string[] => [...new Set(Object.values(AZURE_NEEDS).flat())].sort();

/** Types of a list that no table knows: their needs would be missing from the policies. */
export function unknownTypes(types: readonly string[]): readonly string[] {
  return types.filter((type) => ![AWS_NEEDS, AZURE_NEEDS, KUBERNETES_NEEDS, NEEDS_NOTHING].some((t) => type in t));
}

/** One statement for each set of resources and condition, everything sorted. */
export function merged(needs: readonly AwsNeed[]): readonly Statement[] {
  const byWhere = new Map<string, Set<string>>();
  for (const { actions, resources, condition } of needs) {
    const where = JSON.stringify({
      Resource: [...resources].sort(),
      ...(condition === undefined ? {} : { Condition: condition }),
    });
    const known = byWhere.get(where) ?? new Set();
    for (const action of actions) known.add(action);
    byWhere.set(where, known);
  }
  return [...byWhere]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([where, actions]) => ({ Effect: "Allow" as const, Action: [...actions].sort(), ...JSON.parse(where) }));
}

/** What only reads; a secret's value and the use of a key are left out. */
export function reading(statements: readonly Statement[]): readonly Statement[] {
  return statements.flatMap(({ Action, ...rest }) => {
    const reads = Action.filter(
      (action) => /:(?:Get|List|Describe)/.test(action) && !/:GetSecretValue$|^s3:GetObject$/.test(action),
    );
    // What operators' commands ask of a secret, beside what the program does.
    const more = reads.includes("secretsmanager:DescribeSecret") ? ["secretsmanager:ListSecretVersionIds"] : [];
    return reads.length === 0 ? [] : [{ ...rest, Action: [...reads, ...more].sort() }];
  });
}
