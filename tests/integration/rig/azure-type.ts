/** `azure-native:keyvault/v20260201:Secret` -> `azure-native:keyvault:Secret`, as a release of the provider names its default. */
export function withoutApiVersion(type: string): string {
  return type.replace(/^(azure-native:\w+)\/v\w+:/, "$1:");
}
