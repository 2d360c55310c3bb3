// What as many resources cost at the least: nothing but their registration, from the SDKs that the project uses.
import { Secret } from "@pulumi/aws/secretsmanager/index.js";
import { Secret as VaultSecret } from "@pulumi/azure-native/keyvault/index.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";

const KINDS = [
  (name: string) => new Secret(name, { name, description: name, tags: { Name: name } }),
  (name: string) =>
    new VaultSecret(name, { resourceGroupName: "plain", vaultName: "plain", secretName: name, properties: {} }),
  (name: string) => new ConfigMap(name, { metadata: { name }, data: { name } }),
];

for (let index = 0; index < Number(process.env.BENCH_RESOURCES); index += 1) {
  KINDS[index % KINDS.length]?.(`plain-${index}`);
}
