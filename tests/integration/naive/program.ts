// What most public code does: a managed value that is ignored once it is there. Nothing of the project's own components
// is in it, so that the histories show what they protect against (tests/integration/lost).
import { Secret, SecretVersion } from "@pulumi/aws/secretsmanager/index.js";
import { Vault, Secret as VaultSecret } from "@pulumi/azure-native/keyvault/index.js";
import { Provider } from "@pulumi/azure-native/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import {
  awsSecretName,
  type Credential,
  credentials,
  initialDocument,
  initialVaultValue,
  tags,
  vaultSecrets,
} from "../../../catalogue/index.ts";

interface VaultPlace {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly resourceGroup: string;
  readonly vaultName: string;
}

const config = new pulumi.Config("qualisys-secrets");
const prefix = config.require("secretPrefix");
const environment = config.require("environment");
const protect = environment === "production";
const vault = config.getObject<VaultPlace>("azure");
const azure = vault === undefined ? undefined : makeVault(vault);

for (const credential of credentials) {
  const key =
    credential.source === "generated"
      ? new RandomPassword(credential.id, { length: 64, special: false }).result
      : undefined;
  if (config.get("aws") !== undefined) keepOnAws(credential, key);
  if (azure !== undefined) keepOnAzure(credential, key, azure);
}

interface MadeVault {
  readonly vault: Vault;
  readonly provider: Provider;
  readonly place: VaultPlace;
}

function makeVault(place: VaultPlace): MadeVault {
  const { subscriptionId, tenantId, resourceGroup: resourceGroupName, vaultName } = place;
  const provider = new Provider("provider", { subscriptionId });
  const properties = { tenantId, sku: { family: "A", name: "standard" } } as const;
  return {
    vault: new Vault("vault", { resourceGroupName, vaultName, properties }, { provider, protect }),
    provider,
    place,
  };
}

function keepOnAws(credential: Credential, key: pulumi.Output<string> | undefined): void {
  const name = awsSecretName(prefix, credential);
  const secret = new Secret(
    credential.id,
    { name, description: credential.service, tags: tags(credential, name, environment) },
    { protect, ignoreChanges: ["tags"] },
  );
  const secretString = key === undefined ? initialDocument(credential) : pulumi.jsonStringify({ secret: key });
  new SecretVersion(
    `${credential.id}-value`,
    { secretId: secret.id, secretString },
    { ignoreChanges: ["secretString"] },
  );
}

function keepOnAzure(credential: Credential, key: pulumi.Output<string> | undefined, azure: MadeVault): void {
  const { vault, provider } = azure;
  const { resourceGroup: resourceGroupName, vaultName } = azure.place;
  for (const secret of vaultSecrets(credential)) {
    new VaultSecret(
      secret.name,
      {
        resourceGroupName,
        vaultName,
        secretName: secret.name,
        properties: { value: key ?? initialVaultValue(credential, secret) },
        tags: tags(credential, secret.name, environment),
      },
      { provider, protect, dependsOn: vault, ignoreChanges: ["properties.value", "tags.Status", "tags.NextRotation"] },
    );
  }
}
