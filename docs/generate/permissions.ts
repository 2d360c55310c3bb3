import { ROLES } from "../../permissions/roles.ts";
import {
  deployerStatements,
  FIND_CLUSTER,
  READ_STATE,
  type Statement,
  unknownTypes,
  WRITE_STATE,
} from "../../permissions/statements.ts";
import { NEEDS_NOTHING } from "../../permissions/table.ts";
import { blocks, derivedFrom, table } from "./markdown.ts";
import { wholeStack } from "./whole-stack.ts";

/** What each role is for and how its policy is printed: the policies themselves are the output of `npm run permissions`. */
export async function permissionsDocument(): Promise<string> {
  const resources = await wholeStack();
  const unknown = unknownTypes([...new Set(resources.filter(({ custom }) => custom).map(({ type }) => type))].sort());
  if (unknown.length > 0) throw new Error(`permissions/table.ts has no row for ${unknown.join(", ")}.`);
  return blocks(
    derivedFrom("permissions/"),
    "# Permissions",
    "What each role of the pipeline and of the team may do. `npm run permissions` prints the policy of a role with the names of a stack filled in, as the file that `aws`, `az` or `kubectl` takes:",
    sh("npm run --silent permissions -- --stack production --role deployer > deployer.json"),
    "The policies are derived from every resource that the program can make, and a test compares the two. What the state takes was tried with the Pulumi CLI. The policies have not been tried on a live account: watch the first update for `AccessDenied`, and report what is missing.",
    table(
      ["Role", "On", "Policy", "Made by"],
      ROLES.map(({ id, cloud, about, isMadeByProgram }) => [
        `\`${id}\``,
        cloud,
        about,
        isMadeByProgram ? "the program" : "you",
      ]),
    ),
    "## AWS: trust",
    'Only the jobs of one environment of this repository may assume a role of the pipeline. `--environment` is the one whose variable `AWS_ROLE` names the role (docs/runbook.md, "Pipeline").',
    sh(
      "npm run --silent permissions -- --stack production --role trust --repository <owner>/<name> --environment production > trust.json",
    ),
    "So that updates are possible while GitHub is unavailable, the deployer's role may also trust a role of people, as few as possible and with a second factor. Add the statement below. Anyone who assumes the deployer's role can give themselves the right to read every secret.",
    json({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::<account>:role/<role-of-people>" },
      Action: "sts:AssumeRole",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    }),
    "GitHub writes `<owner>@<id>/<name>@<id>` for a repository made or renamed since 15 July 2026, and for others that switched to it: `gh api repos/<owner>/<name> --jq '\"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)\"'`. A role that refuses the right one leaves `AssumeRoleWithWebIdentity` in CloudTrail, with the subject that came. On Azure the same subject is in the federated credential of the environment's app registration: issuer `https://token.actions.githubusercontent.com`, audience `api://AzureADTokenExchange`.",
    "## AWS: deployer",
    "The role of `aws.deployerRole`. Of the secrets it reads only the versions that the program put, which it knows by how their ids begin: placeholders, and the generated JWT keys. It reads no value that an operator or a rotation put, and if it gives itself that right, the read raises the alarm. By `iam:*RolePolicy` and `kms:PutKeyPolicy` it can still give itself more: let only the pipeline's environments `staging` and `production` assume it. With state on S3 it also needs `state`, with a cluster on EKS also `cluster`.",
    inlineSize([...deployerStatements(), ...READ_STATE, ...WRITE_STATE, FIND_CLUSTER]),
    "With `aws.database.existing` the policy has one more statement: that login is not under the stack's prefix.",
    "Administration of the key is narrowed by its tag `Name`. AWS takes up to five minutes until a tag counts: where the first update is refused at the key's policy or alias, run it again.",
    '**One account for each stack.** In a shared account nothing keeps one stack\'s deployer from the other\'s secrets and key: by `iam:CreateRole` and `iam:PutRolePolicy` it can make a role of its prefix with any rights. `aws.permissionsBoundary` gives each of the program\'s roles a boundary; add the condition `{"StringEquals": {"iam:PermissionsBoundary": "<aws.permissionsBoundary>"}}` to `iam:CreateRole`, `iam:PutRolePolicy`, `iam:AttachRolePolicy` and `iam:PutRolePermissionsBoundary`, and take `iam:DeleteRolePermissionsBoundary` away. This cannot close it for the rotation function, whose role AWS\'s application makes without one: its statement stays without the condition. And no prefix may be the beginning of another: `qualisys-*` covers `qualisys-staging-*`.',
    "## AWS: drift and rotation",
    "`watch`: the role of the environments `watch-staging` and `watch-production`. It reads what exists and no secret's value. With state on S3 it also needs `preview`: the look at drift works on a copy of the state, and neither locks nor writes it.",
    "## AWS: state and preview",
    "`state` is for the deployer, where the state is on S3 and encrypted by a key of KMS. Every command but a preview writes a lock. Whoever creates the stack also needs `kms:Encrypt`, that once.",
    sh(
      "npm run --silent permissions -- --stack production --role state --state-bucket <state-bucket> --state-key <key-id> > state.json",
    ),
    "`preview` is the role of the environments `preview-staging` and `preview-production`: it reads state, and nothing else. Anyone who changes a branch runs code with it, and that code can decrypt the whole state, the JWT signing keys included. With the database's rotation it also asks for one function's role, because the program does so in a preview.",
    "## AWS: operators",
    "Operators need one permission: to assume the writer role, which the program makes for those in `aws.operators`. The program gives that role two policies: `writer` puts, labels and tags, and reads no value; `drill` looks at what `npm run secrets -- doctor --drill` tries.",
    "## Azure: deployer",
    "A custom role on the subscription. `roleAssignments/write` lets it give anything to anyone: limit it by a condition to the roles that the program assigns, or let only the pipeline assume it. **One subscription for each stack**: in a shared one, staging's deployer can write production's secrets and give itself roles. In one tenant two custom roles cannot have the same name, so the stack's is part of it.",
    "Removing a credential deletes its secret through the vault itself, which takes the data action `Microsoft.KeyVault/vaults/secrets/delete` and a way through its firewall. Give it for that one update, and take it back.",
    "## Azure: state, preview and watch",
    "Where the state is on Azure Storage and encrypted by a key of a separate vault: the deployer is `Storage Blob Data Contributor` of the container; the environments of the preview and of the watch are `Storage Blob Data Reader`. All of them have `azure-state` on the key, and whoever creates the stack also the data action `Microsoft.KeyVault/vaults/keys/encrypt/action`, that once. The preview's app registration has nothing else; leave its `AZURE_SUBSCRIPTION_ID` out.",
    "## Azure: operators",
    "The program makes the role `azure-writer` for the group of `azure.operatorsGroupId` and assigns it: it sets secrets and reads their metadata, never a value.",
    "## Kubernetes",
    "The pipeline reaches the cluster by the address that its cloud reports. On EKS the deployer and the watch may ask for it by `cluster`, and each has an access entry with the group of its name. On AKS they are `Azure Kubernetes Service Cluster User Role` of the cluster, and the subject of their binding is `kind: User` with the object id of their service principal as `name`, or a group of Entra ID that it is a member of ([kubelogin 39](https://github.com/Azure/kubelogin/issues/39)).",
    sh("npm run --silent permissions -- --stack production --role kubernetes-deployer | kubectl apply --filename -"),
    `The chart of the External Secrets Operator ${NEEDS_NOTHING["kubernetes:helm.sh/v3:Release"]}. The deployer therefore needs \`cluster-admin\` for the first update and for each new version of the chart; in between, \`kubernetes-deployer\`. An update that refreshes also reads Helm's releases, which are Secrets of the operator's namespace: \`kubernetes-releases\`.`,
    "Give it no other verb there. With `get` and `list` alone, an update that changes the chart or its values ends before Helm changes anything (`… is forbidden`), and setting them back is all it takes. With more, Helm starts, fails half-way, and every later update fails until an administrator runs one.",
    "## Kubernetes: operators",
    '`kubernetes-operator`: what the operators\' commands do in each namespace of `kubernetes.namespaces`, for the group `qualisys-secrets-operators`. Kubernetes has no right to read metadata alone: `get` on Secrets lets the same people read the delivered values with kubectl. Without that rule `put` and `rotate` work, `verify` and `revoke` do not, and no command can see whether a sync would take over a Secret that was made manually ([adopting.md](adopting.md), "Secrets in the cluster").',
  );
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: white space is not counted */
const MOST_INLINE = 10_240;

/** @throws Error where the policies of one role outgrow what it holds. */
function inlineSize(statements: readonly Statement[]): string {
  const size = JSON.stringify({ Version: "2012-10-17", Statement: statements }).length;
  if (size > MOST_INLINE)
    throw new Error(`The deployer's policies have ${size} characters; a role holds ${MOST_INLINE}.`);
  const [told, most] = [size, MOST_INLINE].map((count) => count.toLocaleString("en"));
  return `Give it as an inline policy (\`aws iam put-role-policy\`): together with the state's and the cluster's it has about ${told} characters of the ${most} that a role holds, and some 1,000 more with the longest names. Where it is too much, give the state's and the cluster's as managed policies, which hold 6,144 each.`;
}

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

const sh = (command: string): string => `\`\`\`sh\n${command}\n\`\`\``;
