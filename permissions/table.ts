import { PROGRAM_VERSION_PREFIX, VAULT_SECRET_TYPES, VAULT_TYPES } from "../catalogue/index.ts";

/** What making, reading, changing and deleting a resource of one type takes. */
export interface AwsNeed {
  readonly actions: readonly string[];
  /** ARN patterns; `<account>`, `<region>` and `<prefix>` stand for the team's own. */
  readonly resources: readonly string[];
  /** Under which condition alone it is needed. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const words = (service: string, text: string) =>
  text
    .trim()
    .split(/\s+/)
    .map((action) => `${service}:${action}`);
const need = (actions: readonly string[], ...resources: readonly string[]): AwsNeed => ({ actions, resources });

const ROLE = "arn:aws:iam::<account>:role/<prefix>-*";
const SECRET = "arn:aws:secretsmanager:*:<account>:secret:<prefix>/*";
const RULE = "arn:aws:events:*:<account>:rule/<prefix>-*";
const TOPIC = "arn:aws:sns:<region>:<account>:<prefix>-*";
const BUCKET = "arn:aws:s3:::<prefix>-trail-<account>";
/** The stack's keys, its copies' keys in other regions, and the old key that an adopted secret leaves for the stack's. */
const KEY = "arn:aws:kms:*:<account>:key/*";
/**
 * CloudFormation cuts a generated role's name to 64 characters: 25 of the stack's name, 24 or 25 of the logical id, the rest
 * random. Names seen: `adserve-rotation-app-secr-SecretsManagerRDSPostgreS-580jDXczdaUI`,
 * `serverlessrepo-wordpress--CloudFrontResourceManager-JWv7gNpIaXuq`. tests/components/aws/deployer.test.ts cuts as it does.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 */
const ROTATION_ROLE =
  "arn:aws:iam::<account>:role/serverlessrepo-<first 9 characters of prefix>*-SecretsManagerRDSPostg*";
const FUNCTION = "arn:aws:lambda:<region>:<account>:function:<prefix>-*";
const LOGS = "arn:aws:logs:<region>:<account>:log-group:/aws/lambda/<prefix>-*";

/** Hands a role to one service alone. */
const pass = (service: string, ...resources: readonly string[]): AwsNeed => ({
  actions: ["iam:PassRole"],
  resources,
  condition: { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } },
});
/** The names of the stack's two keys: the secrets', and the alarms'. */
const KEY_NAMES = ["<prefix>-secrets", "<prefix>-alarms"];
/** A tag counts within five minutes of CreateKey: a first update may have to be run twice. */
const ON_OWN_KEY = { StringEquals: { "aws:ResourceTag/Name": KEY_NAMES } };
const useOfKeys: AwsNeed = {
  actions: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
  resources: [KEY],
  condition: { StringLike: { "kms:ViaService": "secretsmanager.*.amazonaws.com" } },
};

/**
 * Resource type -> its needs. The actions are those that the AWS provider calls for the type; a test holds every type
 * of the program against this table, and every action against AWS's own list.
 */
