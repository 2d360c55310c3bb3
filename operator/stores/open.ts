import type { Settings } from "../../stack-settings.ts";
import type { DrillGrounds } from "../io.ts";
import type { AskCode } from "./aws-client.ts";
import type { CloudStore, Cluster, Stores } from "./store.ts";

/** How services and the person at the terminal are reached. */
export interface Reached {
  readonly fetch: typeof fetch;
  /** Asks for the code of a second factor. @default - nobody can be asked. */
  readonly askCode?: AskCode | undefined;
}

/**
 * The stores that a stack's settings name. Each client is loaded only where the stack needs it: together they take a
 * second to load.
 */
export async function openStores(settings: Settings, { fetch: fetcher, askCode }: Reached): Promise<Stores> {
  const clouds: CloudStore[] = [];
  if (settings.aws !== undefined) {
    const [{ AwsStore }, { awsClientConfig }] = await Promise.all([import("./aws.ts"), import("./aws-client.ts")]);
    clouds.push(new AwsStore(settings.aws, settings.secretPrefix, awsClientConfig(settings.aws.region, askCode)));
  }
  if (settings.azure !== undefined) {
    const [{ AzureStore }, { DefaultAzureCredential }] = await Promise.all([
      import("./azure.ts"),
      import("@azure/identity"),
    ]);
    const credential = new DefaultAzureCredential({ tenantId: settings.azure.tenantId });
    clouds.push(new AzureStore(settings.azure, credential, fetcher));
  }
  const { kubernetes } = settings;
  if (kubernetes === undefined) return { clouds };
  const { KubernetesCluster } = await import("./kubernetes.ts");
  let cluster: Cluster | undefined;
  return {
    clouds,
    // Made once it is asked for: a look at the clouds needs no kubeconfig.
    get cluster() {
      cluster ??= new KubernetesCluster(kubernetes, settings.environment);
      return cluster;
    },
  };
}

/** Where a drill proves the alarms of a stack. */
export async function openDrillGrounds(
  { aws, azure }: Settings,
  { fetch: fetcher, askCode }: Reached,
): Promise<DrillGrounds> {
  const grounds: { -readonly [cloud in keyof DrillGrounds]: DrillGrounds[cloud] } = {};
  if (aws !== undefined) {
    const [{ AwsDrill }, { awsClientConfig }] = await Promise.all([
      import("./aws-drill.ts"),
      import("./aws-client.ts"),
    ]);
    grounds.aws = new AwsDrill(aws, awsClientConfig(aws.region, askCode));
  }
  if (azure !== undefined) {
    const [{ AzureDrill }, { DefaultAzureCredential }] = await Promise.all([
      import("./azure-drill.ts"),
      import("@azure/identity"),
    ]);
    grounds.azure = new AzureDrill(azure, new DefaultAzureCredential({ tenantId: azure.tenantId }), fetcher);
  }
  return grounds;
}
