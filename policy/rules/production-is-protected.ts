import { z } from "zod";
import { isProduction, productionParameters } from "../production.ts";
import { typeName } from "../resource-type.ts";
import { messages, type ResourceRule } from "../rule.ts";

/** Types that hold what a deletion would lose. A secret's version is none: it has to be replaceable. */
const STATEFUL = [
  "aws:secretsmanager:Secret",
  "aws:kms:Key",
  "aws:kms:ExternalKey",
  "aws:kms:ReplicaKey",
  "aws:s3:Bucket",
  "aws:s3:BucketV2",
  "aws:rds:Instance",
  "aws:rds:Cluster",
  "aws:dynamodb:Table",
  "aws:efs:FileSystem",
  "aws-native:secretsmanager:Secret",
  "aws-native:kms:Key",
  "aws-native:s3:Bucket",
  "azure-native:keyvault:Vault",
  "azure-native:keyvault:Secret",
  "azure-native:keyvault:Key",
  "azure-native:operationalinsights:Workspace",
  "azure-native:storage:StorageAccount",
  "azure:keyvault:KeyVault",
  "azure:keyvault:Secret",
  "azure:keyvault:Key",
];

const parameters = z.object({
  ...productionParameters,
  types: z
    .array(z.string())
    .default(STATEFUL)
    .describe("Resource types that hold what a deletion would lose, as provider:module:Type."),
});

const found = messages({
  unprotected: ({ type }: { type: string }) => `a ${type} of production can be deleted by an update. Set protect: true`,
});

/** In production, what holds values cannot be deleted by an update. */
export const productionIsProtected: ResourceRule<z.infer<typeof parameters>> = {
  id: "production-is-protected",
  parameters,
  *judge(resource, surroundings, settings) {
    const type = typeName(resource.type);
    if (!settings.types.includes(type) || resource.protect) return;
    if (isProduction(surroundings, settings)) yield found.unprotected({ type });
  },
};
