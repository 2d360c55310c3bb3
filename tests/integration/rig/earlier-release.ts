import { VAULT_SECRET_TYPES, VAULT_TYPES } from "../../../catalogue/index.ts";

/** A stack's state as a release left it whose types of Key Vault followed the Azure provider's default version. */
export function asMadeByAnEarlierRelease(stateText: string): string {
  const state = JSON.parse(stateText);
  for (const resource of state.deployment.resources ?? []) {
    if (![VAULT_TYPES.type, VAULT_SECRET_TYPES.type].includes(resource.type)) continue;
    delete resource.aliases;
    for (const properties of [resource.inputs, resource.outputs]) properties.azureApiVersion = "2024-11-01";
  }
  return [VAULT_TYPES, VAULT_SECRET_TYPES].reduce(
    (text, { type, earlier }) => text.replaceAll(type, earlier),
    JSON.stringify(state),
  );
}
