import { DOCUMENT_HOLDERS, documentsOf, readingStatements, secretCategories } from "../iam-document.ts";
import { messages, type ResourceRule } from "../rule.ts";
import { UNKNOWN } from "../values.ts";

const found = messages({
  severalCategories: ({ property, categories }: { property: string; categories: readonly string[] }) =>
    `${property} reads secrets of the categories ${categories.join(", ")}. Make a policy for each`,
});

/** One policy reads one category, so that a workload that is broken into gives away no more than it needs. */
export const noCrossCategoryReader: ResourceRule = {
  id: "no-cross-category-reader",
  types: DOCUMENT_HOLDERS,
  *judge(resource) {
    for (const { property, statements } of documentsOf(resource)) {
      // A document that is not known yet is told by no-wildcard-reader.
      if (statements === UNKNOWN) continue;
      const categories = [...new Set(readingStatements(statements).flatMap(secretCategories))].sort();
      if (categories.length > 1) yield found.severalCategories({ property, categories });
    }
  },
};
