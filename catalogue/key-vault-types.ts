// Microsoft stops serving what is older on 27 February 2027, and azure-native 3.28 still defaults to it. A type that names
// its version also stays as it is in a later release of the provider.
// https://learn.microsoft.com/azure/key-vault/general/migrate-api-version
const VERSION = "v20260201";

const typesOf = (kind: string) => ({
  type: `azure-native:keyvault/${VERSION}:${kind}`,
  /** The type of stacks made by earlier releases, whose resources stay. */
  earlier: `azure-native:keyvault:${kind}`,
});

export const VAULT_TYPES = typesOf("Vault");
export const VAULT_SECRET_TYPES = typesOf("Secret");
