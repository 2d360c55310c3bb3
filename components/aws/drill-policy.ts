import { awsAlarmTopic, awsBackupTopic, awsWatchName } from "../../catalogue/index.ts";
import { arn, type Place } from "./place.ts";
import { type PolicyDocument, policy } from "./policies.ts";

/** What a drill looks at: the alarm on refused access, its rule, its topic, and whether a trail sees reads. No secret. */
export function drillPolicy(place: Place): PolicyDocument {
  const alarms = `${arn(place, "cloudwatch")}:alarm:${awsWatchName(place.prefix, "*")}`;
  return policy(
    {
      Sid: "SeeTheAlarm",
      Effect: "Allow",
      Action: [
        "events:DescribeRule",
        "events:ListTargetsByRule",
        "sns:ListSubscriptionsByTopic",
        "cloudwatch:DescribeAlarms",
      ],
      Resource: [
        alarms,
        `${arn(place, "events")}:rule/${awsWatchName(place.prefix, "*")}`,
        `${arn(place, "sns")}:${awsAlarmTopic(place.prefix)}`,
        `${arn(place, "sns")}:${awsBackupTopic(place.prefix)}`,
      ],
    },
    {
      Sid: "SeeTrails",
      Effect: "Allow",
      Action: [
        "cloudwatch:GetMetricStatistics",
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetTrailStatus",
        "cloudtrail:GetEventSelectors",
      ],
      // The trail may be another account's, metrics have no resource, and a policy with both is short.
      Resource: "*",
    },
  );
}
