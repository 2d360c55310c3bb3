import { z } from "zod";
import { messages, type ResourceRule, undecided } from "../rule.ts";
import { at, fields, items, parsed, UNKNOWN } from "../values.ts";

const SECRETS = new Set([
  "aws:secretsmanager:Secret",
  "aws-native:secretsmanager:Secret",
  "azure-native:keyvault:Secret",
  "azure:keyvault:Secret",
]);

const parameters = z.object({
  required: z
    .array(z.string())
    .default(["Name", "Category", "Epic", "RotationSchedule", "Owner", "Environment", "ManagedBy"])
    .describe("Tags that every secret carries."),
});

const found = messages({
  missing: ({ tags }: { tags: readonly string[] }) => `the secret lacks the tags ${tags.join(", ")}`,
});

/** A secret says what it is, whose it is and when it is due. */
export const secretTags: ResourceRule<z.infer<typeof parameters>> = {
  id: "secret-tags",
  types: SECRETS,
  parameters,
  *judge(resource, _, { required }) {
    const tags = resource.props.tags;
    const defaults = at(parsed(resource.provider.defaultTags), "tags");
    if (tags === UNKNOWN || defaults === UNKNOWN) {
      yield undecided("tags");
      return;
    }
    const all: Record<string, unknown> = { ...fields(defaults), ...fields(resource.props.tagsAll), ...fields(tags) };
    // Cloud Control's way of writing them.
    if (Array.isArray(tags)) for (const tag of items(tags)) all[String(at(tag, "key"))] = at(tag, "value");
    const missing = required.filter((tag) => all[tag] === undefined || all[tag] === null || all[tag] === "");
    if (missing.length > 0) yield found.missing({ tags: missing });
  },
};
