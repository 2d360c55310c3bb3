import { type Cases, ng, one, secretWire, UNKNOWN_WIRE } from "../case.ts";

const KEY = "aws:kms/key:Key";
const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const VAULT_SECRET = "azure-native:keyvault:Secret";
const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/1";
const placeholder = JSON.stringify({ api_key: "REPLACE_WITH_OPENAI_API_KEY" });
const password = { type: "random:index/randomPassword:RandomPassword", name: "password", props: { length: 64 } };

const keyRotates: Cases = {
  ok: {
    rotating: one(KEY, { enableKeyRotation: true }),
    "rotating twice a year": one(KEY, { enableKeyRotation: true, rotationPeriodInDays: 180 }),
    "signing, which AWS cannot rotate": one(KEY, { keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "RSA_2048" }),
    asymmetric: one(KEY, { customerMasterKeySpec: "RSA_4096" }),
    HMAC: one(KEY, { keyUsage: "GENERATE_VERIFY_MAC", customerMasterKeySpec: "HMAC_256" }),
    "two years, where a team allows it": {
      ...one(KEY, { enableKeyRotation: true, rotationPeriodInDays: 730 }),
      parameters: { maximumDays: 730 },
    },
  },
  ng: {
    "nothing said": ng(["off"], one(KEY, {})),
    "switched off": ng(["off"], one(KEY, { enableKeyRotation: false })),
    "yes in words": ng(["off"], one(KEY, { enableKeyRotation: "true" })),
    "every second year": ng(["tooRarely"], one(KEY, { enableKeyRotation: true, rotationPeriodInDays: 730 })),
    "Cloud Control's spelling": ng(["off"], one("aws-native:kms:Key", {})),
    "not known yet": ng(["undecided"], one(KEY, { enableKeyRotation: UNKNOWN_WIRE })),
  },
};

const keyWindow: Cases = {
  ok: {
    "30 days": one(KEY, { deletionWindowInDays: 30 }),
    "left out, AWS takes 30": one(KEY, {}),
    "7 days, where a team allows it": { ...one(KEY, { deletionWindowInDays: 7 }), parameters: { minimumDays: 7 } },
  },
  ng: {
    "7 days": ng(["tooShort"], one(KEY, { deletionWindowInDays: 7 })),
    "a day too few": ng(["tooShort"], one(KEY, { deletionWindowInDays: 29 })),
    "a replica": ng(["tooShort"], one("aws:kms/replicaKey:ReplicaKey", { deletionWindowInDays: 7 })),
    "imported material": ng(["tooShort"], one("aws:kms/externalKey:ExternalKey", { deletionWindowInDays: 7 })),
    "Cloud Control's spelling": ng(["tooShort"], one("aws-native:kms:Key", { pendingWindowInDays: 7 })),
    "not known yet": ng(["undecided"], one(KEY, { deletionWindowInDays: UNKNOWN_WIRE })),
  },
};

