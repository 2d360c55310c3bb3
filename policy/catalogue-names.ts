import {
  CATEGORIES,
  type Category,
  type Credential,
  credentials,
  type Field,
  vaultSecrets,
} from "../catalogue/index.ts";

/** The category in the path of a secret on AWS, `<prefix>/<category>/<name>`, where it is one of the catalogue's. */
export function awsSecretCategory(name: string): Category | undefined {
  return name.split("/").find((part, index, parts) => index > 0 && index < parts.length - 1 && isCategory(part)) as
    | Category
    | undefined;
}

function isCategory(text: string): boolean {
  return Object.hasOwn(CATEGORIES, text);
}

/** The catalogue's credential that an AWS secret of this name keeps, under any prefix. */
export function credentialOfAwsSecret(name: string): Credential | undefined {
  return credentials.find(({ category, aws }) => name.endsWith(`/${category}/${aws.name}`));
}

/** The catalogue's credential that a vault secret of this name keeps. */
export function credentialOfVaultSecret(name: string): Credential | undefined {
  return credentials.find((credential) => vaultSecrets(credential).some((secret) => secret.name === name));
}

/** The catalogue's field that an ExternalSecret fetches. */
export function fetchedField(key: string, property: string | undefined): Field | undefined {
  const credential = credentialOfAwsSecret(key) ?? credentialOfVaultSecret(key);
  if (credential === undefined) return undefined;
  if (property !== undefined) return credential.fields.find((field) => field.name === property);
  const kept = vaultSecrets(credential).find((secret) => secret.name === key);
  return kept?.fields.length === 1 ? kept.fields[0] : undefined;
}
