import type { Edit } from "./edits.ts";

/** How the program's text differs from how it is shipped. */
export interface Program {
  /** How often the description of a credential was changed. */
  readonly description: number;
  /** How often its owner was, which is a tag. */
  readonly owner: number;
  /** The store's logical name, changed with an alias or without. */
  readonly renamed: "no" | "with an alias" | "without an alias";
  /** A credential that was taken out of the catalogue. */
  readonly removed: string | undefined;
}

export const SHIPPED: Program = { description: 0, owner: 0, renamed: "no", removed: undefined };

// The credentials that the histories touch, and the generated one; all others would only cost time.
const KEPT = ["openai", "google-oauth", "jwt-signing-key"];

/** The changes that a developer would make in the files. */
export function editsOf({ description, owner, renamed, removed }: Program): readonly Edit[] {
  const kept = JSON.stringify(KEPT.filter((id) => id !== removed));
  const edits: Edit[] = [
    {
      file: "catalogue/index.ts",
      from: "return allCredentials.filter(",
      to: `return allCredentials.filter(({ id }) => ${kept}.includes(id)).filter(`,
    },
  ];
  const openai = "catalogue/credentials/openai.ts";
  if (description > 0)
    edits.push({ file: openai, from: '  service: "OpenAI",', to: `  service: "OpenAI ${description}",` });
  if (owner > 0) edits.push({ file: openai, from: 'owner: "DevOps Lead"', to: `owner: "DevOps Lead ${owner}"` });
  if (renamed !== "no")
    edits.push({ file: "index.ts", from: 'new AwsSecretStore("aws", {', to: 'new AwsSecretStore("renamed", {' });
  if (renamed === "with an alias") {
    edits.push({
      file: "index.ts",
      from: "secretPrefix, credentials, generated, cluster });",
      to: 'secretPrefix, credentials, generated, cluster }, { aliases: [{ name: "aws" }] });',
    });
  }
  return edits;
}
