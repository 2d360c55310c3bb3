import type { SecretArgs, VaultArgs } from "@pulumi/azure-native/keyvault/index.js";
import { getVersion } from "@pulumi/azure-native/utilities.js";
import * as pulumi from "@pulumi/pulumi";
import { VAULT_SECRET_TYPES, VAULT_TYPES } from "../../catalogue/index.ts";

/*
 * The SDK has classes for the provider's default versions only; the provider itself knows each version by its type. A
 * local package for one version would not delete secrets: it leaves out what the provider does by hand.
 * https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/provider_parameterize.go (createSchema)
 * https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/provider.go (Configure, isParameterized)
 */

/** A vault, by Key Vault's API 2026-02-01. */
export class KeyVault extends pulumi.CustomResource {
  constructor(name: string, args: VaultArgs, opts: pulumi.CustomResourceOptions) {
    super(VAULT_TYPES.type, name, { ...args }, known(opts, VAULT_TYPES.earlier));
  }
}

/** A secret of a vault, by Key Vault's API 2026-02-01. */
export class KeyVaultSecret extends pulumi.CustomResource {
  constructor(name: string, args: SecretArgs, opts: pulumi.CustomResourceOptions) {
    super(VAULT_SECRET_TYPES.type, name, { ...args }, known(opts, VAULT_SECRET_TYPES.earlier));
  }
}

function known(opts: pulumi.CustomResourceOptions, earlier: string): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(opts, { version: getVersion(), aliases: [{ type: earlier }] });
}
