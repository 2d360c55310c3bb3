import type { Registration } from "../../preview/recorder.ts";
import { clusterRoles, helmRole, operatorRole } from "./cluster-roles.ts";
import { blocks, derivedFrom } from "./markdown.ts";
import {
  AWS_NEEDS,
  type AwsNeed,
  AZURE_NEEDS,
  EXISTING_LOGIN,
  KUBERNETES_NEEDS,
  NEEDS_NOTHING,
} from "./permission-table.ts";
import { wholeStack } from "./whole-stack.ts";

export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: AwsNeed["condition"];
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
    "What each role of the pipeline and of the team needs, from the resources that the program makes with everything switched on. Put your own in place of what stands between angle brackets; `<prefix>` is the stack's `secretPrefix`. The tables are held against the program by a test, and what the state takes against the Pulumi CLI; the policies have not been tried on a live account: watch the first update for `AccessDenied`, and report what is missing.",
    "## AWS: trust",
    'Each role of the pipeline is taken on by the jobs of one environment of this repository, and by nobody else. `<environment>` is the one whose variable `AWS_ROLE` names the role (docs/runbook.md, "Pipeline").',
    json(trustPolicy()),
    "So that somebody can update while GitHub is away, the deployer's role may also trust a role of people, as few as possible and with a second factor. Whoever takes it on can give itself the right to read every secret.",
    json({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::<account>:role/<role-of-people>" },
      Action: "sts:AssumeRole",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    }),
    "`<repository>` is `<owner>/<name>`. GitHub writes `<owner>@<id>/<name>@<id>` for a repository made or renamed since 15 July 2026, and for others that switched to it: `gh api repos/<owner>/<name> --jq '\"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)\"'`. A role that refuses the right one leaves `AssumeRoleWithWebIdentity` in CloudTrail, with the subject that came. On Azure the same subject stands in the federated credential of the environment's app registration: issuer `https://token.actions.githubusercontent.com`, audience `api://AzureADTokenExchange`.",
    "## AWS: deployer",
    "The role of `aws.deployerRole`. Of the secrets it reads only the versions that the program put, told by how their ids begin: placeholders, and the generated JWT keys. No value that an operator or a rotation put is among them, and a read of one that it gave itself raises the alarm. By `iam:*RolePolicy` and `kms:PutKeyPolicy` it can still give itself more: let only the pipeline's environments `staging` and `production` take it on. With state on S3 it also needs the statements of [State](#aws-state).",
    inlineSize([...deployer, ...READ_STATE, ...WRITE_STATE, FIND_CLUSTER]),
    json({ Version: "2012-10-17", Statement: deployer }),
    "With `aws.database.existing` also this statement: that login is not under the stack's prefix.",
    json({ Version: "2012-10-17", Statement: merged([EXISTING_LOGIN]) }),
    "Administration of the key is narrowed by its tag `Name`. AWS takes up to five minutes until a tag counts: where the first update is refused at the key's policy or alias, run it again.",
    "**One account for each stack.** In a shared account this policy keeps one stack's deployer from the other's secrets and key only as long as it does not try: by `iam:CreateRole` and `iam:PutRolePolicy` it can make a role of its prefix with any rights. A permissions boundary cannot close this for the rotation function, whose role AWS's application makes without one. And no prefix may be the beginning of another: `qualisys-*` covers `qualisys-staging-*`.",
    "## AWS: drift and rotation",
    "The role of the environments `watch-staging` and `watch-production`: it reads what exists and no secret's value. With state on S3 it also needs the policy of [Preview](#aws-preview): the look at drift works on a copy of the state, and neither locks nor writes it.",
    json({ Version: "2012-10-17", Statement: reading(deployer) }),
    "## AWS: state",
    "For the deployer, where the state is kept on S3 and encrypted by a key of KMS. Every command but a preview writes a lock. Whoever makes the stack also needs `kms:Encrypt`, that once.",
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
    "A custom role on the subscription. `roleAssignments/write` lets it give anybody anything: limit it by a condition to the roles that the program assigns, or let only the pipeline take it on. **One subscription for each stack**: in a shared one, staging's deployer can write production's secrets and give itself roles. In one tenant two custom roles cannot have the same name: add the stack's.",
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
    "## Azure: state and preview",
    "Where the state is kept on Azure Storage and encrypted by a key of a vault of its own: the deployer is `Storage Blob Data Contributor` of the container; the environments of the preview and of the watch are `Storage Blob Data Reader`. All of them have this role on the key, and whoever makes the stack also the data action `Microsoft.KeyVault/vaults/keys/encrypt/action`, that once. The preview's app registration has nothing else; leave its `AZURE_SUBSCRIPTION_ID` out.",
    json({
      Name: "qualisys-secrets state",
      IsCustom: true,
      Actions: [],
      DataActions: ["Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/decrypt/action"],
      AssignableScopes: ["/subscriptions/<subscription>"],
    }),
    "## Azure: operators",
    "The program makes a role for the group of `azure.operatorsGroupId` and assigns it: it sets secrets and reads their metadata, never a value.",
    json(azureWriter(resources)),
    "## Kubernetes",
    "The pipeline reaches the cluster by the address that its cloud tells. On EKS the deployer and the watch may ask for it by the statement below, and each has an access entry with the group of its name; on AKS they are `Azure Kubernetes Service Cluster User Role` of the cluster, and the subject of their binding is `kind: User` with the object id of their service principal as `name`, or a group of Entra ID that it is a member of ([kubelogin 39](https://github.com/Azure/kubelogin/issues/39)).",
    json({ Version: "2012-10-17", Statement: [FIND_CLUSTER] }),
    clusterRoles(types),
    `The chart of the External Secrets Operator ${NEEDS_NOTHING["kubernetes:helm.sh/v3:Release"]}. The deployer therefore needs \`cluster-admin\` for the first update and for each new version of the chart; in between, the role above. An update that refreshes also reads Helm's releases, which are Secrets of the operator's namespace:`,
    helmRole(),
    "Give it no other verb. With `get` and `list` alone, an update that changes the chart or its values ends before Helm changes anything (`… is forbidden`), and setting them back is all it takes. With more, Helm starts, fails half-way, and every later update fails until an administrator runs one.",
    "## Kubernetes: operators",
    'What the operators\' commands do in the cluster, in each namespace of `kubernetes.namespaces`. Kubernetes has no right to read metadata alone: `get` on Secrets lets the same people read the delivered values with kubectl. Without that rule `put` and `rotate` work, `verify` and `revoke` do not, and no command can see whether a sync would take over a Secret that was made by hand ([adopting.md](adopting.md), "Secrets in the cluster").',
    operatorRole(),
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
];

