import { EVENT_RULES, eventPattern, watchesApiCalls } from "../event-pattern.ts";
import { refersTo } from "../references.ts";
import { isOneOf } from "../resource-type.ts";
import { about, messages, type StackResource, type StackRule } from "../rule.ts";
import { texts } from "../values.ts";

const ALARMS = new Set(["aws:cloudwatch:MetricAlarm"]);
const TARGETS = new Set(["aws:cloudwatch:EventTarget"]);
const TOPICS = new Set(["aws:sns:Topic"]);
const KEYS = new Set(["aws:kms:Key"]);
const ACTIVITY_ALERTS = new Set(["azure-native:monitor:ActivityLogAlert", "azure:monitoring:ActivityLogAlert"]);
const ACTION_GROUPS = new Set(["azure-native:monitor:ActionGroup", "azure:monitoring:ActionGroup"]);
/** Operations by which a way to people is taken away. */
const OF_ACTION_GROUPS = "Microsoft.Insights/actionGroups/";

const found = messages({
  ownKey: (watched: string) =>
    `the rule watches the key ${watched}, and every topic that it tells is encrypted with that key: whoever breaks the key silences its alarm. Tell a topic with another key`,
  ownTopic: (watched: string) =>
    `the rule watches the topic ${watched}, and tells no other: whoever breaks the topic silences its alarm. Tell a second topic`,
  ownGroup: (watched: string) =>
    `the alert watches action groups, and people are told of it by ${watched} alone: whoever empties or deletes that one silences its alarm. Tell a second action group`,
});

/** No alarm depends on what it watches. */
export const alarmsStandApart: StackRule = {
  id: "alarms-stand-apart",
  *judgeStack(resources) {
    const of = (types: ReadonlySet<string>) => resources.filter((resource) => isOneOf(resource, types));
    const topics = of(TOPICS);
    for (const rule of of(EVENT_RULES)) {
      if (!watchesApiCalls(eventPattern(rule))) continue;
      const ways = topics.filter((topic) => tells(rule, topic, of(TARGETS), of(ALARMS)));
      if (ways.length === 0) continue;
      for (const key of of(KEYS)) {
        if (!watches(rule, key)) continue;
        if (ways.every((topic) => refersTo(topic, "kmsMasterKeyId", key))) yield about(rule, found.ownKey(key.name));
      }
      for (const topic of topics) {
        if (watches(rule, topic) && ways.every((way) => way === topic)) yield about(rule, found.ownTopic(topic.name));
      }
    }
    const alerts = of(ACTIVITY_ALERTS).filter((alert) => JSON.stringify(alert.props).includes(OF_ACTION_GROUPS));
    const groups = of(ACTION_GROUPS).filter((group) => alerts.some((alert) => tellsGroup(alert, group)));
    const [only] = groups;
    if (groups.length === 1 && only !== undefined)
      for (const alert of alerts) yield about(alert, found.ownGroup(only.name));
  },
};

/** Directly, or by an alarm that counts the rule's events. */
function tells(
  rule: StackResource,
  topic: StackResource,
  targets: readonly StackResource[],
  alarms: readonly StackResource[],
): boolean {
  return (
    targets.some((target) => refersTo(target, "rule", rule) && refersTo(target, "arn", topic)) ||
    alarms.some((alarm) => refersTo(alarm, "dimensions", rule) && refersTo(alarm, "alarmActions", topic))
  );
}

function tellsGroup(alert: StackResource, group: StackResource): boolean {
  return ["actions", "action"].some((property) => refersTo(alert, property, group));
}

/** Whether the pattern names the resource: by its ARN or id, or, while those are not known, as what it is made of. */
function watches(rule: StackResource, watched: StackResource): boolean {
  const names = texts([watched.props.arn, watched.props.keyId]).filter((name) => name !== "");
  if (names.length === 0) return rule.sources.eventPattern?.includes(watched.urn) === true;
  const pattern = JSON.stringify(eventPattern(rule)) ?? "";
  return names.some((name) => pattern.includes(`"${name}"`));
}
