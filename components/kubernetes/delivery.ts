import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { byCategory, type Credential, delivered, type Epic } from "../../catalogue/index.ts";
import type { Environment, KubernetesSettings } from "../../stack-settings.ts";
import { CategoryStore } from "./category-store.ts";
import { externalSecret } from "./external-secret.ts";
import { ExternalSecretsOperator } from "./external-secrets-operator.ts";
import type { SecretSource } from "./secret-source.ts";

export interface KubernetesDeliveryArgs {
  readonly settings: KubernetesSettings;
  readonly environment: Environment;
  readonly startedEpics: readonly Epic[];
  readonly credentials: readonly Credential[];
  readonly source: SecretSource;
  /**
   * Credential id -> the generations of its generated value.
   * @default - a new value is fetched when the refresh interval has passed.
   */
  readonly generations?: ReadonlyMap<string, string>;
}

/** Brings the credentials of started epics from one cloud's store to the configured namespaces. */
export class KubernetesDelivery extends pulumi.ComponentResource {
  /** Ids of the credentials that should be delivered and that the feeding store does not keep. */
  readonly notInStore: readonly string[];
  /** Names, no values: what the stack's outputs show. */
  readonly identifiers: pulumi.Output<object>;

  constructor(name: string, args: KubernetesDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:kubernetes:Delivery", name, {}, opts);
    const { settings, environment, source } = args;
    const due = delivered(args.startedEpics, args.credentials);
    const held = due.filter((credential) => source.holds(credential));
    this.notInStore = due.filter((credential) => !held.includes(credential)).map((credential) => credential.id);
    reportMissing(this, settings.cloud, this.notInStore);

    const inside = { parent: this, providers: { kubernetes: cluster(this, name, settings) } };
    const { release } = new ExternalSecretsOperator(
      `${name}-operator`,
      { settings: settings.operator, environment },
      inside,
    );
    for (const [category, credentials] of byCategory(held)) {
      const { store } = new CategoryStore(
        `${name}-${category}`,
        {
          category,
          source,
          operatorNamespace: settings.operator.namespace,
          namespaces: settings.namespaces,
          operator: release,
        },
        inside,
      );
      for (const credential of credentials) deliver(this, name, args, credential, [store, release], inside);
    }
    this.identifiers = pulumi.output({
      namespaces: settings.namespaces,
      secrets: held.map(({ kubernetes }) => kubernetes?.secret),
      notInStore: this.notInStore,
    });
    this.registerOutputs({ identifiers: this.identifiers });
  }
}

/**
 * The cluster is the one with the issuer, by whatever address, certificate and kubeconfig it is reached. Without an
 * identifier the provider takes any other entry of a kubeconfig for another cluster and replaces all that it made.
 *
 * An empty kubeconfig is found as kubectl finds it. Left out, the SDK takes KUBECONFIG's text into the state: to the
 * provider a list of files is not a kubeconfig, and on a machine without that path it reaches no cluster when it refreshes.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/#inputs
 * @see https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/util.go (parseKubeconfigString)
 */
function cluster(parent: KubernetesDelivery, name: string, { context, oidcIssuer }: KubernetesSettings): Provider {
  const args = { clusterIdentifier: oidcIssuer, kubeconfig: "", ...(context === undefined ? {} : { context }) };
  return new Provider(`${name}-provider`, args, { parent });
}

function deliver(
  parent: KubernetesDelivery,
  name: string,
  { settings, environment, source, generations }: KubernetesDeliveryArgs,
  credential: Credential,
  dependsOn: pulumi.Resource[],
  inside: { readonly providers: { readonly kubernetes: Provider } },
): void {
  const place = credential.kubernetes;
  if (place === null) return;
  for (const namespace of settings.namespaces) {
    externalSecret(
      `${name}-${namespace}-${place.secret}`,
      { credential, place, namespace, environment, source, generations: generations?.get(credential.id) },
      {
        parent,
        provider: inside.providers.kubernetes,
        dependsOn: [...dependsOn, ...source.written(credential)],
      },
    );
  }
}

function reportMissing(parent: KubernetesDelivery, cloud: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const are = ids.length === 1 ? "is" : "are";
  void pulumi.log.warn(
    `${ids.join(", ")} ${are} not delivered: ${cloud}, which feeds the cluster, does not keep ${ids.length === 1 ? "it" : "them"}. Workloads there have to get it by another way, or feed the cluster from a cloud that does.`,
    parent,
  );
}
