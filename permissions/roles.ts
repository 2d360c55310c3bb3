import { awsRotationFunction } from "../catalogue/index.ts";
import type { Registration } from "../preview/recorder.ts";
import type { Settings } from "../stack-settings.ts";
import { clusterRole, helmRole, operatorRole } from "./cluster-roles.ts";
import {
  azureActions,
  deployerStatements,
  FIND_CLUSTER,
  merged,
  READ_STATE,
  reading,
  type Statement,
  WRITE_STATE,
} from "./statements.ts";
import { EXISTING_LOGIN } from "./table.ts";

/** What a role's document is made from. */
export interface RoleStack {
  readonly stack: string;
  readonly settings: Settings;
  /** Runs the program offline: for the policies that the program itself makes. */
  readonly resources: () => Promise<readonly Registration[]>;
}

export interface Role {
  /** What `--role` takes. */
  readonly id: string;
  /** The section of the settings without which the stack has no such role. */
  readonly cloud: "aws" | "azure" | "kubernetes";
  readonly about: string;
  /** Set where the program makes the role and attaches the policy: it is printed to be read. */
  readonly isMadeByProgram?: true;
  /** One JSON document, or a list of Kubernetes objects; names that the stack's settings and options know stand in angle brackets. */
  readonly document: (stack: RoleStack) => unknown;
}

const policy = (Statement: readonly Statement[]) => ({ Version: "2012-10-17", Statement });

