import { EVENT_RULES, eventPattern, waitsForReads } from "../event-pattern.ts";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { holdsUnknown, UNKNOWN } from "../values.ts";

const ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

const found = messages({
  blind: () => `the rule waits for reads, and EventBridge delivers them only to a rule in state ${ALL_EVENTS}`,
});

/** A rule that waits for somebody to read a secret is in the one state in which it is told. */
export const alarmRuleSeesReads: ResourceRule = {
  id: "alarm-rule-sees-reads",
  types: EVENT_RULES,
  *judge(resource) {
    const pattern = eventPattern(resource);
    if (pattern === undefined) return;
    const { state } = resource.props;
    if (state === ALL_EVENTS) return;
    if (state === UNKNOWN || holdsUnknown(pattern)) yield undecided("the rule's pattern or state");
    else if (waitsForReads(pattern)) yield found.blind();
  },
};
