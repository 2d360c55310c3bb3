import { aliasKind, keyKind } from "./aws-keys.ts";
import { secretKind, secretVersionKind } from "./aws-secrets.ts";
import { vaultSecretKind } from "./azure-vault.ts";
import type { Cloud } from "./cloud.ts";
import { keptKind } from "./kept.ts";
import type { Kind } from "./kinds.ts";
import { passwordKind } from "./random.ts";
import type { Properties } from "./values.ts";

const KINDS: Readonly<Record<string, Kind>> = {
  "aws:secretsmanager/secret:Secret": secretKind,
  "aws:secretsmanager/secretVersion:SecretVersion": secretVersionKind,
  "aws:kms/key:Key": keyKind,
  "aws:kms/alias:Alias": aliasKind,
  "azure-native:keyvault:Secret": vaultSecretKind,
  "random:index/randomPassword:RandomPassword": passwordKind,
};

/** How a type behaves on the rig. */
export function kindOf(type: string): Kind | undefined {
  return KINDS[type] ?? keptKind();
}

/** The providers' functions that the program may call. */
export function invoke(token: string, _inputs: Properties, cloud: Cloud): Properties {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return {
        accountId: cloud.account,
        arn: `arn:aws:iam::${cloud.account}:role/deployer`,
        userId: "AIDA",
        id: cloud.account,
      };
    case "aws:index/getPartition:getPartition":
      return { partition: "aws", dnsSuffix: "amazonaws.com", id: "aws", reverseDnsPrefix: "com.amazonaws" };
    default:
      throw new Error(`the rig does not know the function ${token}: add it to tests/integration/rig/registry.ts`);
  }
}
