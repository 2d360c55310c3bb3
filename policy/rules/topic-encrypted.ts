import { messages, type ResourceRule } from "../rule.ts";

const TOPICS = new Set(["aws:sns:Topic", "aws-native:sns:Topic"]);

const found = messages({
  off: () => "the topic is not encrypted. Set kmsMasterKeyId",
});

/** What a topic holds, such as who reads which secret, is encrypted. */
export const topicEncrypted: ResourceRule = {
  id: "topic-encrypted",
  types: TOPICS,
  *judge(resource) {
    const { kmsMasterKeyId: key } = resource.props;
    if (key === undefined || key === null || key === "") yield found.off();
  },
};