/** Every role of the pipeline and of the team, in the order of docs/permissions.md. */
export const ROLES: readonly Role[] = [
  {
    id: "trust",
    cloud: "aws",
    about: "trust policy of a role of the pipeline: one environment of one repository may assume it",
    document: trust,
  },
  {
    id: "deployer",
    cloud: "aws",
    about: "aws.deployerRole, the environments staging and production: makes and changes the stack",
    document: ({ settings }) =>
      policy([
        ...deployerStatements(),
        ...(settings.aws?.database.existing === undefined ? [] : merged([EXISTING_LOGIN])),
      ]),
  },
  {
    id: "watch",
    cloud: "aws",
    about: "the environments watch-*: drift and rotation; reads what exists and no secret's value",
    document: () => policy(reading(deployerStatements())),
  },
  {
    id: "state",
    cloud: "aws",
    about: "for the deployer, with state on S3: reads and writes it",
    document: () => policy([...READ_STATE, ...WRITE_STATE]),
  },
  {
    id: "preview",
    cloud: "aws",
    about: "the environments preview-*, and for the watch: reads the state and nothing else",
    document: ({ settings }) =>
      policy([...READ_STATE, ...(settings.aws?.database.loginProvided ? [rotationFunction(settings)] : [])]),
  },
  {
    id: "cluster",
    cloud: "aws",
    about: "for the deployer and the watch, with a cluster on EKS: asks for its address",
    document: () => policy([FIND_CLUSTER]),
  },
  {
    id: "operator",
    cloud: "aws",
    about: "people of aws.operators: may assume the writer role",
    document: () =>
      policy([
        {
          Effect: "Allow",
          Action: ["sts:AssumeRole"],
          Resource: ["arn:aws:iam::<account>:role/<prefix>-secret-writer"],
        },
      ]),
  },
  {
    id: "writer",
    cloud: "aws",
    about: "the writer role: puts, labels and tags secrets, and reads none",
    isMadeByProgram: true,
    document: (stack) => ofProgram(stack, ({ type, name }) => type === POLICY && name.endsWith("-writer-policy")),
  },
  {
    id: "drill",
    cloud: "aws",
    about: "the writer role: looks at the alarms and trails that npm run secrets -- doctor --drill tries",
    isMadeByProgram: true,
    document: (stack) => ofProgram(stack, ({ type, name }) => type === ROLE_POLICY && name.endsWith("-writer-drills")),
  },
  {
    id: "azure-deployer",
    cloud: "azure",
    about: "custom role of the environments staging and production: makes and changes the stack",
    document: ({ stack }) => customRole(`qualisys-secrets deployer ${stack}`, azureActions(), []),
  },
  {
    id: "azure-watch",
    cloud: "azure",
    about: "custom role of the environments watch-*: reads what exists and no secret's value",
    document: ({ stack }) =>
      customRole(
        `qualisys-secrets watch ${stack}`,
        azureActions().filter((action) => action.endsWith("/read")),
        ["Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
      ),
  },
  {
    id: "azure-state",
    cloud: "azure",
    about: "custom role for deployer, watch and preview, with state encrypted by a vault's key: reads that key",
    document: ({ stack }) =>
      customRole(
        `qualisys-secrets state ${stack}`,
        [],
        ["Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/decrypt/action"],
      ),
  },
  {
    id: "azure-writer",
    cloud: "azure",
    about: "the role of azure.operatorsGroupId: sets secrets and reads their metadata, and no value",
    isMadeByProgram: true,
    document: azureWriter,
  },
  {
    id: "kubernetes-deployer",
    cloud: "kubernetes",
    about: "cluster role of the deployer, bound to the group qualisys-secrets-deployer",
    document: () => clusterRole("qualisys-secrets-deployer"),
  },
  {
    id: "kubernetes-watch",
    cloud: "kubernetes",
    about: "cluster role of the watch, bound to the group qualisys-secrets-watch",
    document: () => clusterRole("qualisys-secrets-watch"),
  },
  {
    id: "kubernetes-releases",
    cloud: "kubernetes",
    about: "for the deployer: reads the External Secrets Operator's release when it refreshes",
    document: ({ settings }) => helmRole(settings.kubernetes?.operator.namespace ?? ""),
  },
  {
    id: "kubernetes-operator",
    cloud: "kubernetes",
    about: "for people who run npm run secrets, in each namespace, bound to the group qualisys-secrets-operators",
    document: ({ settings }) => operatorRole(settings.kubernetes?.namespaces ?? []),
  },
];

const POLICY = "aws:iam/policy:Policy";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ROLE_DEFINITION = "azure-native:authorization:RoleDefinition";

/** The jobs of one environment, as they identify themselves. @see https://docs.github.com/en/actions/reference/security/oidc */
function trust(): unknown {
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

/** With the database's rotation the program asks for its function's role, also in a preview. */
const rotationFunction = ({ secretPrefix }: Settings): Statement => ({
  Effect: "Allow",
  Action: ["lambda:GetFunction"],
  Resource: [`arn:aws:lambda:<region>:<account>:function:${awsRotationFunction(secretPrefix)}`],
});

function customRole(name: string, actions: readonly string[], dataActions: readonly string[]): unknown {
  return {
    Name: name,
    IsCustom: true,
    Actions: actions,
    ...(dataActions.length === 0 ? {} : { DataActions: dataActions }),
    AssignableScopes: ["/subscriptions/<subscription>"],
  };
}

/** A policy as the program makes it. The key's id is known only once the key is made. */
async function ofProgram({ resources }: RoleStack, isMeant: (resource: Registration) => boolean): Promise<unknown> {
  const text = String((await resources()).find(isMeant)?.inputs.policy);
  return JSON.parse(text.replace(/key\/[0-9a-f-]{36}/g, "key/<key>"));
}

async function azureWriter({ resources }: RoleStack): Promise<unknown> {
  const { roleName, description, permissions, assignableScopes } =
    (await resources()).find(({ type }) => type === ROLE_DEFINITION)?.inputs ?? {};
  const [{ actions, dataActions }] = permissions as [{ actions: string[]; dataActions: string[] }];
  return {
    Name: roleName,
    IsCustom: true,
    Description: description,
    Actions: actions,
    DataActions: dataActions,
    AssignableScopes: assignableScopes,
  };
}
