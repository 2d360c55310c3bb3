import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { PROJECT } from "../../rig/engine.ts";
import type { Manifest } from "./cluster-api.ts";

/** The group of the pipeline's deployer. */
export const DEPLOYER = "qualisys-secrets-deployer";
/** The group of the nightly look for drift. */
export const WATCH = "qualisys-secrets-watch";
/** The group of those who run the operators' commands. */
export const OPERATORS = "qualisys-secrets-operators";

/**
 * The roles and bindings of a section of docs/permissions.md, word for word.
 * @param namespace what the section leaves open.
 */
export function documentedRoles(
  section: "Kubernetes" | "Kubernetes: operators",
  namespace: string,
): readonly Manifest[] {
  const document = readFileSync(path.join(PROJECT, "docs", "permissions.md"), "utf8");
  const [, rest = ""] = document.split(`\n## ${section}\n`);
  const [text = ""] = rest.split("\n## ");
  const blocks = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  if (blocks.length === 0) throw new Error(`docs/permissions.md has no roles under "${section}".`);
  return blocks
    .flatMap((block) => parseAllDocuments(block.replaceAll("<namespace>", namespace)))
    .map((each) => each.toJS() as Manifest);
}
