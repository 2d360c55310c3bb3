import { messages, type ResourceRule } from "../rule.ts";

const TOPICS = new Set(["aws:sns:Topic", "aws-native:sns:Topic"]);

const found = messages({
  awsKey: () =>
    "the topic is encrypted with AWS's own key, which EventBridge and CloudWatch cannot use: their messages are lost. Use a customer key",
});

/** A topic's key can be used by the services that publish alarms. */
export const topicUsesCustomerKey: ResourceRule = {
  id: "topic-uses-customer-key",
  types: TOPICS,
  *judge(resource) {
    const key = resource.props.kmsMasterKeyId;
    if (typeof key === "string" && /(?:^|[:/])alias\/aws\//.test(key)) yield found.awsKey();
  },
};
