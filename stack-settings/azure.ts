import { z } from "zod";
import { email, list, publicAddress, subnetId, text, uuid } from "./formats.ts";

export const azure = z.strictObject({
  subscriptionId: uuid("the subscription").describe("The only subscription that an update changes."),
  tenantId: uuid("the tenant").describe("The directory that signs people and workloads in."),
  location: text(/^[a-z0-9]{3,40}$/, "an Azure location, such as westeurope").describe("Where everything is made."),
  resourceGroup: text(/^[-\w.()]{0,89}[-\w()]$/, "a resource group's name, 90 characters at most").describe(
    "The resource group that this program makes and keeps everything in.",
  ),
  vaultName: text(
    /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/,
    "3 to 24 letters, digits and single hyphens, beginning with a letter; unique in all of Azure",
  ).describe("The vault's name."),
  allowedIps: list(publicAddress(), "a list of addresses")
    .default([])
    .describe(
      "Public addresses that may reach the vault; all others are refused. A stack names one here, a subnet, or a private endpoint.",
    ),
  allowedSubnetIds: list(subnetId(), "a list of subnets")
    .default([])
    .describe("Subnets (with the Microsoft.KeyVault service endpoint) that may reach the vault."),
  privateEndpointSubnetId: subnetId()
    .optional()
    .describe("A subnet, in the same location, in which the vault gets a private endpoint."),
  privateDnsZoneId: text(
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/privateDnsZones\/privatelink\.vaultcore\.azure\.net$/i,
    "the whole resource id of the zone privatelink.vaultcore.azure.net",
  )
    .optional()
    .describe(
      "The private DNS zone in which the endpoint is entered. Without it, this program makes one and links it to the subnet's network, which may have only one of that name.",
    ),
  operatorsGroupId: uuid("the operators' group").describe("The group that may set secrets and cannot read them."),
  breakGlassGroupId: uuid("the break-glass group")
    .optional()
    .describe("The group that may read secrets in an emergency, such as rolling back. It is a known reader."),
  knownReaders: list(uuid("a person's or workload's object"), "a list of object ids")
    .default([])
    .describe("Object ids, beside the program's own, whose reads raise no alarm."),
  workspaceId: text(
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i,
    "a Log Analytics workspace's whole resource id",
  )
    .optional()
    .describe("The workspace, in the same location, that receives the audit log. Without it, this program makes one."),
  alarmEmails: list(email(), "a list of e-mail addresses")
    .min(1, "at least one e-mail address")
    .describe("Who is told when somebody reads or changes what is not theirs."),
});

export type AzureSettings = z.infer<typeof azure>;
