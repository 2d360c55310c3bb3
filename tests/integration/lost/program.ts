import type { Edit } from "./edits.ts";

/** How the program's text differs from how it is shipped. */
export interface Program {
  /** How often the description of a credential was changed. */
  readonly description: number;
  /** How often its owner was, which is a tag. */
  readonly owner: number;
  /** Whether the logical names of the stores and the signing keys were changed, with aliases. */
  readonly renamed: boolean;
  /** Whether the AWS store's was changed without one. */
  readonly aliasForgotten: boolean;
  /** A credential that was taken out of the catalogue. */
  readonly removed: string | undefined;
}

export const SHIPPED: Program = { description: 0, owner: 0, renamed: false, aliasForgotten: false, removed: undefined };

// The credentials that the histories touch, and the generated one; all others would only cost time.
const KEPT = ["openai", "google-oauth", "jwt-signing-key"];

// How index.ts makes what has a logical name: what comes before the name, and the arguments after it.
const MAKES = {
  aws: ["new AwsSecretStore(", "{ settings: aws, environment, secretPrefix, credentials, generated, cluster }"],
  azure: ["new AzureSecretStore(", "{ settings: azure, environment, credentials, generated, cluster }"],
  "jwt-signing-key": ["new JwtKeys(", "wanted"],
} as const;
const NAMES = Object.keys(MAKES) as (keyof typeof MAKES)[];

/** The changes that a developer would make in the files. */
export function editsOf({ description, owner, renamed, aliasForgotten, removed }: Program): readonly Edit[] {
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
  for (const name of NAMES) {
    if (name === "aws" && aliasForgotten) edits.push(renaming(name, "unknown"));
    else if (renamed) edits.push(renaming(name, `renamed-${name}`, `, { aliases: [{ name: "${name}" }] }`));
  }
  return edits;
}

function renaming(name: keyof typeof MAKES, to: string, alias = ""): Edit {
  const [make, given] = MAKES[name];
  return { file: "index.ts", from: `${make}"${name}", ${given})`, to: `${make}"${to}", ${given}${alias})` };
}