const FIND_CLUSTER: Statement = {
  Effect: "Allow",
  Action: ["eks:DescribeCluster"],
  Resource: ["arn:aws:eks:<region>:<account>:cluster/<cluster>"],
};

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

/** What an environment's jobs show to take on a role: docs.github.com, "OpenID Connect reference". */
function trustPolicy(): unknown {
  const issuer = "token.actions.githubusercontent.com";
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::<account>:oidc-provider/${issuer}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: "sts.amazonaws.com",
            [`${issuer}:sub`]: "repo:<repository>:environment:<environment>",
          },
        },
      },
    ],
  };
}

// docs.aws.amazon.com, "IAM and AWS STS quotas": white space is not counted.
const MOST_INLINE = 10_240;

/** @throws Error where the policies of one role outgrow what it holds. */
function inlineSize(statements: readonly Statement[]): string {
  const size = JSON.stringify({ Version: "2012-10-17", Statement: statements }).length;
  if (size > MOST_INLINE)
    throw new Error(`The deployer's policies have ${size} characters; a role holds ${MOST_INLINE}.`);
  const [told, most] = [size, MOST_INLINE].map((count) => count.toLocaleString("en"));
  return `Give it as an inline policy (\`aws iam put-role-policy\`): together with the state's and the cluster's it has ${told} characters of the ${most} that a role holds. A managed policy holds 6,144.`;
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