export const AWS_NEEDS: Readonly<Record<string, readonly AwsNeed[]>> = {
  "pulumi:providers:aws": [need(words("sts", "GetCallerIdentity"), "*")],
  "aws:cloudtrail/trail:Trail": [
    need(
      words(
        "cloudtrail",
        "CreateTrail UpdateTrail DeleteTrail GetTrail GetTrailStatus GetEventSelectors PutEventSelectors GetInsightSelectors StartLogging StopLogging AddTags RemoveTags ListTags",
      ),
      "arn:aws:cloudtrail:<region>:<account>:trail/<prefix>-*",
    ),
    need(words("cloudtrail", "DescribeTrails"), "*"),
  ],
  "aws:cloudwatch/eventRule:EventRule": [
    need(
      words(
        "events",
        "PutRule DescribeRule DeleteRule EnableRule DisableRule TagResource UntagResource ListTagsForResource",
      ),
      RULE,
    ),
  ],
  "aws:cloudwatch/eventTarget:EventTarget": [
    need(words("events", "PutTargets RemoveTargets ListTargetsByRule"), RULE),
    pass("events", ROLE),
  ],
  "aws:cloudwatch/logGroup:LogGroup": [
    need(
      words(
        "logs",
        "CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy TagResource UntagResource ListTagsForResource",
      ),
      LOGS,
      `${LOGS}:*`,
    ),
    need(words("logs", "DescribeLogGroups"), "*"),
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    need(
      // DescribeAlarms by name: only composite alarms need every alarm as resource.
      words("cloudwatch", "PutMetricAlarm DescribeAlarms DeleteAlarms TagResource UntagResource ListTagsForResource"),
      "arn:aws:cloudwatch:<region>:<account>:alarm:<prefix>-*",
    ),
  ],
  "aws:iam/policy:Policy": [
    need(
      words(
        "iam",
        "CreatePolicy GetPolicy DeletePolicy GetPolicyVersion ListPolicyVersions CreatePolicyVersion DeletePolicyVersion TagPolicy UntagPolicy ListPolicyTags",
      ),
      "arn:aws:iam::<account>:policy/<prefix>-*",
    ),
  ],
  "aws:iam/role:Role": [
    need(
      words(
        "iam",
        "CreateRole GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole TagRole UntagRole ListRoleTags PutRolePermissionsBoundary DeleteRolePermissionsBoundary",
      ),
      ROLE,
    ),
  ],
  "aws:iam/rolePolicy:RolePolicy": [need(words("iam", "PutRolePolicy GetRolePolicy DeleteRolePolicy"), ROLE)],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [
    need(words("iam", "AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies"), ROLE),
  ],
  "aws:kms/alias:Alias": [
    need(words("kms", "CreateAlias UpdateAlias DeleteAlias"), "arn:aws:kms:*:<account>:alias/<prefix>-*"),
    { ...need(words("kms", "CreateAlias UpdateAlias DeleteAlias"), KEY), condition: ON_OWN_KEY },
    need(words("kms", "ListAliases"), "*"),
  ],
  "aws:kms/key:Key": [
    need(words("kms", "CreateKey"), "*"),
    need(words("kms", "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags EnableKeyRotation"), KEY),
    {
      ...need(
        words(
          "kms",
          "EnableKey DisableKey DisableKeyRotation UpdateKeyDescription ScheduleKeyDeletion TagResource UntagResource PutKeyPolicy",
        ),
        KEY,
      ),
      condition: ON_OWN_KEY,
    },
    // A key that is made brings its tags; another's key already has a name, and must not be given this one.
    {
      ...need(words("kms", "TagResource"), KEY),
      condition: {
        StringEquals: { "aws:RequestTag/Name": KEY_NAMES },
        Null: { "aws:ResourceTag/Name": "true" },
      },
    },
  ],
  "aws:kms/keyPolicy:KeyPolicy": [
    need(words("kms", "GetKeyPolicy"), KEY),
    { ...need(words("kms", "PutKeyPolicy"), KEY), condition: ON_OWN_KEY },
  ],
  "aws:lambda/function:Function": [
    need(
      words(
        "lambda",
        "CreateFunction GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig ListVersionsByFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction TagResource UntagResource ListTags",
      ),
      FUNCTION,
    ),
    pass("lambda", ROLE),
  ],
  "aws:s3/bucket:Bucket": [
    need(
      words(
        "s3",
        "CreateBucket DeleteBucket ListBucket GetBucketLocation GetBucketTagging PutBucketTagging GetBucketAcl GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration GetBucketPolicy GetBucketOwnershipControls ListTagsForResource TagResource UntagResource",
      ),
      BUCKET,
    ),
  ],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": [
    need(words("s3", "GetLifecycleConfiguration PutLifecycleConfiguration"), BUCKET),
  ],
  "aws:s3/bucketPolicy:BucketPolicy": [need(words("s3", "GetBucketPolicy PutBucketPolicy DeleteBucketPolicy"), BUCKET)],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": [
    need(words("s3", "GetBucketPublicAccessBlock PutBucketPublicAccessBlock"), BUCKET),
  ],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
    need(words("s3", "GetEncryptionConfiguration PutEncryptionConfiguration"), BUCKET),
  ],
  "aws:s3/bucketVersioning:BucketVersioning": [need(words("s3", "GetBucketVersioning PutBucketVersioning"), BUCKET)],
  "aws:scheduler/schedule:Schedule": [
    need(
      words("scheduler", "CreateSchedule GetSchedule UpdateSchedule DeleteSchedule"),
      "arn:aws:scheduler:*:<account>:schedule/default/<prefix>-*",
    ),
    pass("scheduler", ROLE),
  ],
  "aws:secretsmanager/secret:Secret": [
    need(
      words(
        "secretsmanager",
        "CreateSecret DescribeSecret UpdateSecret DeleteSecret GetResourcePolicy TagResource UntagResource ReplicateSecretToRegions RemoveRegionsFromReplication",
      ),
      SECRET,
    ),
    useOfKeys,
  ],
  "aws:secretsmanager/secretRotation:SecretRotation": [
    need(words("secretsmanager", "DescribeSecret RotateSecret CancelRotateSecret"), SECRET),
    need(words("lambda", "InvokeFunction"), FUNCTION),
  ],
  "aws:secretsmanager/secretVersion:SecretVersion": [
    need(words("secretsmanager", "PutSecretValue DescribeSecret UpdateSecretVersionStage"), SECRET),
    // The provider reads back what it put, by the version's id: placeholders and generated keys, and no operator's value.
    {
      ...need(words("secretsmanager", "GetSecretValue"), SECRET),
      condition: { StringLike: { "secretsmanager:VersionId": `${PROGRAM_VERSION_PREFIX}*` } },
    },
    useOfKeys,
  ],
  // AWS's application brings a function and its role; it is made through CloudFormation in the deployer's name.
  "aws:serverlessrepository/cloudFormationStack:CloudFormationStack": [
    need(
      words(
        "serverlessrepo",
        "GetApplication CreateCloudFormationTemplate GetCloudFormationTemplate CreateCloudFormationChangeSet",
      ),
      "arn:aws:serverlessrepo:*:297356227824:applications/*",
    ),
    need(
      words(
        "cloudformation",
        "CreateChangeSet DescribeChangeSet ExecuteChangeSet DeleteChangeSet DescribeStacks DescribeStackEvents DescribeStackResources GetTemplate ListStackResources UpdateStack DeleteStack TagResource UntagResource",
      ),
      "arn:aws:cloudformation:<region>:<account>:stack/serverlessrepo-<prefix>-*",
      "arn:aws:cloudformation:<region>:aws:transform/Serverless-2016-10-31",
    ),
    need(
      words(
        "iam",
        "CreateRole GetRole DeleteRole AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies PutRolePolicy GetRolePolicy DeleteRolePolicy ListRolePolicies TagRole",
      ),
      ROTATION_ROLE,
    ),
    pass("lambda", ROTATION_ROLE),
    need(
      words(
        "lambda",
        "CreateFunction GetFunction GetFunctionConfiguration GetFunctionRecursionConfig GetRuntimeManagementConfig UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction AddPermission RemovePermission TagResource UntagResource ListTags",
      ),
      FUNCTION,
    ),
    need(words("s3", "GetObject"), "arn:aws:s3:::awsserverlessrepo-changesets-*/*"),
    need(words("ec2", "DescribeSubnets DescribeSecurityGroups DescribeVpcs"), "*"),
  ],
  "aws:sns/topic:Topic": [
    need(
      words(
        "sns",
        "CreateTopic DeleteTopic GetTopicAttributes SetTopicAttributes TagResource UntagResource ListTagsForResource",
      ),
      TOPIC,
    ),
  ],
  "aws:sns/topicPolicy:TopicPolicy": [need(words("sns", "GetTopicAttributes SetTopicAttributes"), TOPIC)],
  "aws:sns/topicSubscription:TopicSubscription": [
    need(
      words(
        "sns",
        "Subscribe Unsubscribe GetSubscriptionAttributes SetSubscriptionAttributes ListSubscriptionsByTopic",
      ),
      TOPIC,
      `${TOPIC}:*`,
    ),
  ],
};

