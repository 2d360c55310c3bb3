import { vaultSecrets } from "../../../../catalogue/index.ts";
import { credential } from "../../../operator/values.ts";
import { AzureFront } from "./azure-front.ts";
import { Cluster, startParts } from "./cluster.ts";
import { Program } from "./program.ts";

const ISSUER = "https://westeurope.oic.prod-aks.azure.com/00000000-0000-0000-0000-123412341234/5f2a0c3d/";

/** A cluster that an Azure vault feeds. */
export class AzureCluster extends Cluster<AzureFront> {
  static async start(stack = "staging"): Promise<AzureCluster> {
    const program = await Program.of(stack, {
      // A vault that feeds a cluster has to let the cluster in.
      azure: { allowedIps: ["203.0.113.7"] },
      kubernetes: { cloud: "azure", oidcIssuer: ISSUER },
    });
    const parts = await startParts(program, ({ folder }, api) => AzureFront.start(folder, program, api));
    // The vault has its first values from the beginning.
    return new AzureCluster(parts).provision(async () => {});
  }

  async put(id: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    for (const secret of vaultSecrets(credential(id))) {
      const values = Object.fromEntries(secret.fields.map(({ name }) => [name, fields[name]]));
      const [first] = Object.values(values);
      this.front.vault.values.set(secret.name, secret.shape === "text" ? String(first) : JSON.stringify(values));
    }
  }
}
