import type { Settings } from "../../stack-settings.ts";
import type { DrillGrounds } from "../io.ts";
import type { CloudStore, Cluster, Stores } from "./store.ts";

/**
 * The stores that a stack's settings name. Each client is loaded only where the stack needs it: together they take a
 * second to load.
 */
export async function openStores(settings: Settings, fetcher: typeof fetch): Promise<Stores> {
  const clouds: CloudStore[] = [];
  if (settings.aws !== undefined) {
    const { AwsStore } = await import("./aws.ts");
    clouds.push(new AwsStore(settings.aws, settings.secretPrefix));
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
export async function openDrillGrounds({ aws, azure }: Settings, fetcher: typeof fetch): Promise<DrillGrounds> {
  const grounds: { -readonly [cloud in keyof DrillGrounds]: DrillGrounds[cloud] } = {};
  if (aws !== undefined) {
    const { AwsDrill } = await import("./aws-drill.ts");
    grounds.aws = new AwsDrill(aws);
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