const arm = (type: string, ...more: readonly string[]) => [
  ...["read", "write", "delete"].map((verb) => `${type}/${verb}`),
  ...more,
];

/** Resource type -> the operations of Azure Resource Manager that it takes. */
export const AZURE_NEEDS: Readonly<Record<string, readonly string[]>> = {
  "pulumi:providers:azure-native": ["Microsoft.Resources/subscriptions/read"],
  "azure-native:authorization:RoleAssignment": arm("Microsoft.Authorization/roleAssignments"),
  "azure-native:authorization:RoleDefinition": arm("Microsoft.Authorization/roleDefinitions"),
  [VAULT_SECRET_TYPES.type]: arm("Microsoft.KeyVault/vaults/secrets").filter((verb) => !verb.endsWith("delete")),
  [VAULT_TYPES.type]: arm(
    "Microsoft.KeyVault/vaults",
    "Microsoft.KeyVault/vaults/deploy/action",
    // azure.allowedSubnetIds: whoever lets a subnet into a service needs it on the subnet.
    // @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
    "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
  ),
  "azure-native:managedidentity:UserAssignedIdentity": arm("Microsoft.ManagedIdentity/userAssignedIdentities"),
  "azure-native:managedidentity:FederatedIdentityCredential": arm(
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
  ),
  "azure-native:monitor:ActionGroup": arm("Microsoft.Insights/actionGroups"),
  "azure-native:monitor:ActivityLogAlert": arm("Microsoft.Insights/activityLogAlerts"),
  "azure-native:monitor:DiagnosticSetting": arm("Microsoft.Insights/diagnosticSettings"),
  "azure-native:monitor:ScheduledQueryRule": arm(
    "Microsoft.Insights/scheduledQueryRules",
    "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
  ),
  "azure-native:network:PrivateDnsZoneGroup": arm(
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    // The state of what runs on after the answer, here and for the endpoint.
    "Microsoft.Network/privateDnsOperationStatuses/read",
  ),
  "azure-native:network:PrivateEndpoint": arm(
    "Microsoft.Network/privateEndpoints",
    "Microsoft.Network/locations/operations/read",
    "Microsoft.Network/virtualNetworks/subnets/join/action",
    "Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action",
  ),
  "azure-native:operationalinsights:Workspace": arm(
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
  ),
  "azure-native:privatedns:PrivateZone": arm(
    "Microsoft.Network/privateDnsZones",
    "Microsoft.Network/privateDnsZones/join/action",
  ),
  "azure-native:privatedns:VirtualNetworkLink": arm(
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    "Microsoft.Network/virtualNetworks/join/action",
  ),
  "azure-native:resources:ResourceGroup": arm("Microsoft.Resources/subscriptions/resourceGroups"),
};

