import { MetricAlarm } from "@pulumi/aws/cloudwatch/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { awsHeartbeatId } from "../../catalogue/index.ts";
import type { Topics } from "./alarm-topics.ts";
import { ALARMS, watchName } from "./event-patterns.ts";
import { commonTags, otherRegions, type Place } from "./place.ts";

/** An alarm that counts events: one is enough. */
export const ONCE_IN_FIVE_MINUTES = {
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  evaluationPeriods: 1,
  // EventBridge sends no metric while there is nothing to count.
  treatMissingData: "notBreaching",
} as const;

/** A metric alarm adds up no more metrics than this: docs.aws.amazon.com/AmazonCloudWatch, "CloudWatch service quotas". */
const METRICS_OF_AN_ALARM = 10;

/** Rules whose events do not reach the topic; CloudWatch reaches it by a way of its own. */
export function createUndeliveredAlarms(parent: pulumi.Resource, name: string, place: Place, told: Topics): void {
  const ids = [
    ...Object.keys(ALARMS),
    ...[place.region, ...otherRegions(place)].map((region) => awsHeartbeatId(place.region, region)),
  ];
  for (let first = 0; first < ids.length; first += METRICS_OF_AN_ALARM) {
    const number = first === 0 ? "" : `-${1 + first / METRICS_OF_AN_ALARM}`;
    new MetricAlarm(
      `${name}-undelivered${number}-alarm`,
      {
        name: watchName(place, `undelivered${number}`),
        alarmDescription: `Events of the alarms under ${place.prefix}/ could not be delivered to their topic`,
        metricQueries: [
          { id: "failed", expression: "SUM(METRICS())", label: "Undelivered events", returnData: true },
          ...ids.slice(first, first + METRICS_OF_AN_ALARM).map((id) => ({
            // An id has no hyphens.
            id: id.replaceAll("-", "_"),
            metric: {
              namespace: "AWS/Events",
              metricName: "FailedInvocations",
              dimensions: { RuleName: watchName(place, id) },
              stat: "Sum",
              period: 300,
            },
          })),
        ],
        ...ONCE_IN_FIVE_MINUTES,
        // The topic that cannot be reached is no way to tell of it.
        alarmActions: [told.main.arn, told.backup.arn],
        tags: commonTags(place),
      },
      { parent },
    );
  }
}
