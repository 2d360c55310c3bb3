import {
  CATEGORIES,
  type Category,
  type Credential,
  delivered,
  EPICS,
  type Epic,
  readerName,
} from "../../catalogue/index.ts";
import { credentialOfAwsSecret, credentialOfVaultSecret } from "../catalogue-names.ts";
import { externalSecretSpec } from "../external-secret.ts";
import { kubernetesObject, typeName } from "../resource-type.ts";
import { about, messages, type StackResource, type StackRule, type Surroundings } from "../rule.ts";
import { at, fields, items, parsed, text, texts } from "../values.ts";

const found = messages({
  missing: ({ credential, namespace }: { credential: string; namespace: string }) =>
    `${credential} is not delivered to namespace ${namespace}. Add an ExternalSecret for it, or take the namespace out of the store`,
  stranger: ({ namespace, store }: { namespace: string; store: string }) =>
    `store ${store} serves namespace ${namespace}, which the setting kubernetes.namespaces does not name: someone added it, and can read what the store reads. Deliver nothing to it. Take it out: kubectl delete clustersecretstore ${store}, then npm run up -- --stack <stack> --refresh`,
  incomplete: ({ credential, namespace, keys }: { credential: string; namespace: string; keys: readonly string[] }) =>
    `${credential} is delivered to namespace ${namespace} without ${keys.join(", ")}`,
  noStore: ({ category }: { category: Category }) =>
    `the stack keeps secrets of category ${category}, delivers others to a cluster, and has no store named ${readerName(category)}`,
});

/** Every credential of a started epic reaches every namespace that its category's store serves. */
export const credentialsDelivered: StackRule = {
  id: "credentials-delivered",
  *judgeStack(resources, surroundings) {
    const stores = resources.flatMap(categoryStore);
    const due = delivered(startedEpics(surroundings));
    const keysIn = deliveredKeys(resources);
    const named = namedNamespaces(surroundings);
    for (const { category, namespaces: served, resource, onAzure } of stores) {
      const strangers = served.filter((namespace) => named?.includes(namespace) === false);
      for (const namespace of strangers) {
        yield about(resource, found.stranger({ namespace, store: readerName(category) }));
      }
      const namespaces = served.filter((namespace) => !strangers.includes(namespace));
      for (const credential of due.filter((one) => one.category === category && !(onAzure && one.azure === null))) {
        for (const namespace of namespaces) {
          const keys = keysIn.get(secretIn(namespace, credential.kubernetes?.secret));
          const place = { credential: credential.id, namespace };
          const missing = keysOf(credential).filter((key) => keys?.has(key) === false);
          if (keys === undefined) yield about(resource, found.missing(place));
          else if (missing.length > 0) yield about(resource, found.incomplete({ ...place, keys: missing }));
        }
      }
    }
    const [first] = stores;
    if (first === undefined) return;
    const kept = resources.flatMap((resource) => keptCredential(resource, first.onAzure) ?? []);
    const unserved = new Set(
      kept.filter((credential) => due.includes(credential)).map((credential) => credential.category),
    );
    for (const { category } of stores) unserved.delete(category);
    for (const category of unserved) yield found.noStore({ category });
  },
};

interface CategoryStore {
  readonly category: Category;
  readonly namespaces: readonly string[];
  readonly resource: StackResource;
  readonly onAzure: boolean;
}

function categoryStore(resource: StackResource): CategoryStore[] {
  const object = kubernetesObject(resource);
  if (object?.group !== "external-secrets.io" || object.kind !== "ClusterSecretStore") return [];
  const category = (Object.keys(CATEGORIES) as Category[]).find((one) => readerName(one) === object.name);
  if (category === undefined) return [];
  const namespaces = items(object.spec.conditions).flatMap((condition) => texts(at(condition, "namespaces")));
  const onAzure = at(object.spec, "provider", "azurekv") !== undefined;
  return [{ category, namespaces: [...new Set(namespaces)], resource, onAzure }];
}

function keysOf({ kubernetes }: Credential): readonly string[] {
  if (kubernetes === null) return [];
  return [
    ...Object.keys(kubernetes.keys),
    ...(kubernetes.connectionUrl === undefined ? [] : [kubernetes.connectionUrl]),
  ];
}

/** The keys of each Secret that an ExternalSecret makes; the first of several counts. */
function deliveredKeys(resources: readonly StackResource[]): ReadonlyMap<string, ReadonlySet<string>> {
  const made = new Map<string, ReadonlySet<string>>();
  for (const resource of resources) {
    const object = kubernetesObject(resource);
    const spec = externalSecretSpec(resource);
    if (object?.kind !== "ExternalSecret" || spec === undefined) continue;
    const secret = secretIn(object.namespace, text(at(spec, "target", "name")) ?? object.name);
    if (made.has(secret)) continue;
    const template = Object.keys(fields(at(spec, "target", "template", "data")));
    const keys = template.length > 0 ? template : items(spec.data).map((entry) => text(at(entry, "secretKey")) ?? "");
    made.set(secret, new Set(keys));
  }
  return made;
}

const secretIn = (namespace: string | undefined, secret: string | undefined) => `${namespace}/${secret}`;

function keptCredential(resource: StackResource, onAzure: boolean): Credential | undefined {
  const type = typeName(resource.type);
  const { name, secretName } = resource.props;
  if (!onAzure && type === "aws:secretsmanager:Secret") return credentialOfAwsSecret(text(name) ?? "");
  if (onAzure && type === "azure-native:keyvault:Secret")
    return credentialOfVaultSecret(text(secretName) ?? text(name) ?? "");
  return undefined;
}

/** What the stack's setting `kubernetes.namespaces` names; undefined where there is no such setting. */
function namedNamespaces({ config }: Surroundings): readonly string[] | undefined {
  const setting = Object.entries(config).find(([key]) => key.endsWith(":kubernetes"))?.[1];
  const namespaces = at(parsed(setting ?? ""), "namespaces");
  return Array.isArray(namespaces) ? texts(namespaces) : undefined;
}

/** The epics that the stack's setting `startedEpics` names; all where there is no such setting. */
function startedEpics({ config }: Surroundings): readonly Epic[] {
  const setting = Object.entries(config).find(([key]) => key.endsWith(":startedEpics"))?.[1];
  if (setting === undefined) return EPICS;
  const started = items(parsed(setting)).map(Number);
  return EPICS.filter((epic) => started.includes(epic));
}