/** Resource type -> where it stands in the cluster. */
export const KUBERNETES_NEEDS: Readonly<Record<string, { readonly group: string; readonly resource: string }>> = {
  "kubernetes:core/v1:Namespace": { group: "", resource: "namespaces" },
  "kubernetes:core/v1:ServiceAccount": { group: "", resource: "serviceaccounts" },
  "kubernetes:external-secrets.io/v1:ClusterSecretStore": {
    group: "external-secrets.io",
    resource: "clustersecretstores",
  },
  "kubernetes:external-secrets.io/v1:ExternalSecret": { group: "external-secrets.io", resource: "externalsecrets" },
};

/** Types that need no permission of a cloud, and why. */
export const NEEDS_NOTHING: Readonly<Record<string, string>> = {
  "pulumi:providers:kubernetes": "signs in with the kubeconfig",
  "random:index/randomPassword:RandomPassword": "is made by the engine and kept in its state, encrypted",
  "kubernetes:helm.sh/v3:Release":
    "brings definitions, webhooks and cluster roles of its own: whoever installs it is the cluster's administrator",
};

/** What rotates a login that another program made (`aws.database.existing`): its name does not begin with the prefix. */
export const EXISTING_LOGIN: AwsNeed = {
  actions: ["secretsmanager:CancelRotateSecret", "secretsmanager:DescribeSecret", "secretsmanager:RotateSecret"],
  resources: ["<aws.database.existing.secretArn>"],
};
