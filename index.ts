import * as pulumi from "@pulumi/pulumi";
import { jwtSigningKey } from "./catalogue/credentials/jwt-signing-key.ts";
import { generationsOf, type JwtGenerations, otherAccepted, refusedMove } from "./components/jwt-generations.ts";
import { JwtKeys } from "./components/jwt-keys.ts";
import {
  type AwsSettings,
  type AzureSettings,
  type KubernetesSettings,
  parseSettings,
  refuseStandIns,
  type Settings,
  SettingsError,
  stackCredentials,
} from "./stack-settings.ts";

const stack = pulumi.getStack();
const settings = readSettings();
const credentials = stackCredentials(settings);

const wanted = generationsOf(settings.jwt);
const refused = refusedMove(await deployedGenerations(), wanted);
if (refused !== undefined) throw new pulumi.RunError(refused);

const jwtKeys = new JwtKeys("jwt-signing-key", wanted);
const generated = new Map([[jwtSigningKey.id, { secret: jwtKeys.secret, previous_secret: jwtKeys.previousSecret }]]);

const awsStore = settings.aws && (await keepOnAws(settings.aws));
const azureStore = settings.azure && (await keepOnAzure(settings.azure));
const delivery = settings.kubernetes && (await deliverTo(settings.kubernetes));

// A cloud that the settings leave out is not imported either: its SDK would only cost time.
async function keepOnAws(aws: AwsSettings) {
  const { AwsSecretStore } = await import("./components/aws/secret-store.ts");
  const { environment, secretPrefix } = settings;
  const cluster = clusterFedBy("aws");
  return new AwsSecretStore("aws", { settings: aws, environment, secretPrefix, credentials, generated, cluster });
}

async function keepOnAzure(azure: AzureSettings) {
  const { AzureSecretStore } = await import("./components/azure/secret-store.ts");
  const { environment } = settings;
  const cluster = clusterFedBy("azure");
  return new AzureSecretStore("azure", { settings: azure, environment, credentials, generated, cluster });
}

async function deliverTo(cluster: KubernetesSettings) {
  const { KubernetesDelivery } = await import("./components/kubernetes/delivery.ts");
  const { awsSource, azureSource } = await import("./components/kubernetes/secret-source.ts");
  const { environment, startedEpics } = settings;
  const source = cluster.cloud === "aws" ? awsStore && awsSource(awsStore) : azureStore && azureSource(azureStore);
  if (source === undefined)
    throw new Error(`The settings were accepted without ${cluster.cloud}, which feeds the cluster.`);
  const generations = new Map([[jwtSigningKey.id, `${wanted.current},${otherAccepted(wanted)}`]]);
  return new KubernetesDelivery("delivery", {
    settings: cluster,
    environment,
    startedEpics,
    credentials,
    source,
    generations,
  });
}

/** The cluster whose service accounts act as the readers of a cloud's store: none, where another cloud feeds it. */
function clusterFedBy(cloud: KubernetesSettings["cloud"]) {
  const cluster = settings.kubernetes;
  if (cluster?.cloud !== cloud) return undefined;
  return { oidcIssuer: cluster.oidcIssuer, namespace: cluster.operator.namespace };
}

function readSettings(): Settings {
  try {
    const read = parseSettings(pulumi.runtime.allConfig(), stack);
    // Only an engine can change accounts. The offline preview has none and shows the stack files as they are shipped.
    if (pulumi.runtime.getEngine() !== undefined) refuseStandIns(read, stack);
    return read;
  } catch (error) {
    // The engine prints a RunError's message alone; of any other error it prints the stack trace, too.
    throw error instanceof SettingsError ? new pulumi.RunError(error.message) : error;
  }
}

/** Read from the stack's own outputs, so that a step that pods cannot follow is refused before anything changes. */
async function deployedGenerations(): Promise<JwtGenerations | undefined> {
  const own = new pulumi.StackReference(`${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`);
  return (await own.getOutputDetails("jwtGenerations")).value as JwtGenerations | undefined;
}

// The engine keeps the outputs of an update that failed half-way: this one must not move before the store has the keys.
const jwtGenerations = pulumi
  .all([jwtKeys.generations, awsStore?.generatedInService, azureStore?.generatedInService])
  .apply(([generations]) => generations);

const outputs = {
  aws: awsStore?.identifiers,
  azure: azureStore?.identifiers,
  kubernetes: delivery?.identifiers,
  jwtGenerations,
};

// The SDK warns of an output without a value, so that a stack of one cloud would be told of the other in every run.
export default Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
