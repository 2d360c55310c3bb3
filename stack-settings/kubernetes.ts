import { z } from "zod";
import { choice, flag, kubernetesName, list, text } from "./formats.ts";

const operator = z.strictObject({
  namespace: kubernetesName("a namespace").default("external-secrets").describe("Where the operator runs."),
  chart: text(
    /^(?:[a-z0-9][a-z0-9-]*|\.{0,2}\/\S+|oci:\/\/\S+)$/,
    "a chart's name, a local path beginning with ./ or /, or an oci:// address",
  )
    .default("external-secrets")
    .describe("The chart's name, a local path, or an oci:// address of a mirror."),
  repository: z
    .url("the address of a chart repository")
    .default("https://charts.external-secrets.io")
    .describe("The chart repository; not used with a local path or an oci:// address."),
  version: text(/^\d+\.\d+\.\d+$/, "an exact version, such as 2.9.0")
    .default("2.9.0")
    .describe("The chart's exact version."),
  serviceMonitor: flag().default(false).describe("Whether Prometheus Operator scrapes the operator's metrics."),
});

export const kubernetes = z.strictObject({
  cloud: choice(["aws", "azure"]).describe("The cloud whose store feeds the cluster; the settings must have it."),
  oidcIssuer: z
    .url({ protocol: /^https$/, error: "the https address of the cluster's token issuer" })
    .describe("The cluster's OIDC issuer, by which the cloud knows its service accounts."),
  namespaces: list(kubernetesName("a namespace"), "a list of namespaces")
    .min(1, "at least one namespace")
    .describe("The namespaces that receive the credentials; no other can."),
  context: z
    .string("the name of a kubeconfig context")
    .min(1, "the name of a kubeconfig context")
    .optional()
    .describe("The kubeconfig context of the cluster. Without it, the current one."),
  operator: operator.prefault({}).describe("The External Secrets Operator."),
});

export type KubernetesSettings = z.infer<typeof kubernetes>;
