import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import type * as pulumi from "@pulumi/pulumi";
import { type Credential, type KubernetesPlace, readerName, STACK_LABEL } from "../../catalogue/index.ts";
import { OBJECT_LABELS, objectMeta } from "./object-meta.ts";
import type { SecretSource } from "./secret-source.ts";
import { deliveredFields, targetTemplate } from "./target-template.ts";

/** How often the operator reads a value again. As the operator itself writes an hour: "1h" would show as drift. */
const REFRESH_INTERVAL = "1h0m0s";

export interface ExternalSecretArgs {
  readonly credential: Credential;
  readonly place: KubernetesPlace;
  readonly namespace: string;
  readonly environment: string;
  readonly source: SecretSource;
  /** The generations of a generated value. @default - the value has none. */
  readonly generations?: string | undefined;
}

/**
 * The annotation that names the generations in service. A changed annotation makes the operator fetch at once, not after
 * the refresh interval.
 * @see https://github.com/external-secrets/external-secrets/blob/main/pkg/controllers/externalsecret/externalsecret_controller.go shouldRefresh
 */
export const GENERATIONS = "qualisys-secrets/generations";

/** The order for one credential in one namespace: which values to fetch, and the Kubernetes Secret to make of them. */
export function externalSecret(name: string, args: ExternalSecretArgs, opts: pulumi.CustomResourceOptions) {
  const { credential, place, namespace, environment, source, generations } = args;
  return new CustomResource(
    name,
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      // Not awaited: while the credential is a placeholder it never becomes ready, and the update must end well.
      metadata: objectMeta(place.secret, {
        namespace,
        awaited: false,
        labels: { [STACK_LABEL]: environment },
        ...(generations === undefined ? {} : { annotations: { [GENERATIONS]: generations } }),
      }),
      spec: {
        refreshInterval: REFRESH_INTERVAL,
        secretStoreRef: { kind: "ClusterSecretStore", name: readerName(credential.category) },
        target: {
          name: place.secret,
          creationPolicy: "Owner",
          // With any other policy a secret missing in the cloud would take the working one away.
          deletionPolicy: "Retain",
          template: {
            engineVersion: "v2",
            // Named, or the operator copies what commands write on the ExternalSecret to the Secret.
            metadata: { labels: { "app.kubernetes.io/part-of": OBJECT_LABELS["app.kubernetes.io/part-of"] } },
            data: targetTemplate(credential, place),
          },
        },
        data: deliveredFields(credential, place).map((field) => ({
          secretKey: field.name,
          remoteRef: source.reference(credential, field),
        })),
      },
    },
    opts,
  );
}
