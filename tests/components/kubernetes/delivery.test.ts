import { RandomPassword } from "@pulumi/random";
import { describe, expect, test, vi } from "vitest";
import {
  byCategory,
  type Credential,
  credentials,
  delivered,
  findCredential,
  readerName,
  vaultSecrets,
} from "../../../catalogue/index.ts";
import { operatorValues } from "../../../components/kubernetes/external-secrets-operator.ts";
import type { SecretSource } from "../../../components/kubernetes/secret-source.ts";
import { IDS, plain, type Resources, settingsWith } from "../recorded.ts";
import { delivery, EXTERNAL_SECRET, fromAws, fromAzure, objects, STORE } from "./delivered.ts";
import { clusterSecretStoreModel, externalSecretModel } from "./manifests.ts";

const RELEASE = "kubernetes:helm.sh/v3:Release";

const aws = await delivery(fromAws);
const azure = await delivery(fromAzure);
const sides = [
  ["aws", aws, credentials],
  ["azure", azure, credentials.filter((credential) => vaultSecrets(credential).length > 0)],
] as const;

describe.each(sides)("fed by %s", (cloud, resources, held) => {
  test("every manifest is what the operator's definitions know", () => {
    for (const manifest of objects(resources, STORE)) clusterSecretStoreModel.parse(manifest);
    for (const manifest of objects(resources, EXTERNAL_SECRET)) externalSecretModel.parse(manifest);
  });

  test.each(held)("$id goes to every namespace under its names", (credential) => {
    const found = objects(resources, EXTERNAL_SECRET).filter(
      ({ metadata }) => metadata.name === credential.kubernetes?.secret,
    );
    expect(found.map(({ metadata }) => metadata.namespace)).toEqual(["shop", "jobs"]);
    const expected = [...Object.keys(credential.kubernetes?.keys ?? {}), credential.kubernetes?.connectionUrl];
    for (const { spec } of found) {
      expect(spec.target.name).toBe(credential.kubernetes?.secret);
      expect(Object.keys(spec.target.template.data).sort()).toEqual(
        expected.filter((name) => name !== undefined).sort(),
      );
      expect(spec.secretStoreRef.name).toBe(readerName(credential.category));
    }
  });

  test("nothing else is delivered", () => {
    expect(resources.ofType(EXTERNAL_SECRET)).toHaveLength(held.length * 2);
  });

  test.each(held)("each value of $id is fetched, and used under a guard of its own", (credential) => {
    const { spec } = plain(resources.named(`delivery-shop-${credential.kubernetes?.secret}`).inputs);
    const fetched = spec.data.map(({ secretKey }: { secretKey: string }) => secretKey);
    const used = new Set<string>();
    for (const template of Object.values<string>(spec.target.template.data)) {
      const values = [...template.matchAll(/\{\{ \.(\w+)/g)].map(([, field = ""]) => field);
      for (const field of values) {
        used.add(field);
        const guard = `{{ if or (eq (trim .${field}) "") (hasPrefix "REPLACE_WITH_" (trim .${field})) }}{{ $.${credential.id.replaceAll("-", "_")}_is_not_provided__`;
        expect(template.indexOf(guard)).toBeGreaterThanOrEqual(0);
        expect(template.indexOf(guard)).toBeLessThan(template.indexOf(`{{ .${field}`));
      }
      expect(values.length).toBeGreaterThan(0);
    }
    expect([...used].sort()).toEqual(fetched.sort());
  });

  test("each category in use has one store, which its own account reads and the named namespaces may use", () => {
    const categories = byCategory(held).map(([category]) => category);
    expect(objects(resources, STORE).map(({ metadata }) => metadata.name)).toEqual(categories.map(readerName));
    for (const { metadata, spec } of objects(resources, STORE)) {
      const account = { name: metadata.name, namespace: "external-secrets" };
      const [provider] = Object.values<Record<string, unknown>>(spec.provider);
      expect(JSON.stringify(provider)).toContain(JSON.stringify(account));
      expect(spec.conditions).toEqual([{ namespaces: ["shop", "jobs"] }]);
    }
    for (const category of categories) {
      const account = plain(resources.named(`delivery-${category}-reader`).inputs);
      expect(account.metadata).toMatchObject({
        name: readerName(category),
        namespace: "external-secrets",
        annotations: {
          "pulumi.com/patchForce": "true",
          ...(cloud === "aws"
            ? { "eks.amazonaws.com/role-arn": `role of ${category}` }
            : {
                "azure.workload.identity/client-id": `client of ${category}`,
                "azure.workload.identity/tenant-id": IDS.tenant,
              }),
        },
      });
      expect(account.automountServiceAccountToken).toBe(false);
    }
  });

  test("everything comes after the operator, and nothing waits to be ready", () => {
    const release = resources.only(RELEASE);
    expect(plain(release.inputs).skipAwait).toBe(false);
    for (const resource of [...resources.ofType(STORE), ...resources.ofType(EXTERNAL_SECRET)]) {
      expect(resource.options.dependsOn, resource.name).toContain(release.urn);
      expect(plain(resource.inputs).metadata.annotations["pulumi.com/skipAwait"]).toBe("true");
    }
    for (const resource of resources.ofType(EXTERNAL_SECRET)) {
      const store = objects(resources, STORE).length;
      expect(resource.options.dependsOn.filter((urn) => urn.includes("ClusterSecretStore"))).toHaveLength(
        Math.min(store, 1),
      );
    }
  });

  test("every child's name begins with its parent's, and no two are alike", () => {
    for (const resource of resources.all.filter(({ parent }) => parent.includes("::delivery"))) {
      const [parent, child] = resources.path(resource).slice(-2);
      expect(child).toMatch(new RegExp(`^${parent}-`));
    }
    expect(new Set(resources.all.map(({ urn }) => urn)).size).toBe(resources.all.length);
  });
});

describe("where a value is fetched from", () => {
  const reference = (source: SecretSource, id: string, field: string) => {
    const credential = findCredential(id) as Credential;
    return source.reference(credential, credential.fields.find(({ name }) => name === field) ?? credential.fields[0]);
  };
  test.each([
    ["aws", "openai", "api_key", { key: "qualisys/llm/openai", property: "api_key" }],
    ["aws", "database", "password", { key: "qualisys/database/connection", property: "password" }],
    ["azure", "openai", "api_key", { key: "llm-openai-api-key" }],
    ["azure", "google-oauth", "client_secret", { key: "oauth-google-client-secret" }],
    ["azure", "jwt-signing-key", "previous_secret", { key: "jwt-signing-key-previous" }],
    ["azure", "github-app", "private_key", { key: "integrations-github-app", property: "private_key" }],
  ])("%s: %s %s", (cloud, id, field, expected) => {
    expect(reference(cloud === "aws" ? fromAws() : fromAzure(), id, field)).toEqual(expected);
  });

  test("a credential that the store does not keep is left out, and said to be", async () => {
    const warning = vi.spyOn(console, "warn").mockImplementation(() => {});
    const resources = await delivery(fromAzure);
    const said = warning.mock.calls.flat().join("");
    vi.restoreAllMocks();
    expect(said).toContain("database is not delivered: azure");
    expect(resources.all.some(({ name }) => name.includes("database"))).toBe(false);
  });
});

test("credentials of epics that have not started are not delivered", async () => {
  const resources = await delivery(fromAws, { startedEpics: [1, 2, 3] });
  const names = new Set(objects(resources, EXTERNAL_SECRET).map(({ metadata }) => metadata.name));
  expect([...names].sort()).toEqual(
    delivered([1, 2, 3])
      .map(({ kubernetes }) => kubernetes?.secret)
      .sort(),
  );
  expect(names).not.toContain("jira-api-token");
  expect(names).not.toContain("slack-webhook");
});

describe("a generated value", () => {
  const generationsOf = async (text: string) => {
    const source = () => {
      const written = new RandomPassword("written-elsewhere", { length: 64 });
      return { ...fromAws(), written: ({ id }: Credential) => (id === "jwt-signing-key" ? [written] : []) };
    };
    return delivery(source, {}, new Map([["jwt-signing-key", text]]));
  };

  test("shows its generations in every namespace, so that the operator fetches a new one at once", async () => {
    const annotation = async (text: string) =>
      objects(await generationsOf(text), EXTERNAL_SECRET).flatMap(
        ({ metadata }) => metadata.annotations["qualisys-secrets/generations"] ?? [],
      );
    expect(await annotation("1,2")).toEqual(["1,2", "1,2"]);
    expect(await annotation("2,1")).toEqual(["2,1", "2,1"]);
  });

  test("is fetched after it was written, and others do not wait for it", async () => {
    const resources = await generationsOf("1,2");
    const waiting = resources
      .ofType(EXTERNAL_SECRET)
      .filter(({ options }) => options.dependsOn.some((urn: string) => urn.endsWith("::written-elsewhere")));
    expect(waiting.map(({ name }) => name)).toEqual(["delivery-shop-jwt-signing-key", "delivery-jobs-jwt-signing-key"]);
  });
});

describe("the operator", () => {
  test("is pinned, awaited, and in a namespace that allows restricted pods alone", () => {
    const namespace = plain(aws.only("kubernetes:core/v1:Namespace").inputs);
    expect(namespace.metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("restricted");
    expect(plain(aws.only(RELEASE).inputs)).toMatchObject({
      chart: "external-secrets",
      version: "2.14.0",
      repositoryOpts: { repo: "https://charts.external-secrets.io" },
      namespace: "external-secrets",
    });
  });

  test.each([
    ["a folder", "./charts/external-secrets"],
    ["a registry", "oci://registry.example.com/charts/external-secrets"],
  ])("comes from %s without a repository", async (_, chart) => {
    const resources = await delivery(fromAws, { kubernetes: { operator: { chart } } });
    const release = plain(resources.only(RELEASE).inputs);
    expect([release.chart, release.version, release.repositoryOpts]).toEqual([chart, "2.14.0", undefined]);
  });

  // biome-ignore lint/suspicious/noExplicitAny: chart values have no type.
  const values = (environment: "production" | "staging", serviceMonitor = false): any =>
    operatorValues({ ...settingsWith().kubernetes.operator, serviceMonitor }, environment);

  test.each(["production", "staging"] as const)("%s: as many pods as it is worth", (environment) => {
    const production = environment === "production";
    for (const part of ["", "webhook", "certController"]) {
      const { replicaCount, podDisruptionBudget } = part === "" ? values(environment) : values(environment)[part];
      expect([replicaCount, podDisruptionBudget.enabled]).toEqual([production ? 2 : 1, production]);
    }
    expect(values(environment).leaderElect).toBe(true);
  });

  test("its pods are nobody in the cloud, restricted, and limited", () => {
    for (const part of [values("production"), values("production").webhook, values("production").certController]) {
      expect(part.serviceAccount).toEqual({ create: true, annotations: {} });
      expect(part.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(part.podSecurityContext).toMatchObject({ runAsNonRoot: true });
      expect(part.resources.limits).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
    }
  });

  test("runs no controller that writes to a cloud or generates, and its definitions outlive it", () => {
    expect(values("production")).toMatchObject({
      processPushSecret: false,
      processClusterPushSecret: false,
      processClusterExternalSecret: false,
      processClusterGenerator: false,
      installCRDs: true,
      crds: {
        createPushSecret: false,
        createClusterPushSecret: false,
        createClusterGenerator: false,
        annotations: { "helm.sh/resource-policy": "keep" },
      },
    });
  });

  test("is scraped where asked for", () => {
    expect([values("staging").serviceMonitor, values("staging", true).serviceMonitor]).toEqual([
      { enabled: false },
      // Without it the chart says nothing where the cluster has no ServiceMonitors.
      { enabled: true, renderMode: "failIfMissing" },
    ]);
  });
});

test("production's operator is protected, staging's is not", async () => {
  const guarded = (resources: Resources) =>
    resources.all.filter(({ options }) => options.protect).map(({ type }) => type);
  expect(guarded(aws).sort()).toEqual(["kubernetes:core/v1:Namespace", RELEASE]);
  expect(guarded(await delivery(fromAws, { environment: "staging" }))).toEqual([]);
});

test("everything goes to the cluster of the settings' context", async () => {
  const resources = await delivery(fromAws, { kubernetes: { context: "production-cluster" } });
  expect(plain(resources.only("pulumi:providers:kubernetes").inputs).context).toBe("production-cluster");
  const custom = resources.all.filter(({ custom, type }) => custom && type.startsWith("kubernetes:"));
  for (const { options } of custom) expect(options.provider).toContain("::delivery-provider::");
});

// A kubeconfig's path and the address in it are nobody's identity: with another, the provider would replace everything.
test("the cluster is told apart by its token issuer, not by how it is reached", async () => {
  const { kubernetes } = settingsWith();
  const provider = plain((await delivery(fromAws)).only("pulumi:providers:kubernetes").inputs);
  expect(provider.clusterIdentifier).toBe(kubernetes.oidcIssuer);
  // Or the SDK keeps the text of KUBECONFIG in the state.
  expect(provider.kubeconfig).toBe("");
});

test("an update takes back every field that someone else has changed", () => {
  const objectsOfProgram = aws.all.filter(
    ({ custom, type }) => custom && type.startsWith("kubernetes:") && type !== RELEASE,
  );
  expect(objectsOfProgram.length).toBeGreaterThan(20);
  for (const { name, inputs } of objectsOfProgram)
    expect(plain(inputs).metadata.annotations["pulumi.com/patchForce"], name).toBe("true");
});
