import { PROGRAM_VERSION_PREFIX } from "../../catalogue/index.ts";

/** What making, reading, changing and deleting a resource of one type takes. */
export interface AwsNeed {
  readonly actions: readonly string[];
  /** ARN patterns; `<account>`, `<region>` and `<prefix>` stand for the team's own. */
  readonly resources: readonly string[];
  /** Under which condition alone it is needed. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
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
const KEY = "arn:aws:kms:<region>:<account>:key/*";
const FUNCTION = "arn:aws:lambda:<region>:<account>:function:<prefix>-*";
const LOGS = "arn:aws:logs:<region>:<account>:log-group:/aws/lambda/<prefix>-*";

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
    need(words("iam", "PassRole"), ROLE),
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
      words("cloudwatch", "PutMetricAlarm DeleteAlarms TagResource UntagResource ListTagsForResource"),
      "arn:aws:cloudwatch:<region>:<account>:alarm:<prefix>-*",
    ),
    need(words("cloudwatch", "DescribeAlarms"), "*"),
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
        "CreateRole GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole TagRole UntagRole ListRoleTags",
      ),
      ROLE,
    ),
  ],
  "aws:iam/rolePolicy:RolePolicy": [need(words("iam", "PutRolePolicy GetRolePolicy DeleteRolePolicy"), ROLE)],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [
    need(words("iam", "AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies"), ROLE),
  ],
  "aws:kms/alias:Alias": [
    need(words("kms", "CreateAlias UpdateAlias DeleteAlias"), "arn:aws:kms:<region>:<account>:alias/<prefix>-*", KEY),
    need(words("kms", "ListAliases"), "*"),
  ],
  "aws:kms/key:Key": [
    need(words("kms", "CreateKey"), "*"),
    need(
      words(
        "kms",
        "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags EnableKey DisableKey EnableKeyRotation DisableKeyRotation UpdateKeyDescription ScheduleKeyDeletion TagResource UntagResource PutKeyPolicy",
      ),
      KEY,
    ),
  ],
  "aws:kms/keyPolicy:KeyPolicy": [need(words("kms", "GetKeyPolicy PutKeyPolicy"), KEY)],
  "aws:lambda/function:Function": [
    need(
      words(
        "lambda",
        "CreateFunction GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig ListVersionsByFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction TagResource UntagResource ListTags",
      ),
      FUNCTION,
    ),
    need(words("iam", "PassRole"), ROLE),
  ],
  "aws:s3/bucket:Bucket": [
    need(
      words(
        "s3",
        "CreateBucket DeleteBucket ListBucket GetBucketLocation GetBucketTagging PutBucketTagging GetBucketAcl GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration GetBucketPolicy GetBucketOwnershipControls",
      ),
      BUCKET,
    ),
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
      "arn:aws:scheduler:<region>:<account>:schedule/default/<prefix>-*",
    ),
    need(words("iam", "PassRole"), ROLE),
  ],
  "aws:secretsmanager/secret:Secret": [
    need(
      words(
        "secretsmanager",
        "CreateSecret DescribeSecret UpdateSecret DeleteSecret GetResourcePolicy TagResource UntagResource ReplicateSecretToRegions RemoveRegionsFromReplication",
      ),
      SECRET,
    ),
    need(words("kms", "GenerateDataKey Decrypt"), KEY),
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
    need(words("kms", "GenerateDataKey Decrypt"), KEY),
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
        "CreateRole GetRole DeleteRole PassRole AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy TagRole",
      ),
      "arn:aws:iam::<account>:role/serverlessrepo-<prefix>-*",
    ),
    need(
      words(
        "lambda",
        "CreateFunction GetFunction GetFunctionConfiguration UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction AddPermission RemovePermission TagResource UntagResource ListTags",
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
  "azure-native:keyvault:Secret": arm("Microsoft.KeyVault/vaults/secrets").filter((verb) => !verb.endsWith("delete")),
  "azure-native:keyvault:Vault": arm("Microsoft.KeyVault/vaults", "Microsoft.KeyVault/vaults/deploy/action"),
  "azure-native:managedidentity:UserAssignedIdentity": arm("Microsoft.ManagedIdentity/userAssignedIdentities"),
  "azure-native:managedidentity:FederatedIdentityCredential": arm(
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
  ),
  "azure-native:monitor:ActionGroup": arm("Microsoft.Insights/actionGroups"),
  "azure-native:monitor:ActivityLogAlert": arm("Microsoft.Insights/activityLogAlerts"),
  "azure-native:monitor:DiagnosticSetting": arm("Microsoft.Insights/diagnosticSettings"),
  "azure-native:monitor:ScheduledQueryRule": arm("Microsoft.Insights/scheduledQueryRules"),
  "azure-native:network:PrivateDnsZoneGroup": arm("Microsoft.Network/privateEndpoints/privateDnsZoneGroups"),
  "azure-native:network:PrivateEndpoint": arm(
    "Microsoft.Network/privateEndpoints",
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
