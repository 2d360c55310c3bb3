import { z } from "zod";

/**
 * What the program writes of external-secrets.io/v1, and nothing more: a field that the definitions do not know is
 * dropped by the API server without a word. tests/integration/manifests holds them against the definitions themselves.
 */

const name = z.string().regex(/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/);
const namespace = z.string().regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/);
const key = z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/);
const texts = z.record(z.string(), z.string());
const account = z.strictObject({ name, namespace });

const metadata = { name, labels: texts };

export const externalSecretModel = z.strictObject({
  apiVersion: z.literal("external-secrets.io/v1"),
  kind: z.literal("ExternalSecret"),
  metadata: z.strictObject({ ...metadata, namespace, annotations: texts }),
  spec: z.strictObject({
    refreshInterval: z.literal("1h0m0s"),
    secretStoreRef: z.strictObject({ kind: z.literal("ClusterSecretStore"), name }),
    target: z.strictObject({
      name,
      creationPolicy: z.literal("Owner"),
      deletionPolicy: z.literal("Retain"),
      template: z.strictObject({
        engineVersion: z.literal("v2"),
        metadata: z.strictObject({ labels: texts }),
        data: z.record(key, z.string()),
      }),
    }),
    data: z
      .array(
        z.strictObject({
          secretKey: key,
          remoteRef: z.strictObject({ key: z.string().min(1), property: z.string().min(1).optional() }),
        }),
      )
      .min(1),
  }),
});

export const clusterSecretStoreModel = z.strictObject({
  apiVersion: z.literal("external-secrets.io/v1"),
  kind: z.literal("ClusterSecretStore"),
  metadata: z.strictObject({ ...metadata, annotations: texts }),
  spec: z.strictObject({
    provider: z.union([
      z.strictObject({
        aws: z.strictObject({
          service: z.literal("SecretsManager"),
          region: z.string(),
          auth: z.strictObject({ jwt: z.strictObject({ serviceAccountRef: account }) }),
        }),
      }),
      z.strictObject({
        azurekv: z.strictObject({
          authType: z.literal("WorkloadIdentity"),
          vaultUrl: z.url(),
          serviceAccountRef: account,
        }),
      }),
    ]),
    conditions: z.array(z.strictObject({ namespaces: z.array(namespace).min(1) })).length(1),
  }),
});
