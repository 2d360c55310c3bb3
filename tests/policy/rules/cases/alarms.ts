import { type Cases, ng, one, UNKNOWN_WIRE } from "../case.ts";

const RULE = "aws:cloudwatch/eventRule:EventRule";
const ALL = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
const CALL = "AWS API Call via CloudTrail";
const watching = (detail: object, more: object = {}) => ({
  eventPattern: JSON.stringify({ source: ["aws.secretsmanager"], "detail-type": [CALL], detail, ...more }),
});
const reads = { eventName: ["GetSecretValue"] };

const alarmRuleSeesReads: Cases = {
  ok: {
    "in the state that sees reads": one(RULE, { ...watching(reads), state: ALL }),
    "waiting for changes only": one(RULE, watching({ eventName: ["DeleteSecret", "PutResourcePolicy"] })),
    "waiting for a prefix that no read has": one(RULE, watching({ eventName: [{ prefix: "Delete" }] })),
    "another service": one(RULE, watching({ eventName: ["RunInstances"] }, { source: ["aws.ec2"] })),
    "on a schedule": one(RULE, { scheduleExpression: "rate(1 day)" }),
    "a service's own events": one(RULE, {
      eventPattern: JSON.stringify({ source: ["aws.health"], "detail-type": ["AWS Health Event"] }),
    }),
    "a pattern that is no JSON": one(RULE, { eventPattern: "nonsense" }),
    "everything but reads and their like": one(
      RULE,
      watching({ eventName: ["CreateSecret"] }, { source: [{ prefix: "aws.secrets" }] }),
    ),
  },
  ng: {
    "no state": ng(["blind"], one(RULE, watching(reads))),
    enabled: ng(["blind"], one(RULE, { ...watching(reads), state: "ENABLED" })),
    disabled: ng(["blind"], one(RULE, { ...watching(reads), state: "DISABLED" })),
    "any call": ng(["blind"], one(RULE, watching({}))),
    "denied calls": ng(
      ["blind"],
      one(RULE, watching({ errorCode: [{ prefix: "AccessDenied" }] }, { source: undefined })),
    ),
    "a prefix": ng(["blind"], one(RULE, watching({ eventName: [{ prefix: "Get" }] }))),
    "a wildcard": ng(["blind"], one(RULE, watching({ eventName: [{ wildcard: "*SecretValue" }] }))),
    "in any case": ng(["blind"], one(RULE, watching({ eventName: [{ "equals-ignore-case": "getsecretvalue" }] }))),
    "all but": ng(["blind"], one(RULE, watching({ eventName: [{ "anything-but": ["ListSecrets"] }] }))),
    "one of two alternatives": ng(["blind"], one(RULE, watching({ $or: [{ eventName: ["DeleteSecret"] }, reads] }))),
    "the key's use": ng(["blind"], one(RULE, watching({ eventName: ["Decrypt"] }, { source: ["aws.kms"] }))),
    "by the event's source": ng(
      ["blind"],
      one(RULE, watching({ ...reads, eventSource: ["secretsmanager.amazonaws.com"] }, { source: undefined })),
    ),
    "a source by its prefix": ng(["blind"], one(RULE, watching(reads, { source: [{ prefix: "aws.secrets" }] }))),
    "a pattern as an object": ng(
      ["blind"],
      one("aws-native:events:Rule", { eventPattern: { "detail-type": [CALL], detail: reads } }),
    ),
    "not known yet": ng(["undecided"], one(RULE, { eventPattern: UNKNOWN_WIRE })),
  },
};

const TOPIC = "aws:sns/topic:Topic";

const topicEncrypted: Cases = {
  ok: {
    "a customer key": one(TOPIC, { kmsMasterKeyId: "alias/alarms" }),
    "a key that the stack makes": one(TOPIC, { kmsMasterKeyId: UNKNOWN_WIRE }),
    "AWS's own key": one(TOPIC, { kmsMasterKeyId: "alias/aws/sns" }),
  },
  ng: { none: ng(["off"], one(TOPIC, {})), "an empty one": ng(["off"], one(TOPIC, { kmsMasterKeyId: "" })) },
};

const topicUsesCustomerKey: Cases = {
  ok: { "a customer key": one(TOPIC, { kmsMasterKeyId: "alias/alarms" }) },
  ng: { "AWS's own key": ng(["awsKey"], one(TOPIC, { kmsMasterKeyId: "alias/aws/sns" })) },
};

