import type { Registration } from "../../preview/recorder.ts";
import { blocks, code, derivedFrom, table } from "./markdown.ts";
import { AWS_NEEDS, type AwsNeed, AZURE_NEEDS, KUBERNETES_NEEDS, NEEDS_NOTHING } from "./permission-table.ts";
import { wholeStack } from "./whole-stack.ts";

export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const STATE = "arn:aws:s3:::<state-bucket>";
const STATE_KEY = "arn:aws:kms:<region>:<account>:key/<state-key>";

/** Types of a list that no table knows: their needs would be missing from the policies. */
export function unknownTypes(types: readonly string[]): readonly string[] {
  return types.filter((type) => ![AWS_NEEDS, AZURE_NEEDS, KUBERNETES_NEEDS, NEEDS_NOTHING].some((t) => type in t));
}

/** The policies for whoever deploys, previews, watches and operates, from what the program makes. */
export async function permissionsDocument(): Promise<string> {
  const resources = await wholeStack();
  const types = [...new Set(resources.filter(({ custom }) => custom).map(({ type }) => type))].sort();
  const unknown = unknownTypes(types);
  if (unknown.length > 0) throw new Error(`docs/generate/permission-table.ts has no row for ${unknown.join(", ")}.`);
  const deployer = merged(types.flatMap((type) => AWS_NEEDS[type] ?? []));
  return blocks(
    derivedFrom("the program's resources and docs/generate/permission-table.ts"),
    "# Permissions",
    "What each role of the pipeline and of the team needs, from the resources that the program makes with everything switched on. Put your own in place of `<account>`, `<region>`, `<prefix>` (the stack's `secretPrefix`), `<state-bucket>` and `<state-key>`. The tables are held against the program by a test; the policies have not been tried on a live account: watch the first update for `AccessDenied`, and report what is missing.",
    "## AWS: deployer",
    "The role of `aws.deployerRole`. It can read every secret of the stack (a refresh reads the placeholders' versions), and by `iam:*RolePolicy` and `kms:PutKeyPolicy` it can give itself more: let only the pipeline's environments `staging` and `production` take it on. With state on S3 it also needs the statements of [State](#aws-state).",
    `A managed policy holds 6,144 characters without white space; this one has ${JSON.stringify(deployer).length.toLocaleString("en")}: divide its statements among ${Math.ceil(JSON.stringify(deployer).length / 5500)} of them.`,
    json({ Version: "2012-10-17", Statement: deployer }),
    "## AWS: drift and rotation",
    "The role of the environments `watch-staging` and `watch-production`: it reads what exists and no secret's value. Add [State](#aws-state) for the nightly look at drift.",
    json({ Version: "2012-10-17", Statement: reading(deployer) }),
    "## AWS: state",
    "For the deployer and the watch, where the state is kept on S3 and encrypted by a key of KMS. Every command but a preview writes a lock.",
    json({ Version: "2012-10-17", Statement: [...READ_STATE, ...WRITE_STATE] }),
    "## AWS: preview",
    "The role of the environments `preview-staging` and `preview-production`: it reads state, and nothing else. Whoever changes a branch runs code with it, and that code can decrypt the whole state, the JWT signing keys among it.",
    json({ Version: "2012-10-17", Statement: READ_STATE }),
    "With the database's rotation switched on, the program asks for one function's role, also in a preview. Add `lambda:GetFunction` on `arn:aws:lambda:<region>:<account>:function:<prefix>-database-rotation`.",
    "## AWS: operators",
    "Operators need one permission: to take on the writer role, which the program makes for those in `aws.operators`.",
    json({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["sts:AssumeRole"],
          Resource: ["arn:aws:iam::<account>:role/<prefix>-secret-writer"],
        },
      ],
    }),
    "The program gives the writer role this policy: it puts, labels and tags, and reads none.",
    json(writerPolicy(resources)),
    "## Azure: deployer",
    "A custom role on the subscription. `roleAssignments/write` lets it give anybody anything: limit it by a condition to the roles that the program assigns, or let only the pipeline take it on.",
    json({
      Name: "qualisys-secrets deployer",
      IsCustom: true,
      Actions: azureActions(types),
      AssignableScopes: ["/subscriptions/<subscription>"],
    }),
    "Removing a credential deletes its secret through the vault itself, which takes the data action `Microsoft.KeyVault/vaults/secrets/delete` and a way through its firewall. Give it for that one update, and take it back.",
    "## Azure: drift and rotation",
    json({
      Name: "qualisys-secrets watch",
      IsCustom: true,
      Actions: azureActions(types).filter((action) => action.endsWith("/read")),
      DataActions: ["Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
      AssignableScopes: ["/subscriptions/<subscription>"],
    }),
    "## Azure: operators",
    "The program makes a role for the group of `azure.operatorsGroupId` and assigns it: it sets secrets and reads their metadata, never a value.",
    json(azureWriter(resources)),
    "## Kubernetes: deployer",
    table(
      ["Group", "Resource", "Verbs"],
      types.flatMap((type) => {
        const kind = KUBERNETES_NEEDS[type];
        return kind === undefined
          ? []
          : [[code(kind.group || "core"), code(kind.resource), "get, list, watch, create, update, patch, delete"]];
      }),
    ),
    `The chart of the External Secrets Operator ${NEEDS_NOTHING["kubernetes:helm.sh/v3:Release"]}. The pipeline's identity therefore needs \`cluster-admin\` for the first update and for each new version of the chart; in between, the table above and \`secrets\` in the operator's namespace (where Helm keeps its releases).`,
  );
}

