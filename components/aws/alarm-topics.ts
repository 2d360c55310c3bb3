import { Topic, TopicPolicy, TopicSubscription } from "@pulumi/aws/sns/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { awsAlarmTopic, awsBackupTopic } from "../../catalogue/index.ts";
import { arn, commonTags, type Place } from "./place.ts";
import { topicPolicy } from "./policies.ts";

/**
 * The two ways to people. Each lies on a key that only the other's alarms watch: the first on the alarms' key, the
 * backup on the secrets' key.
 */
export type Way = "main" | "backup";

export type Topics = Readonly<Record<Way, Topic>>;

export interface TopicArgs {
  readonly way: Way;
  readonly keyArn: pulumi.Output<string>;
  /** The policy of that key: before it holds, nothing can be published. */
  readonly keyPolicy: pulumi.Resource;
  readonly emails: readonly string[];
}

// The first topic's resources have the names that they had before there was a second.
const INFIX: Readonly<Record<Way, string>> = { main: "", backup: "backup-" };

/** The topic's ARN, known before it is made. */
export function topicArn(place: Place, way: Way = "main"): string {
  return `${arn(place, "sns")}:${topicName(place, way)}`;
}

function topicName({ prefix }: Place, way: Way): string {
  return way === "main" ? awsAlarmTopic(prefix) : awsBackupTopic(prefix);
}

/** An encrypted topic that EventBridge and CloudWatch publish to, with its subscribers. */
export function createTopic(parent: pulumi.Resource, name: string, place: Place, args: TopicArgs): Topic {
  const { way, keyArn, keyPolicy, emails } = args;
  const begin = `${name}-${INFIX[way]}`;
  const topic = new Topic(
    `${begin}topic`,
    { name: topicName(place, way), kmsMasterKeyId: keyArn, tags: commonTags(place) },
    { parent, dependsOn: keyPolicy },
  );
  new TopicPolicy(
    `${begin}topic-policy`,
    { arn: topic.arn, policy: JSON.stringify(topicPolicy(place, topicArn(place, way))) },
    { parent },
  );
  for (const email of emails) {
    new TopicSubscription(`${begin}to-${email}`, { topic: topic.arn, protocol: "email", endpoint: email }, { parent });
  }
  return topic;
}
