import { eventPattern, watchesApiCalls } from "../event-pattern.ts";
import { refersTo } from "../references.ts";
import { isOneOf, typeName } from "../resource-type.ts";
import { about, type Finding, messages, type StackResource, type StackRule } from "../rule.ts";
import { at, items } from "../values.ts";

const METRIC_ALARMS = new Set(["aws:cloudwatch:MetricAlarm", "aws:cloudwatch:CompositeAlarm"]);
const COMPOSITES = new Set(["aws:cloudwatch:CompositeAlarm"]);
const TARGETS = new Set(["aws:cloudwatch:EventTarget"]);
const TOPICS = new Set(["aws:sns:Topic"]);
const SUBSCRIPTIONS = new Set(["aws:sns:TopicSubscription"]);
const ACTION_GROUPS = /^azure-native:(?:insights|monitor):ActionGroup$/;
const ALERTS = /^azure-native:(?:insights|monitor):(?:ScheduledQueryRule|ActivityLogAlert|MetricAlert)$/;

const found = messages({
  silenced: () => "the alarm is switched off",
  noAction: () => "the alarm tells nobody. Give it an action",
  noTarget: () => "the rule has no target: nobody is told. Add an EventTarget",
  noSubscriber: () => "alarms go to this topic, and nobody has subscribed to it. Add a TopicSubscription",
  noReceiver: () => "the action group tells nobody. Give it a receiver",
});

/** Every alarm has somebody to tell. */
export const alarmsHaveReceivers: StackRule = {
  id: "alarms-have-receivers",
  *judgeStack(resources) {
    for (const resource of resources) {
      for (const finding of silence(resource, resources)) yield about(resource, finding);
    }
  },
};

function* silence(resource: StackResource, resources: readonly StackResource[]): Iterable<Finding> {
  const { props } = resource;
  const others = (types: ReadonlySet<string>, property: string) =>
    resources.filter((other) => isOneOf(other, types) && refersTo(other, property, resource));
  if (isOneOf(resource, METRIC_ALARMS)) {
    // A part of a composite alarm leaves the telling to it.
    const part = others(COMPOSITES, "alarmRule").length > 0;
    if (props.actionsEnabled === false) yield found.silenced();
    else if (items(props.alarmActions).length === 0 && !part) yield found.noAction();
  }
  const pattern = eventPattern(resource);
  if (pattern !== undefined && watchesApiCalls(pattern)) {
    if (props.state === "DISABLED" || props.isEnabled === false) yield found.silenced();
    if (others(TARGETS, "rule").length === 0) yield found.noTarget();
  }
  if (isOneOf(resource, TOPICS)) {
    const rules = others(TARGETS, "arn").filter((target) => !beats(target, resources));
    const told = others(METRIC_ALARMS, "alarmActions").length + rules.length > 0;
    const heard = others(SUBSCRIPTIONS, "topic").filter(
      ({ props: { endpoint } }) => endpoint !== "" && endpoint !== undefined,
    );
    if (told && heard.length === 0) yield found.noSubscriber();
  }
  if (ACTION_GROUPS.test(typeName(resource.type))) {
    const receivers = Object.entries(props).flatMap(([key, value]) => (key.endsWith("Receivers") ? items(value) : []));
    if (props.enabled === false) yield found.silenced();
    else if (receivers.length === 0) yield found.noReceiver();
  }
  if (ALERTS.test(typeName(resource.type))) {
    const groups = at(props.actions, "actionGroups") ?? props.actions;
    if (props.enabled === false) yield found.silenced();
    else if (items(groups).length === 0) yield found.noAction();
  }
}

/** Whether a target's rule is a heartbeat: an alarm tells somebody when its events stop, and no one of the events. */
function beats(target: StackResource, resources: readonly StackResource[]): boolean {
  return resources.some(
    (rule) =>
      eventPattern(rule) !== undefined &&
      refersTo(target, "rule", rule) &&
      resources.some(
        (alarm) =>
          isOneOf(alarm, METRIC_ALARMS) &&
          alarm.props.treatMissingData === "breaching" &&
          items(alarm.props.alarmActions).length > 0 &&
          refersTo(alarm, "dimensions", rule),
      ),
  );
}
