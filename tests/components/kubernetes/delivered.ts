import * as pulumi from "@pulumi/pulumi";
import { awsSecretName, byCategory, credentials } from "../../../catalogue/index.ts";
import { KubernetesDelivery } from "../../../components/kubernetes/delivery.ts";
import { awsSource, azureSource, type SecretSource } from "../../../components/kubernetes/secret-source.ts";
import { type Changes, IDS, plain, type Resources, recorded, settingsWith } from "../recorded.ts";

export const STORE = "kubernetes:external-secrets.io/v1:ClusterSecretStore";
export const EXTERNAL_SECRET = "kubernetes:external-secrets.io/v1:ExternalSecret";

const everyReader = (what: string) =>
  new Map(byCategory().map(([category]) => [category, pulumi.output(`${what} of ${category}`)] as const));

/** A store on AWS that keeps everything. */
export const fromAws = () =>
  awsSource({
    region: "eu-central-1",
    secretNames: new Map(credentials.map((credential) => [credential.id, awsSecretName("qualisys", credential)])),
    readerRoles: everyReader("role"),
    generatedValues: new Map(),
  });
/** A vault on Azure. */
export const fromAzure = () =>
  azureSource({
    vaultUri: "https://secrets-vault.vault.azure.net/",
    tenantId: IDS.tenant,
    readerClientIds: everyReader("client"),
    generatedValues: new Map(),
  });

/** What the program registers for a cluster that a store feeds. */
export function delivery(
  source: () => SecretSource,
  changes: Changes = {},
  generations?: ReadonlyMap<string, string>,
): Promise<Resources> {
  const { kubernetes, environment, startedEpics } = settingsWith(changes);
  return recorded(
    () =>
      new KubernetesDelivery("delivery", {
        settings: kubernetes,
        environment,
        startedEpics,
        credentials,
        source: source(),
        ...(generations === undefined ? {} : { generations }),
      }),
  );
}

/** The objects of a type, as they are sent to the cluster. */
export function objects(resources: Resources, type: string) {
  return resources.ofType(type).map(({ inputs }) => plain(inputs));
}
