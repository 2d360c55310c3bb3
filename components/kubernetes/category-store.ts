import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { type Category, readerName } from "../../catalogue/index.ts";
import { objectMeta } from "./object-meta.ts";
import type { SecretSource } from "./secret-source.ts";

export interface CategoryStoreArgs {
  readonly category: Category;
  readonly source: SecretSource;
  readonly operatorNamespace: string;
  /** The namespaces that may use the store, by name. */
  readonly namespaces: readonly string[];
  /** What brings the store's definition. */
  readonly operator: pulumi.Resource;
}

/** The store of one category, and the service account by which alone it reads. */
export class CategoryStore extends pulumi.ComponentResource {
  readonly store: CustomResource;

  constructor(name: string, args: CategoryStoreArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:kubernetes:CategoryStore", name, {}, opts);
    const account = new ServiceAccount(
      `${name}-reader`,
      {
        metadata: objectMeta(readerName(args.category), {
          namespace: args.operatorNamespace,
          annotations: args.source.accountAnnotations(args.category),
        }),
        // The operator asks for tokens of its own; no pod runs under this account.
        automountServiceAccountToken: false,
      },
      { parent: this, dependsOn: args.operator },
    );
    this.store = new CustomResource(
      `${name}-store`,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ClusterSecretStore",
        metadata: objectMeta(readerName(args.category), { awaited: false }),
        spec: {
          provider: args.source.provider({ name: readerName(args.category), namespace: args.operatorNamespace }),
          // One entry: several would be alternatives, and each a way in of its own.
          conditions: [{ namespaces: args.namespaces }],
        },
      },
      { parent: this, dependsOn: [account, args.operator] },
    );
    this.registerOutputs({});
  }
}
