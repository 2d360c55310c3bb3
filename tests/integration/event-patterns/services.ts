/** A member of an operation's input, or `<operation>.<member>` -> the text that names a resource of the stack in it. */
export type Target = Readonly<Record<string, unknown>>;

/** A service as the test of every API call takes it. */
export interface Service {
  /** As CloudTrail names it, where that is not the model's own name. */
  readonly source?: string;
  /** Resources of the stack, as a caller names them. An operation must ring for each that its input can name. */
  readonly targets: readonly Target[];
  /** CloudTrail's name of an operation, where it has another. */
  readonly eventName?: (operation: string) => string;
  /**
   * Reason -> the operations that need no alarm, `*` at the end of one stands for any end. UNNAMED stands for those whose
   * input cannot name any of the targets.
   */
  readonly explained: Readonly<Record<string, string>>;
}

export const UNNAMED = "(unnamed)";

export interface Names {
  readonly secret: string;
  readonly keyArn: string;
  readonly alarmsKeyArn: string;
  readonly rule: string;
  readonly topics: readonly string[];
  readonly trail: string;
  readonly bucket: string;
  readonly rotationRole: string;
}

/** The services whose calls can read, write, expose, redirect or silence: every operation rings, or has its reason here. */
export function services(names: Names): Readonly<Record<string, Service>> {
  const { secret, keyArn, alarmsKeyArn, rule, topics, trail, bucket, rotationRole } = names;
  const account = rotationRole.split(":").slice(0, 5).join(":");
  const named = (name: string): Target => ({
    RoleName: name,
    PolicyArn: `${account}:policy/qualisys-reader-llm`,
  });
  const secretName = secret.slice(secret.lastIndexOf(":") + 1, -"-xxxxxx".length);
  const key = (arn: string, alias: string): Target => ({ KeyId: arn, SourceKeyId: arn, AliasName: alias });
  return {
    secretsmanager: {
      targets: [{ SecretId: secret, SecretIdList: [secret], Name: secretName }],
      explained: {
        "shows no value": "DescribeSecret GetResourcePolicy ListSecretVersionIds ListSecrets ListResourcePolicies",
        "makes up a password, or checks a text": "GetRandomPassword ValidateResourcePolicy",
      },
    },
    kms: {
      targets: [key(keyArn, "alias/qualisys-secrets"), key(alarmsKeyArn, "alias/qualisys-alarms")],
      explained: {
        "shows no plaintext and no key material":
          "DescribeKey GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus GetPublicKey ListAliases ListGrants ListKeyPolicies ListKeyRotations ListKeys ListResourceTags ListRetirableGrants DescribeCustomKeyStores",
        "use of the key: its policy allows it through Secrets Manager and SNS alone, and a refused one raises denied":
          "Decrypt Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext ReEncrypt",
        "not for a symmetric key that encrypts":
          "Decapsulate DeriveSharedSecret Encapsulate GenerateMac Sign Verify VerifyMac",
        "not for a key whose material AWS made, in one region":
          "DeleteImportedKeyMaterial GetParametersForImport ImportKeyMaterial ReplicateKey UpdatePrimaryRegion",
        "brings the key back, or renews it": "CancelKeyDeletion EnableKey EnableKeyRotation RotateKeyOnDemand",
        "no grant exists: making one rings": "RetireGrant RevokeGrant",
        "a tag decides which deployer may administer, and what that one then does rings": "TagResource UntagResource",
        "an alias gives no use; moving or deleting the stack's rings": "CreateAlias",
        "changes a text": "UpdateKeyDescription",
        "names no key of the stack":
          "CreateKey GenerateRandom CreateCustomKeyStore ConnectCustomKeyStore DeleteCustomKeyStore DisconnectCustomKeyStore UpdateCustomKeyStore",
      },
    },
    events: {
      targets: [{ Name: rule, Rule: rule, "UpdateEventBus.Name": "default" }],
      explained: {
        "shows, or tries a pattern": "Describe* List* TestEventPattern",
        "adds events; a source that begins with aws. is AWS's own": "PutEvents PutPartnerEvents",
        "changes a label": "TagResource UntagResource",
        "a bus's policy: denying the forwarders stops what other regions send": "PutPermission RemovePermission",
        "has no rule and no part of the default bus":
          "ActivateEventSource CancelReplay CreateApiDestination CreateArchive CreateConnection CreateEndpoint CreateEventBus CreatePartnerEventSource DeactivateEventSource DeauthorizeConnection DeleteApiDestination DeleteArchive DeleteConnection DeleteEndpoint DeleteEventBus DeletePartnerEventSource StartReplay UpdateApiDestination UpdateArchive UpdateConnection UpdateEndpoint",
      },
    },
    cloudwatch: {
      source: "monitoring",
      targets: [{ AlarmName: rule, AlarmNames: [rule], MuteTargets: { alarmNames: [rule] } }],
      explained: {
        shows: "Describe* Get* List*",
        "brings an alarm back": "EnableAlarmActions DeleteAlarmMuteRule",
        "AWS's namespaces take no data; a false figure in the spend watch's own is a data event, which no trail keeps":
          "PutMetricData",
        "no alarm of the stack is made of it":
          "AssociateDatasetKmsKey CreateResourceMetricsConfiguration DeleteAnomalyDetector DeleteDashboards DeleteInsightRules DeleteMetricDataQueryDefinition DeleteMetricStream DeleteResourceMetricsConfiguration DisableInsightRules DisassociateDatasetKmsKey EnableInsightRules PutAnomalyDetector PutDashboard PutInsightRule PutManagedInsightRules PutMetricDataQueryDefinition PutMetricStream StartMetricStreams StartOTelEnrichment StopMetricStreams StopOTelEnrichment UpdateOTelEnrichment UpdateResourceMetricsConfiguration",
        "changes a label": "TagResource UntagResource",
      },
    },
    sns: {
      targets: topics.map((topic) => ({ TopicArn: topic, ResourceArn: topic, SubscriptionArn: `${topic}:1234` })),
      explained: {
        "shows, or asks for a number": "Get* List* CheckIfPhoneNumberIsOptedOut",
        "adds an email; a data event, which no trail keeps": "Publish PublishBatch",
        "ends what Subscribe began, and that rings": "ConfirmSubscription",
        "returns the topic that exists, unchanged": "CreateTopic",
        "changes a label": "TagResource UntagResource",
        "of telephones, to which no topic of the stack speaks":
          "CreatePlatformApplication CreatePlatformEndpoint CreateSMSSandboxPhoneNumber DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber OptInPhoneNumber SetEndpointAttributes SetPlatformApplicationAttributes SetSMSAttributes VerifySMSSandboxPhoneNumber",
      },
    },
    cloudtrail: {
      targets: [{ Name: trail, TrailName: trail }],
      explained: {
        "shows, or searches":
          "Describe* Get* List* LookupEvents SearchSampleQueries GenerateQuery StartQuery CancelQuery",
        "another trail": "CreateTrail",
        "brings the trail back": "StartLogging",
        "finds unusual calls; no alarm of the stack is made of them": "PutInsightSelectors",
        "changes a label": "AddTags RemoveTags",
        "of an organization's trail, whose events are another account's":
          "DeregisterOrganizationDelegatedAdmin RegisterOrganizationDelegatedAdmin",
        "of event data stores, channels and dashboards: no alarm is made of them":
          "CreateChannel CreateDashboard CreateEventDataStore DeleteChannel DeleteDashboard DeleteEventDataStore DeleteResourcePolicy DisableFederation EnableFederation PutResourcePolicy RestoreEventDataStore StartDashboardRefresh StartEventDataStoreIngestion StartImport StopEventDataStoreIngestion StopImport UpdateChannel UpdateDashboard UpdateEventDataStore",
      },
    },
    iam: {
      targets: [
        "qualisys-reader-llm",
        "qualisys-secret-writer",
        "deployer",
        rotationRole.slice(rotationRole.lastIndexOf("/") + 1),
      ].map(named),
      explained: {
        "names no role and no policy of the stack. Where it names a known user or the cluster's provider it rings, too":
          UNNAMED,
        shows: "Get* List*",
        "changes a label, and no policy of the stack looks at those": "TagRole TagPolicy UntagRole UntagPolicy",
      },
    },
    sts: {
      targets: ["qualisys-reader-llm", "qualisys-reader-spend"].map((name) => ({ RoleArn: `${account}:role/${name}` })),
      explained: {
        "makes no session of a reader, and a read by any other raises stranger": UNNAMED,
      },
    },
    lambda: {
      targets: ["qualisys-spend-watch", "qualisys-database-rotation"].map((name) => ({
        FunctionName: name,
        ResourceArn: `arn:aws:lambda:eu-central-1:111122223333:function:${name}`,
        Role: rotationRole,
      })),
      eventName: (operation) => `${operation}20150331v2`,
      explained: {
        "names no function of the stack": UNNAMED,
        shows: "Get* List*",
        "calls the function, whose answer holds no value: a data event, which no trail keeps":
          "Invoke InvokeAsync InvokeWithResponseStream",
      },
    },
    logs: {
      targets: [],
      explained: { "no alarm is made of a log, and a function's log holds no value": "*" },
    },
    scheduler: {
      targets: ["qualisys-heartbeat", "qualisys-rotation-quarterly", "qualisys-spend-watch"].map((name) => ({
        Name: name,
      })),
      explained: {
        shows: "Get* List*",
        "makes one where none of the name is": "CreateSchedule CreateScheduleGroup",
        "the stack's schedules are in the default group, which cannot be deleted": "DeleteScheduleGroup",
        "changes a label, which a schedule does not have": "TagResource UntagResource",
      },
    },
    s3: {
      targets: [{ Bucket: bucket }],
      eventName: s3EventName,
      explained: {
        shows: "Get* Head* List*",
        "changes objects, not the bucket: data events, which no trail keeps. Digests show that a log file was changed":
          "AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload CreateSession DeleteObject DeleteObjectAnnotation DeleteObjectTagging DeleteObjects PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold PutObjectRetention PutObjectTagging RenameObject RestoreObject SelectObjectContent UpdateObjectEncryption UploadPart UploadPartCopy WriteGetObjectResponse",
        "a bucket that exists is not made again": "CreateBucket",
        "lists the objects in a table of its own, without their content":
          "CreateBucketMetadataConfiguration CreateBucketMetadataTableConfiguration UpdateBucketMetadata*",
      },
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html */
function s3EventName(operation: string): string {
  return operation
    .replace(/^(Put|Delete)PublicAccessBlock$/, "$1BucketPublicAccessBlock")
    .replace(/^PutObjectLockConfiguration$/, "PutBucketObjectLockConfiguration")
    .replace(/^PutBucket(Lifecycle|Notification)Configuration$/, "PutBucket$1");
}