/** What reading the state takes, where it is kept on S3 under a key of KMS: tests/integration/state-access.test.ts. */
export const READ_STATE: readonly Statement[] = [
  { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [STATE] },
  { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${STATE}/.pulumi/*`] },
  { Effect: "Allow", Action: ["kms:Decrypt"], Resource: [STATE_KEY] },
];
/** What an update takes beside. */
export const WRITE_STATE: readonly Statement[] = [
  { Effect: "Allow", Action: ["s3:PutObject", "s3:DeleteObject"], Resource: [`${STATE}/.pulumi/*`] },
  { Effect: "Allow", Action: ["kms:Encrypt", "kms:GenerateDataKey"], Resource: [STATE_KEY] },
];

/** One statement for each set of resources, everything sorted. */
export function merged(needs: readonly AwsNeed[]): readonly Statement[] {
  const byResources = new Map<string, Set<string>>();
  for (const { actions, resources } of needs) {
    const key = JSON.stringify([...resources].sort());
    const known = byResources.get(key) ?? new Set();
    for (const action of actions) known.add(action);
    byResources.set(key, known);
  }
  return [...byResources]
    .map(([key, actions]) => ({ Effect: "Allow" as const, Action: [...actions].sort(), Resource: JSON.parse(key) }))
    .sort((a, b) => (JSON.stringify(a.Resource) < JSON.stringify(b.Resource) ? -1 : 1));
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

function azureActions(types: readonly string[]): readonly string[] {
  return [...new Set(types.flatMap((type) => AZURE_NEEDS[type] ?? []))].sort();
}

/** As the program makes it, the team's own left open. */
function writerPolicy(resources: readonly Registration[]): unknown {
  const policy = resources.find(
    ({ type, name }) => type === "aws:iam/policy:Policy" && name.endsWith("-writer-policy"),
  );
  const text = String(policy?.inputs.policy)
    .replaceAll("000000000000", "<account>")
    .replaceAll("qualisys/", "<prefix>/");
  return JSON.parse(text.replace(/key\/[0-9a-f-]{36}/g, "key/<key>"));
}

function azureWriter(resources: readonly Registration[]): unknown {
  const role = resources.find(({ type }) => type === "azure-native:authorization:RoleDefinition");
  return { Name: role?.inputs.roleName, Permissions: role?.inputs.permissions };
}

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
