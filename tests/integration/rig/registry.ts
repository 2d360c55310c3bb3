import { aliasKind, keyKind } from "./aws-keys.ts";
import { secretKind, secretVersionKind } from "./aws-secrets.ts";
import { withoutApiVersion } from "./azure-type.ts";
import { vaultSecretKind } from "./azure-vault.ts";
import type { Cloud } from "./cloud.ts";
import { keptAws } from "./kept-aws.ts";
import { keptAzure } from "./kept-azure.ts";
import { objectKind, releaseKind } from "./kept-kubernetes.ts";
import type { Kind } from "./kinds.ts";
import { passwordKind } from "./random.ts";
import type { Properties } from "./values.ts";

const KINDS: Readonly<Record<string, Kind>> = {
  ...keptAws,
  ...keptAzure,
  "aws:kms/alias:Alias": aliasKind,
  "aws:kms/key:Key": keyKind,
  "aws:secretsmanager/secret:Secret": secretKind,
  "aws:secretsmanager/secretVersion:SecretVersion": secretVersionKind,
  "azure-native:keyvault:Secret": vaultSecretKind,
  "kubernetes:helm.sh/v3:Release": releaseKind,
  "random:index/randomPassword:RandomPassword": passwordKind,
};

/** How a type behaves on the rig, or undefined for one that it does not know. */
export function kindOf(type: string): Kind | undefined {
  return KINDS[type] ?? KINDS[withoutApiVersion(type)] ?? (type.startsWith("kubernetes:") ? objectKind : undefined);
}

/** The providers' functions that the program may call. */
export function invoke(token: string, inputs: Properties, cloud: Cloud): Properties {
  switch (token) {
    case "aws:lambda/getFunction:getFunction":
      return {
        ...inputs,
        id: inputs.functionName,
        role: `arn:aws:iam::${cloud.account}:role/made-up-by-cloudformation`,
      };
    default:
      throw new Error(`the rig does not know the function ${token}: add it to tests/integration/rig/registry.ts`);
  }
}