const BUCKET = "aws:s3/bucket:Bucket";
const trail = { type: "aws:cloudtrail/trail:Trail", name: "trail", from: { s3BucketName: "bucket" } };
const bucket = { type: BUCKET, name: "bucket", props: {} };
const four = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const block = (props: Readonly<Record<string, unknown>> = four) => ({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  name: "block",
  props,
  from: { bucket: "bucket" },
});
const policy = (statement: object) => ({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name: "policy",
  props: {
    policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...statement }] }),
  },
  from: { bucket: "bucket" },
});

const trailBucketPrivate: Cases = {
  ok: {
    "all four switches": { resources: [trail, bucket, block()] },
    "the account's four switches": {
      resources: [trail, bucket, { type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", props: four }],
    },
    "no trail's bucket": { resources: [bucket] },
    "a bucket that another stack makes": { resources: [{ type: trail.type, props: { s3BucketName: "theirs" } }] },
    "for CloudTrail": {
      resources: [trail, bucket, block(), policy({ Principal: { Service: "cloudtrail.amazonaws.com" } })],
    },
    "unencrypted transport denied to everybody": {
      resources: [trail, bucket, block(), policy({ Effect: "Deny", Principal: "*" })],
    },
  },
  ng: {
    nothing: ng(["noBlock"], { resources: [trail, bucket] }),
    "by the bucket's name": ng(["noBlock"], {
      resources: [
        { type: trail.type, props: { s3BucketName: "logs" } },
        { type: "aws:s3/bucketV2:BucketV2", props: { bucket: "logs" } },
      ],
    }),
    "another bucket's block": ng(["noBlock"], {
      resources: [trail, bucket, { ...block(), from: { bucket: "other" } }],
    }),
    "three switches": ng(["switchOff"], {
      resources: [trail, bucket, block({ ...four, restrictPublicBuckets: false })],
    }),
    "no switch": ng(["switchOff"], { resources: [trail, bucket, block({})] }),
    "a public access control list": ng(["publicAcl"], {
      resources: [trail, { ...bucket, props: { acl: "public-read" } }, block()],
    }),
    "a public list beside it": ng(["publicAcl"], {
      resources: [
        trail,
        bucket,
        block(),
        { type: "aws:s3/bucketAcl:BucketAcl", props: { acl: "public-read-write" }, from: { bucket: "bucket" } },
      ],
    }),
    "a public policy": ng(["publicPolicy"], { resources: [trail, bucket, block(), policy({ Principal: "*" })] }),
    "a policy for everybody of AWS": ng(["publicPolicy"], {
      resources: [trail, bucket, block(), policy({ Principal: { AWS: "*" } })],
    }),
  },
};

const versioning = (status: string) => ({
  type: "aws:s3/bucketVersioning:BucketVersioning",
  name: "versioning",
  props: { versioningConfiguration: { status } },
  from: { bucket: "bucket" },
});

const trailBucketVersioned: Cases = {
  ok: {
    versioned: { resources: [trail, bucket, versioning("Enabled")] },
    "by the bucket itself": { resources: [trail, { ...bucket, props: { versioning: { enabled: true } } }] },
    "no trail's bucket": { resources: [bucket] },
  },
  ng: {
    "not versioned": ng(["off"], { resources: [trail, bucket] }),
    suspended: ng(["off"], { resources: [trail, bucket, versioning("Suspended")] }),
  },
};

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const topic = { type: TOPIC, name: "topic", props: { arn: "arn:aws:sns:eu-central-1:111122223333:alarms" } };
const alarm = { type: ALARM, name: "alarm", props: { alarmActions: [UNKNOWN_WIRE] }, from: { alarmActions: "topic" } };
const subscription = {
  type: "aws:sns/topicSubscription:TopicSubscription",
  props: { protocol: "email", endpoint: "security@example.com", topic: topic.props.arn },
};
const rule = { type: RULE, name: "rule", props: { ...watching(reads), state: ALL } };
const target = { type: "aws:cloudwatch/eventTarget:EventTarget", from: { rule: "rule", arn: "topic" } };
const people = { emailReceivers: [{ name: "n", emailAddress: "security@example.com" }] };

const absence = {
  type: ALARM,
  name: "absence",
  props: { treatMissingData: "breaching", alarmActions: ["arn:aws:sns:eu-central-1:111122223333:theirs"] },
  from: { dimensions: "rule" },
};
const told = { ...topic, name: "told" };
const toTold = { ...subscription, name: "to-told", from: { topic: "told" } };

const alarmsHaveReceivers: Cases = {
  ok: {
    "an alarm, a topic, a subscription": { resources: [alarm, topic, subscription] },
    "a rule, a target, a topic, a subscription": { resources: [rule, target, topic, subscription] },
    "a heartbeat, whose absence is told": {
      resources: [rule, target, topic, { ...absence, from: { ...absence.from, alarmActions: "told" } }, told, toTold],
    },
    "a topic of another stack": {
      resources: [{ type: ALARM, props: { alarmActions: ["arn:aws:sns:eu-central-1:111122223333:theirs"] } }],
    },
    "a topic that carries no alarms": { resources: [topic] },
    "a part of a composite alarm": {
      resources: [
        { type: ALARM, name: "part", props: {} },
        {
          type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
          props: { alarmActions: ["a"] },
          from: { alarmRule: "part" },
        },
      ],
    },
    "a rule on a schedule": one(RULE, { scheduleExpression: "rate(1 day)" }),
    "an action group with people": one("azure-native:monitor:ActionGroup", { enabled: true, ...people }),
    "an alert with a group": one("azure-native:monitor:ActivityLogAlert", {
      actions: { actionGroups: [{ actionGroupId: UNKNOWN_WIRE }] },
    }),
    "a metric alert with a group": one("azure-native:insights:MetricAlert", { actions: [{ actionGroupId: "g" }] }),
  },
  ng: {
    "no action": ng(["noAction"], one(ALARM, {})),
    "no action in a list": ng(["noAction"], one(ALARM, { alarmActions: [] })),
    "actions switched off": ng(["silenced"], {
      resources: [{ ...alarm, props: { ...alarm.props, actionsEnabled: false } }, topic, subscription],
    }),
    "nobody has subscribed": ng(["noSubscriber"], { resources: [alarm, topic] }),
    "somebody has subscribed to another topic": ng(["noSubscriber"], {
      resources: [alarm, topic, { ...subscription, props: { ...subscription.props, topic: "arn:other" } }],
    }),
    "an empty address": ng(["noSubscriber"], {
      resources: [alarm, topic, { ...subscription, props: { ...subscription.props, endpoint: "" } }],
    }),
    "a rule without a target": ng(["noTarget"], { resources: [rule] }),
    "a rule that is off": ng(["silenced"], {
      resources: [{ ...rule, props: { ...rule.props, state: "DISABLED" } }, target, topic, subscription],
    }),
    "a heartbeat whose absence nobody is told of": ng(["noAction", "noSubscriber"], {
      resources: [rule, target, topic, { ...absence, props: { ...absence.props, alarmActions: [] } }],
    }),
    "a rule that is counted, to a topic nobody hears": ng(["noSubscriber"], {
      resources: [rule, target, topic, { ...absence, props: { ...absence.props, treatMissingData: "notBreaching" } }],
    }),
    "a rule to a topic nobody hears": ng(["noSubscriber"], { resources: [rule, target, topic] }),
    "an action group without anybody": ng(
      ["noReceiver"],
      one("azure-native:monitor:ActionGroup", { enabled: true, emailReceivers: [] }),
    ),
    "an action group that is off": ng(
      ["silenced"],
      one("azure-native:insights/v20230101:ActionGroup", { enabled: false, ...people }),
    ),
    "a query without a group": ng(
      ["noAction"],
      one("azure-native:monitor:ScheduledQueryRule", { actions: { actionGroups: [] } }),
    ),
    "an alert that is off": ng(
      ["silenced"],
      one("azure-native:monitor:ActivityLogAlert", {
        enabled: false,
        actions: { actionGroups: [{ actionGroupId: "g" }] },
      }),
    ),
  },
};

const KMS_KEY = "aws:kms/key:Key";
const keyArn = (end: string) => `arn:aws:kms:eu-central-1:111122223333:key/${end}`;
const key = (name: string) => ({ type: KMS_KEY, name, props: { arn: keyArn(name), keyId: name } });
const kms = (detail: object) => watching(detail, { source: ["aws.kms"] });
const keyRule = (name: string) => ({
  type: RULE,
  name: "rule",
  props: { ...kms({ eventName: ["DisableKey"], resources: { ARN: [keyArn(name)] } }), state: ALL },
});
const topicOn = (name: string, keyName: string) => ({
  type: TOPIC,
  name,
  props: { arn: `arn:aws:sns:eu-central-1:111122223333:${name}`, kmsMasterKeyId: UNKNOWN_WIRE },
  from: { kmsMasterKeyId: keyName },
});
const to = (name: string) => ({ type: target.type, from: { rule: "rule", arn: name } });
const counts = (name: string) => ({ type: ALARM, from: { dimensions: "rule", alarmActions: name } });
const topicRule = {
  type: RULE,
  name: "rule",
  props: watching(
    { eventName: ["DeleteTopic"], requestParameters: { topicArn: [topic.props.arn] } },
    { source: ["aws.sns"] },
  ),
};

const group = (name: string) => ({ type: "azure-native:monitor:ActionGroup", name, props: {} });
const groupRule = (told: string) => ({
  type: "azure-native:monitor:ActivityLogAlert",
  name: `tells-${told}`,
  props: { condition: { allOf: [{ field: "operationName", equals: "Microsoft.Insights/actionGroups/delete" }] } },
  from: { actions: told },
});

const alarmsStandApart: Cases = {
  ok: {
    "a topic on another key": { resources: [key("a"), key("b"), keyRule("a"), topicOn("t", "b"), to("t")] },
    "a second topic on another key": {
      resources: [key("a"), key("b"), keyRule("a"), topicOn("t", "a"), topicOn("u", "b"), to("t"), to("u")],
    },
    "a CloudWatch alarm that tells a topic on another key": {
      resources: [key("a"), key("b"), keyRule("a"), topicOn("t", "a"), topicOn("u", "b"), to("t"), counts("u")],
    },
    "a rule that watches another key": { resources: [key("a"), key("b"), keyRule("b"), topicOn("t", "a"), to("t")] },
    "a pattern that names another key, made where this one is known": {
      resources: [
        key("a"),
        key("b"),
        { ...keyRule("b"), from: { eventPattern: ["a", "b"] } },
        topicOn("t", "a"),
        to("t"),
      ],
    },
    "a rule that tells no topic": { resources: [key("a"), keyRule("a"), topicOn("t", "a")] },
    "two action groups": { resources: [groupRule("people"), groupRule("backup"), group("people"), group("backup")] },
    "an alert that watches no action group": {
      resources: [{ ...groupRule("people"), props: { condition: {} } }, group("people")],
    },
    "a topic that another tells of": {
      resources: [topicRule, topic, { ...topic, name: "two", props: { arn: "arn:two" } }, to("topic"), to("two")],
    },
  },
  ng: {
    "an action group that itself tells of its end": ng(["ownGroup"], {
      resources: [groupRule("people"), group("people")],
    }),
    "a topic on the key": ng(["ownKey"], { resources: [key("a"), keyRule("a"), topicOn("t", "a"), to("t")] }),
    "by the key's id": ng(["ownKey"], {
      resources: [
        key("a"),
        { ...keyRule("a"), props: kms({ eventName: ["DisableKey"], requestParameters: { keyId: ["a"] } }) },
        topicOn("t", "a"),
        to("t"),
      ],
    }),
    "a pattern made of a key that is not made yet": ng(["ownKey"], {
      resources: [
        { type: KMS_KEY, name: "a", props: {} },
        { ...keyRule("a"), from: { eventPattern: "a" } },
        topicOn("t", "a"),
        to("t"),
      ],
    }),
    "two topics on the key": ng(["ownKey"], {
      resources: [key("a"), keyRule("a"), topicOn("t", "a"), topicOn("u", "a"), to("t"), to("u")],
    }),
    "a CloudWatch alarm that tells the same": ng(["ownKey"], {
      resources: [key("a"), keyRule("a"), topicOn("t", "a"), counts("t")],
    }),
    "a topic that tells of itself": ng(["ownTopic"], { resources: [topicRule, topic, to("topic")] }),
  },
};

export const alarms: Readonly<Record<string, Cases>> = {
  "alarm-rule-sees-reads": alarmRuleSeesReads,
  "topic-encrypted": topicEncrypted,
  "topic-uses-customer-key": topicUsesCustomerKey,
  "trail-bucket-private": trailBucketPrivate,
  "trail-bucket-versioned": trailBucketVersioned,
  "alarms-have-receivers": alarmsHaveReceivers,
  "alarms-stand-apart": alarmsStandApart,
};