const secretUsesCustomerKey: Cases = {
  ok: {
    "a customer key": one(SECRET, { kmsKeyId: keyArn }),
    "a key by its alias": one(SECRET, { kmsKeyId: "alias/qualisys-secrets" }),
    "a key that the stack makes": one(SECRET, { kmsKeyId: UNKNOWN_WIRE }),
    "a replica with its own": one(SECRET, { kmsKeyId: keyArn, replicas: [{ region: "eu-west-1", kmsKeyId: keyArn }] }),
  },
  ng: {
    none: ng(["defaultKey"], one(SECRET, {})),
    "an empty one": ng(["defaultKey"], one(SECRET, { kmsKeyId: "" })),
    "the account's own by its alias": ng(["defaultKey"], one(SECRET, { kmsKeyId: "alias/aws/secretsmanager" })),
    "the account's own by its ARN": ng(
      ["defaultKey"],
      one(SECRET, { kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:alias/aws/secretsmanager" }),
    ),
    "a replica without": ng(["replica"], one(SECRET, { kmsKeyId: keyArn, replicas: [{ region: "eu-west-1" }] })),
    "Cloud Control's replica without": ng(
      ["replica"],
      one("aws-native:secretsmanager:Secret", { kmsKeyId: keyArn, replicaRegions: [{ region: "eu-west-1" }] }),
    ),
  },
};

const secretRecoveryWindow: Cases = {
  ok: {
    "30 days": one(SECRET, { recoveryWindowInDays: 30 }),
    "left out, AWS takes 30": one(SECRET, {}),
    "7 days, where a team allows it": { ...one(SECRET, { recoveryWindowInDays: 7 }), parameters: { minimumDays: 7 } },
  },
  ng: {
    none: ng(["none"], one(SECRET, { recoveryWindowInDays: 0 })),
    "none, where a team allows 7": ng(["none"], {
      ...one(SECRET, { recoveryWindowInDays: 0 }),
      parameters: { minimumDays: 7 },
    }),
    "7 days": ng(["tooShort"], one(SECRET, { recoveryWindowInDays: 7 })),
    "not known yet": ng(["undecided"], one(SECRET, { recoveryWindowInDays: UNKNOWN_WIRE })),
  },
};

const tags = {
  Name: "n",
  Category: "c",
  Epic: "1",
  RotationSchedule: "yearly",
  Owner: "o",
  Environment: "e",
  ManagedBy: "pulumi",
};
const { Owner: _, ...ownerless } = tags;

const secretTags: Cases = {
  ok: {
    "all of them": one(SECRET, { tags }),
    "more than that": one(SECRET, { tags: { ...tags, Team: "t" } }),
    "one from the provider": one(SECRET, { tags: ownerless }, { provider: { defaultTags: { tags: { Owner: "o" } } } }),
    "one from the provider, as JSON": one(
      SECRET,
      { tags: ownerless },
      { provider: { defaultTags: '{"tags":{"Owner":"o"}}' } },
    ),
    "a value not known yet": one(SECRET, { tags: { ...tags, Name: UNKNOWN_WIRE } }),
    "Cloud Control's spelling": one("aws-native:secretsmanager:Secret", {
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
    "in a vault": one(VAULT_SECRET, { tags }),
    "a team's own list": { ...one(SECRET, { tags: { Team: "t" } }), parameters: { required: ["Team"] } },
  },
  ng: {
    none: ng(["missing"], one(SECRET, {})),
    "one too few": ng(["missing"], one(SECRET, { tags: ownerless })),
    "an empty one": ng(["missing"], one(SECRET, { tags: { ...tags, Owner: "" } })),
    "in other letters": ng(["missing"], one(SECRET, { tags: { ...ownerless, owner: "o" } })),
    "in a vault": ng(["missing"], one("azure-native:keyvault/v20230701:Secret", { tags: ownerless })),
    "not known yet": ng(["undecided"], one(SECRET, { tags: UNKNOWN_WIRE })),
  },
};

const version = (props: object, ignoreChanges: readonly string[] = []) =>
  one(VERSION, { secretId: "s", secretString: secretWire(placeholder), ...props }, { ignoreChanges });

const noDisplacingVersion: Cases = {
  ok: {
    "a label of its own, ignored": version({ versionStages: ["PLACEHOLDER"] }, ["versionStages"]),
    "after a refresh, the provider's answer": version({ versionStages: ["AWSCURRENT", "PLACEHOLDER"] }, [
      "versionStages",
    ]),
    "one that is there and has lost its labels, ignored": version({ versionStages: [], versionId: "an-id" }, [
      "versionStages",
    ]),
    "a generated value": {
      resources: [
        password,
        { type: VERSION, props: { secretString: UNKNOWN_WIRE }, from: { secretString: "password" } },
      ],
    },
    "a generated value, once it is known": {
      resources: [
        password,
        { type: VERSION, props: { secretString: '{"secret":"known by now"}' }, from: { secretString: "password" } },
      ],
    },
    "a vault's placeholder": one(
      VAULT_SECRET,
      { properties: { value: "REPLACE_WITH_X" } },
      { ignoreChanges: ["properties", "tags", "azureApiVersion"] },
    ),
    "a vault's placeholder, all of it ignored": one(VAULT_SECRET, { properties: {} }, { ignoreChanges: ["*"] }),
    "a vault's generated value": {
      resources: [
        password,
        { type: VAULT_SECRET, props: { properties: { value: "x" } }, from: { properties: "password" } },
      ],
    },
    "a secret without a value": one("aws-native:secretsmanager:Secret", { name: "n" }),
    "a PushSecret that only adds": one("kubernetes:external-secrets.io/v1alpha1:PushSecret", {
      spec: { updatePolicy: "IfNotExists" },
    }),
  },
  ng: {
    "no label": ng(["takesCurrent"], version({})),
    "no label, the value ignored, as most programs have it": ng(["takesCurrent"], version({}, ["secretString"])),
    AWSCURRENT: ng(["takesCurrent"], version({ versionStages: ["AWSCURRENT"] }, ["versionStages"])),
    "AWSCURRENT beside a label": ng(["takesCurrent"], version({ versionStages: ["AWSCURRENT", "PLACEHOLDER"] })),
    "a label that is not ignored": ng(["stagesNotIgnored"], version({ versionStages: ["PLACEHOLDER"] })),
    "no labels on one that is yet to be made": ng(
      ["takesCurrent"],
      version({ versionStages: [], versionId: UNKNOWN_WIRE }, ["versionStages"]),
    ),
    "no labels, and they are sent": ng(["takesCurrent"], version({ versionStages: [], versionId: "an-id" })),
    "labels not known yet": ng(["undecided"], version({ versionStages: UNKNOWN_WIRE }, ["versionStages"])),
    "a password for another property": ng(["takesCurrent"], {
      resources: [password, { type: VERSION, props: { secretString: placeholder }, from: { secretId: "password" } }],
    }),
    "a vault's secret": ng(["everyUpdate"], one(VAULT_SECRET, { properties: { value: "REPLACE_WITH_X" } })),
    "a vault's secret with its value ignored only": ng(
      ["everyUpdate"],
      one(
        VAULT_SECRET,
        { properties: { value: "x" } },
        { ignoreChanges: ["properties.value", "tags", "azureApiVersion"] },
      ),
    ),
    "a vault's secret with its tags sent": ng(
      ["everyUpdate"],
      one(
        "azure-native_keyvault_v20230701:keyvault:Secret",
        { properties: {} },
        { ignoreChanges: ["properties", "azureApiVersion"] },
      ),
    ),
    "a vault's secret that the next release of the provider sends": ng(
      ["everyUpdate"],
      one(VAULT_SECRET, { properties: { value: "x" } }, { ignoreChanges: ["properties", "tags"] }),
    ),
    "the other provider's": ng(["everyUpdate"], one("azure:keyvault/secret:Secret", { value: "x" })),
    "a value in the secret itself": ng(["inline"], one("aws-native:secretsmanager:Secret", { secretString: "x" })),
    "a PushSecret": ng(["push"], one("kubernetes:external-secrets.io/v1alpha1:PushSecret", { spec: {} })),
  },
};

const production = { surroundings: { config: { "any:environment": "production" } } };

const productionIsProtected: Cases = {
  ok: {
    protected: { ...one(SECRET, {}, { protect: true }), ...production },
    elsewhere: { ...one(SECRET, {}), surroundings: { config: { "any:environment": "staging" } } },
    "elsewhere by the stack's name": { ...one(SECRET, {}), surroundings: { stack: "pre-prod" } },
    "the setting over the name": {
      ...one(SECRET, {}),
      surroundings: { stack: "prod", config: { "any:environment": "staging" } },
    },
    "a version, which must be replaceable": { ...one(VERSION, {}), ...production },
    "a password": { resources: [password], ...production },
    "a type that a team does not count": {
      ...one("aws:s3/bucket:Bucket", {}),
      ...production,
      parameters: { types: ["aws:kms:Key"] },
    },
  },
  ng: {
    "a secret": ng(["unprotected"], { ...one(SECRET, {}), ...production }),
    "a key": ng(["unprotected"], { ...one(KEY, {}), ...production }),
    "a vault": ng(["unprotected"], { ...one("azure-native:keyvault/v20230701:Vault", {}), ...production }),
    "a bucket by its older name": ng(["unprotected"], { ...one("aws:s3/bucketV2:BucketV2", {}), ...production }),
    "by the stack's name": ng(["unprotected"], { ...one(SECRET, {}), surroundings: { stack: "eu-prod" } }),
    "by the stack's tag": ng(["unprotected"], {
      ...one(SECRET, {}),
      surroundings: { stackTags: { environment: "Production" } },
    }),
    "as the team says": ng(["unprotected"], { ...one(SECRET, {}), parameters: { environment: "prod" } }),
    "by a team's own name": ng(["unprotected"], {
      ...one(SECRET, {}),
      surroundings: { stack: "echt" },
      parameters: { productionNames: ["echt"] },
    }),
  },
};

export const protection: Readonly<Record<string, Cases>> = {
  "key-rotates": keyRotates,
  "key-window": keyWindow,
  "secret-uses-customer-key": secretUsesCustomerKey,
  "secret-recovery-window": secretRecoveryWindow,
  "secret-tags": secretTags,
  "no-displacing-version": noDisplacingVersion,
  "production-is-protected": productionIsProtected,
};
