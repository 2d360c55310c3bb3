import { z } from "zod";
import { EPICS } from "../catalogue/index.ts";
import { aws } from "./aws.ts";
import { azure } from "./azure.ts";
import { choice, list, text } from "./formats.ts";
import { jwt } from "./jwt.ts";
import { kubernetes } from "./kubernetes.ts";

export const ENVIRONMENTS = ["staging", "production"] as const;

/** What a stack's configuration may hold, under the project's namespace. */
export const settingsSchema = z
  .strictObject({
    environment: choice(ENVIRONMENTS).describe(
      "Which environment the stack is. Production is protected against deletion.",
    ),
    secretPrefix: text(
      // CloudTrail refuses a name with two hyphens in a row, and the program appends a hyphen and a word to the prefix.
      // @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
      /^(?!.*--)[a-z][a-z0-9-]{0,38}[a-z0-9]$/,
      "2 to 40 lower-case letters, digits and single hyphens, beginning with a letter and not ending with a hyphen",
    ).describe("First part of every secret's path on AWS. Each stack needs its own, or one key serves both."),
    startedEpics: list(
      z.union(
        EPICS.map((epic) => z.literal(epic)),
        `one of the epics ${EPICS.join(", ")}`,
      ),
      "a list of epics",
    ).describe("Epics that have started. Credentials of other epics are kept in the stores and not delivered."),
    jwt: jwt.prefault({ current: 1 }).describe("Generations of the JWT signing key."),
    aws: aws.optional().describe("AWS. Left out: nothing is built there."),
    azure: azure.optional().describe("Azure. Left out: nothing is built there."),
    kubernetes: kubernetes.optional().describe("The cluster. Left out: nothing is delivered."),
  })
  .check((context) => {
    const { value } = context;
    const refuse = (path: PropertyKey[], message: string, input?: unknown) =>
      context.issues.push({ code: "custom", input, path, message });
    if (value.aws === undefined && value.azure === undefined) {
      refuse(["aws"], "settings for at least one cloud, aws or azure");
    }
    const feeding = value.kubernetes?.cloud;
    if (feeding !== undefined && value[feeding] === undefined) {
      const other = feeding === "aws" ? "azure" : "aws";
      refuse(
        ["kubernetes", "cloud"],
        `a cloud that this stack has settings for: add ${feeding}, or feed the cluster from "${other}"`,
        feeding,
      );
    }
    const azurePaths = value.azure && [
      ...value.azure.allowedIps,
      ...value.azure.allowedSubnetIds,
      ...(value.azure.privateEndpointSubnetId === undefined ? [] : [value.azure.privateEndpointSubnetId]),
    ];
    // Without one, a vault is made that refuses every address, and nobody could put a value into it.
    if (feeding !== "azure" && azurePaths?.length === 0) {
      refuse(
        ["azure", "allowedIps"],
        "a way to the vault for those who put values: their public addresses here, their subnet in azure.allowedSubnetIds, or azure.privateEndpointSubnetId",
        value.azure?.allowedIps,
      );
    }
    if (feeding === "azure" && azurePaths?.length === 0) {
      refuse(
        ["azure", "allowedSubnetIds"],
        "a way from the cluster to the vault: its subnet here, azure.privateEndpointSubnetId, or its outgoing addresses in azure.allowedIps",
        value.azure?.allowedSubnetIds,
      );
    }
    if (value.azure?.privateDnsZoneId !== undefined && value.azure.privateEndpointSubnetId === undefined) {
      refuse(["azure", "privateEndpointSubnetId"], "the subnet of the endpoint that azure.privateDnsZoneId is for");
    }
    const operatorNamespace = value.kubernetes?.operator.namespace;
    if (operatorNamespace !== undefined && value.kubernetes?.namespaces.includes(operatorNamespace)) {
      refuse(
        ["kubernetes", "namespaces"],
        `namespaces other than the operator's own (${operatorNamespace}): whoever may run a pod there could act as every reader`,
        value.kubernetes.namespaces,
      );
    }
    if (operatorNamespace === "default" || operatorNamespace?.startsWith("kube-")) {
      refuse(
        ["kubernetes", "operator", "namespace"],
        "a namespace of the operator's own, which this program makes: not default and none of Kubernetes' own (kube-…)",
        operatorNamespace,
      );
    }
    for (const [index, replica] of (value.aws?.replicas ?? []).entries()) {
      const path = ["aws", "replicas", index];
      if (replica.region === value.aws?.region)
        refuse([...path, "region"], "a region other than the secrets' own", replica.region);
      if (replica.kmsKeyArn !== undefined && replica.kmsKeyArn.split(":")[3] !== replica.region) {
        refuse([...path, "kmsKeyArn"], "a key in the replica's own region", replica.kmsKeyArn);
      }
    }
  });

export type Settings = z.infer<typeof settingsSchema>;
export type Environment = (typeof ENVIRONMENTS)[number];
