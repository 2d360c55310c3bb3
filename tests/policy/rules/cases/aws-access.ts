import { type Cases, ng, one, UNKNOWN_WIRE } from "../case.ts";

const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}`;
const LLM = arn("qualisys/llm/openai-??????");
const EMAIL = arn("qualisys/email/sendgrid-??????");

interface StatementElements {
  readonly [element: string]: unknown;
}

function document(...statements: StatementElements[]) {
  return {
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      ...(statement.Effect === undefined ? { Effect: "Allow" } : {}),
      ...(statement.Action === undefined && statement.NotAction === undefined
        ? { Action: "secretsmanager:GetSecretValue" }
        : {}),
      ...statement,
    })),
  };
}

const policy = (...statements: StatementElements[]) =>
  one("aws:iam/policy:Policy", { policy: JSON.stringify(document(...statements)) });
const secretPolicy = (...statements: StatementElements[]) =>
  one("aws:secretsmanager/secretPolicy:SecretPolicy", { policy: JSON.stringify(document(...statements)) });
const attachment = (policyArn: string) =>
  one("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "r", policyArn });

const noWildcardReader: Cases = {
  ok: {
    "one secret by name": policy({ Resource: LLM }),
    "several secrets by name": policy({ Resource: [LLM, EMAIL] }),
    "one secret in every region": policy({ Resource: "arn:aws:secretsmanager:*:111122223333:secret:a/b/c-??????" }),
    "a whole ARN": policy({ Resource: arn("qualisys/llm/openai-AbC123") }),
    "putting anywhere is no reading": policy({
      Action: ["secretsmanager:PutSecretValue", "secretsmanager:List*"],
      Resource: "*",
    }),
    "listing in batches without the right to read": policy({
      Action: "secretsmanager:BatchGetSecretValue",
      Resource: "*",
    }),
    "another service's wildcard": policy({ Action: "*", Resource: "arn:aws:s3:::logs/*" }),
    "all denied": policy({ Effect: "Deny", Resource: "*" }),
    "broad, and reading denied to all": policy(
      { Action: "secretsmanager:*", Resource: "*" },
      { Effect: "Deny", Resource: "*" },
    ),
    "all actions but reading": policy({ NotAction: "secretsmanager:Get*", Resource: "*" }),
    "a key policy's star is that key": one("aws:kms/key:Key", {
      policy: JSON.stringify(document({ Action: "kms:*", Resource: "*" })),
    }),
    "a managed policy that reads no values": attachment("arn:aws:iam::aws:policy/ReadOnlyAccess"),
    "a team's own policy of a known name": attachment("arn:aws:iam::111122223333:policy/AdministratorAccess"),
    "a secret's own policy with named principals": secretPolicy({
      Principal: { AWS: "arn:aws:iam::111122223333:role/r" },
      Resource: "*",
    }),
    "everybody, on the condition of being one": secretPolicy({
      Principal: "*",
      Resource: "*",
      Condition: { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/r" } },
    }),
    "everybody denied": secretPolicy({ Effect: "Deny", Principal: "*", Resource: "*" }),
    "no document at all": one("aws:iam/policy:Policy", {}),
    "a document that is no JSON": one("aws:iam/policy:Policy", { policy: "nonsense {" }),
  },
  ng: {
    "every secret": ng(["wildcardResource"], policy({ Resource: "*" })),
    "every secret by ARN": ng(["wildcardResource"], policy({ Resource: arn("*") })),
    "every service": ng(["wildcardResource"], policy({ Action: "*", Resource: "arn:aws:*" })),
    "half an ARN": ng(["wildcardResource"], policy({ Resource: "arn:*" })),
    "a whole category": ng(["wildcardResource"], policy({ Resource: arn("qualisys/llm/*") })),
    "names that go on after a hyphen": ng(["wildcardResource"], policy({ Resource: arn("qualisys/llm/openai-*") })),
    "question marks elsewhere": ng(["wildcardResource"], policy({ Resource: arn("qualisys/llm/??????-??????") })),
    "one of several": ng(["wildcardResource"], policy({ Resource: [LLM, arn("x*")] })),
    "an action with a wildcard": ng(["wildcardResource"], policy({ Action: "secretsmanager:Get*", Resource: "*" })),
    "an action in other letters": ng(
      ["wildcardResource"],
      policy({ Action: "SecretsManager:getsecretvalue", Resource: "*" }),
    ),
    "a question mark in the action": ng(
      ["wildcardResource"],
      policy({ Action: "secretsmanager:GetSecretValu?", Resource: "*" }),
    ),
    "all but": ng(["wildcardResource"], policy({ NotAction: "iam:*", Resource: "*" })),
    "everything but one secret": ng(["wildcardResource"], policy({ NotResource: LLM })),
    "limited by tags that operators may change": ng(
      ["wildcardResource"],
      policy({ Resource: "*", Condition: { StringEquals: { "aws:ResourceTag/Category": "llm" } } }),
    ),
    "reading denied for some only": ng(
      ["wildcardResource"],
      policy(
        { Resource: "*" },
        { Effect: "Deny", Resource: "*", Condition: { Bool: { "aws:ViaAWSService": "false" } } },
      ),
    ),
    "a document as an object": ng(
      ["wildcardResource"],
      one("aws:iam/policy:Policy", { policy: document({ Resource: "*" }) }),
    ),
    "a single statement without a list": ng(
      ["wildcardResource"],
      one("aws:iam/policy:Policy", {
        policy: { Statement: { Effect: "Allow", Action: "secretsmanager:*", Resource: "*" } },
      }),
    ),
    "element names in lower case": ng(
      ["wildcardResource"],
      one("aws:iam/policy:Policy", {
        policy: { statement: [{ effect: "Allow", action: "secretsmanager:*", resource: "*" }] },
      }),
    ),
    "a role's inline policy": ng(
      ["wildcardResource"],
      one("aws:iam/role:Role", {
        inlinePolicies: [{ name: "p", policy: JSON.stringify(document({ Resource: "*" })) }],
      }),
    ),
    "a role policy": ng(
      ["wildcardResource"],
      one("aws:iam/rolePolicy:RolePolicy", { policy: JSON.stringify(document({ Resource: "*" })) }),
    ),
    "Cloud Control's spelling": ng(
      ["wildcardResource"],
      one("aws-native:iam:ManagedPolicy", { policyDocument: document({ Resource: "*" }) }),
    ),
    "AWS's own policy": ng(["managedPolicy"], attachment("arn:aws:iam::aws:policy/SecretsManagerReadWrite")),
    "AWS's own policy in another partition": ng(
      ["managedPolicy"],
      attachment("arn:aws-us-gov:iam::aws:policy/AdministratorAccess"),
    ),
    "AWS's own policy on a role": ng(
      ["managedPolicy"],
      one("aws:iam/role:Role", { managedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"] }),
    ),
    everybody: ng(["everybody"], secretPolicy({ Principal: "*", Resource: "*" })),
    "everybody of AWS": ng(["everybody"], secretPolicy({ Principal: { AWS: ["*"] }, Resource: "*" })),
    "everybody but one": ng(
      ["everybody"],
      secretPolicy({ NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/r" }, Resource: "*" }),
    ),
    "everybody, on the condition of being anybody": ng(
      ["everybody"],
      secretPolicy({
        Principal: "*",
        Resource: "*",
        Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } },
      }),
    ),
    "not known yet": ng(["undecided"], one("aws:iam/policy:Policy", { policy: UNKNOWN_WIRE })),
    "a part not known yet": ng(
      ["undecided"],
      one("aws:iam/policy:Policy", { policy: document({ Resource: [LLM, UNKNOWN_WIRE] }) }),
    ),
  },
};

const noCrossCategoryReader: Cases = {
  ok: {
    "one category": policy({ Resource: [LLM, arn("qualisys/llm/anthropic-??????")] }),
    "somebody else's paths": policy({
      Resource: [arn("shop/payments/stripe-??????"), arn("shop/mail/postmark-??????")],
    }),
    "putting in several categories": policy({ Action: "secretsmanager:PutSecretValue", Resource: [LLM, EMAIL] }),
    "reading one, describing another": policy(
      { Resource: LLM },
      { Action: "secretsmanager:DescribeSecret", Resource: EMAIL },
    ),
    "not known yet, which no-wildcard-reader tells": one("aws:iam/policy:Policy", { policy: UNKNOWN_WIRE }),
  },
  ng: {
    "two in one statement": ng(["severalCategories"], policy({ Resource: [LLM, EMAIL] })),
    "two in two statements": ng(
      ["severalCategories"],
      policy({ Resource: LLM }, { Action: "secretsmanager:*", Resource: EMAIL }),
    ),
    "under another prefix": ng(
      ["severalCategories"],
      policy({ Resource: [arn("qualisys-staging/llm/openai-??????"), arn("qualisys-staging/oauth/google-??????")] }),
    ),
    "all of each": ng(["severalCategories"], policy({ Resource: [arn("qualisys/llm/*"), arn("qualisys/email/*")] })),
  },
};

const rolePolicy = (name: string, role: string, resource: string) => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  name,
  props: { role, policy: JSON.stringify(document({ Resource: resource })) },
});
const vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v";
const SECRETS_USER =
  "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6";
const assignment = (name: string, secret: string, more: object = {}) => ({
  type: "azure-native:authorization:RoleAssignment",
  name,
  props: {
    scope: `${vault}/secrets/${secret}`,
    roleDefinitionId: SECRETS_USER,
    principalType: "ServicePrincipal",
    ...more,
  },
  from: { principalId: "identity" },
});

const noCrossCategoryRole: Cases = {
  ok: {
    "two policies of one category": {
      resources: [rolePolicy("a", "r", LLM), rolePolicy("b", "r", arn("q/llm/anthropic-??????"))],
    },
    "two roles": { resources: [rolePolicy("a", "r", LLM), rolePolicy("b", "s", EMAIL)] },
    "one policy alone, which no-cross-category-reader tells": {
      resources: [
        {
          type: "aws:iam/rolePolicy:RolePolicy",
          props: { role: "r", policy: JSON.stringify(document({ Resource: [LLM, EMAIL] })) },
        },
      ],
    },
    "an identity of one category": {
      resources: [assignment("a", "llm-openai-api-key"), assignment("b", "llm-anthropic-api-key")],
    },
    "people in an emergency": {
      resources: [
        assignment("a", "llm-openai-api-key", { principalType: "Group" }),
        assignment("b", "email-sendgrid-api-key", { principalType: "Group" }),
      ],
    },
    "a role that does not read": {
      resources: [
        assignment("a", "llm-openai-api-key"),
        assignment("b", "email-sendgrid-api-key", { roleDefinitionId: "/x/21090545-7ca7-4776-b22c-e363652d74d2" }),
      ],
    },
  },
  ng: {
    "two inline policies": ng(["severalCategories"], {
      resources: [rolePolicy("a", "r", LLM), rolePolicy("b", "r", EMAIL)],
    }),
    "an inline policy and an attached one": ng(["severalCategories"], {
      resources: [
        { type: "aws:iam/role:Role", name: "role" },
        {
          type: "aws:iam/policy:Policy",
          name: "policy",
          props: { policy: JSON.stringify(document({ Resource: EMAIL })) },
        },
        { ...rolePolicy("a", UNKNOWN_WIRE, LLM), from: { role: "role" } },
        {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          props: { role: UNKNOWN_WIRE, policyArn: UNKNOWN_WIRE },
          from: { role: "role", policyArn: "policy" },
        },
      ],
    }),
    "one identity in a vault": ng(["severalCategories"], {
      resources: [
        { type: "azure-native:managedidentity:UserAssignedIdentity", name: "identity" },
        assignment("a", "llm-openai-api-key"),
        assignment("b", "email-sendgrid-api-key"),
      ],
    }),
  },
};

const letters = (count: number) => "x".repeat(count);

const documentFits: Cases = {
  ok: {
    "as long as AWS takes": one("aws:iam/policy:Policy", { policy: letters(6144) }),
    "white space does not count to IAM": one("aws:iam/policy:Policy", {
      policy: `${letters(6000)}${" \n".repeat(200)}`,
    }),
    "a role's own policy may be longer": one("aws:iam/rolePolicy:RolePolicy", { policy: letters(6145) }),
    "a key's policy that is long by its indentation": one("aws:kms/keyPolicy:KeyPolicy", {
      policy: JSON.stringify({ Statement: Array(3000).fill({}) }, null, 8),
    }),
    none: one("aws:kms/key:Key", {}),
  },
  ng: {
    "not known yet": ng(["undecided"], one("aws:iam/policy:Policy", { policy: UNKNOWN_WIRE })),
    "a managed policy": ng(["tooLong"], one("aws:iam/policy:Policy", { policy: letters(6145) })),
    "one that is written as an object": ng(
      ["tooLong"],
      one("aws-native:iam:ManagedPolicy", { policyDocument: document({ Resource: letters(6144) }) }),
    ),
    "a role's own policy": ng(["tooLong"], one("aws:iam/rolePolicy:RolePolicy", { policy: letters(10_241) })),
    "who may become a role": ng(["tooLong"], one("aws:iam/role:Role", { assumeRolePolicy: letters(8193) })),
    "a key's policy, by bytes": ng(["tooLong"], one("aws:kms/keyPolicy:KeyPolicy", { policy: "ä".repeat(16_385) })),
    "a secret's own policy": ng(
      ["tooLong"],
      one("aws:secretsmanager/secretPolicy:SecretPolicy", { policy: letters(20_481) }),
    ),
  },
};

export const awsAccess: Readonly<Record<string, Cases>> = {
  "no-wildcard-reader": noWildcardReader,
  "no-cross-category-reader": noCrossCategoryReader,
  "no-cross-category-role": noCrossCategoryRole,
  "document-fits": documentFits,
};
