import { z } from "zod";
import { choice, flag, kubernetesName, list, text } from "./formats.ts";

/** The oldest operator that was run with the program's manifests, and the first major version that no one has read. */
const OLDEST = [0, 20, 4] as const;
const FIRST_UNKNOWN_MAJOR = 3;
const SUPPORTED = `an exact version from ${OLDEST.join(".")} up to the last before ${FIRST_UNKNOWN_MAJOR}.0.0, such as 2.14.0`;

function isSupported(version: string): boolean {
  const parts = version.split(".").map(Number);
  if (!/^\d+\.\d+\.\d+$/.test(version)) return false;
  const differing = OLDEST.findIndex((part, index) => part !== parts[index]);
  const notOlder = differing === -1 || (parts[differing] ?? 0) > (OLDEST[differing] ?? 0);
  return notOlder && (parts[0] ?? 0) < FIRST_UNKNOWN_MAJOR;
}

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
  version: z
    .string(SUPPORTED)
    .refine(isSupported, SUPPORTED)
    .default("2.14.0")
    .describe(
      "The chart's exact version, from 0.20.4 up to the last 2.x; without effect with a local path. Operator 0.20.4 is what the tests run; of newer ones the charts up to 2.9.0 and the release notes up to 2.14.0 were read.",
    ),
  serviceMonitor: flag().default(false).describe("Whether Prometheus Operator scrapes the operator's metrics."),
});

export const kubernetes = z.strictObject({
  cloud: choice(["aws", "azure"]).describe("The cloud whose store feeds the cluster; the settings must have it."),
  oidcIssuer: z
    .url({ protocol: /^https$/, error: "the https address of the cluster's token issuer" })
    .describe(
      "The cluster's OIDC issuer, by which the cloud knows its service accounts. It is the cluster's identity: another one means another cluster, and everything in it is made again. Each stack needs its own cluster.",
    ),
  namespaces: list(kubernetesName("a namespace"), "a list of namespaces")
    .min(1, "at least one namespace")
    .describe("The namespaces that receive the credentials; no other can. They must exist before an update."),
  context: z
    .string("the name of a kubeconfig context")
    .min(1, "the name of a kubeconfig context")
    .optional()
    .describe("The kubeconfig context of the cluster. Without it, the current one."),
  operator: operator
    .prefault({})
    .describe("The External Secrets Operator. The program installs it; the cluster must not have one already."),
});

export type KubernetesSettings = z.infer<typeof kubernetes>;
