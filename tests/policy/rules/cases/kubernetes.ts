import { credentials, delivered, readerName } from "../../../../catalogue/index.ts";
import { type Cases, ng, one, UNKNOWN_WIRE } from "../case.ts";

const STORE = "kubernetes:external-secrets.io/v1:ClusterSecretStore";
const store = (conditions: unknown) =>
  one(STORE, { spec: { provider: {}, ...(conditions === undefined ? {} : { conditions }) } });

const storeNamesNamespaces: Cases = {
  ok: {
    "by name": store([{ namespaces: ["production"] }]),
    "by an expression": store([{ namespaceRegexes: ["^team-a-.*$"] }]),
    "by a label": store([{ namespaceSelector: { matchLabels: { credentials: "yes" } } }]),
    "by an expression on a label": store([
      { namespaceSelector: { matchExpressions: [{ key: "team", operator: "In", values: ["a"] }] } },
    ]),
    "a namespace's own store": one("kubernetes:external-secrets.io/v1:SecretStore", { spec: {} }),
    "somebody else's kind of that name": one("kubernetes:example.com/v1:ClusterSecretStore", { spec: {} }),
    "an expression that the operator refuses": store([{ namespaceRegexes: ["("] }]),
    "Secrets for the namespaces with a label": one("kubernetes:external-secrets.io/v1:ClusterExternalSecret", {
      spec: { namespaceSelectors: [{ matchLabels: { credentials: "yes" } }] },
    }),
  },
  ng: {
    "no conditions": ng(["noConditions"], store(undefined)),
    "an empty list": ng(["noConditions"], store([])),
    "an older version": ng(
      ["noConditions"],
      one("kubernetes:external-secrets.io/v1beta1:ClusterSecretStore", { spec: {} }),
    ),
    "a patch": ng(["noConditions"], one("kubernetes:external-secrets.io/v1:ClusterSecretStorePatch", { spec: {} })),
    "by its kind alone": ng(
      ["noConditions"],
      one("kubernetes:yaml:Anything", { apiVersion: "external-secrets.io/v1", kind: "ClusterSecretStore", spec: {} }),
    ),
    "an empty selector": ng(["openCondition"], store([{ namespaceSelector: {} }])),
    "one open beside one that is not": ng(
      ["openCondition"],
      store([{ namespaces: ["a"] }, { namespaceSelector: { matchLabels: {} } }]),
    ),
    "an expression that matches all": ng(["openCondition"], store([{ namespaceRegexes: [".*"] }])),
    "an expression that matches all, anchored": ng(["openCondition"], store([{ namespaceRegexes: ["^[a-z0-9-]+$"] }])),
    "all but one": ng(
      ["openCondition"],
      store([
        {
          namespaceSelector: {
            matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["x"] }],
          },
        },
      ]),
    ),
    "a label that all have": ng(
      ["openCondition"],
      store([
        { namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "Exists" }] } },
      ]),
    ),
    "Secrets for every namespace": ng(
      ["openSelector"],
      one("kubernetes:external-secrets.io/v1:ClusterExternalSecret", { spec: { namespaceSelectors: [{}] } }),
    ),
    "not known yet": ng(["undecided"], store([{ namespaces: UNKNOWN_WIRE }])),
  },
};

const ORDER = "kubernetes:external-secrets.io/v1:ExternalSecret";
const guard = (key: string) =>
  `{{ if or (eq (trim .${key}) "") (hasPrefix "REPLACE_WITH_" (trim .${key})) }}{{ $.not_provided }}{{ end }}{{ .${key} }}`;
const fetch = (secretKey: string, key = "qualisys/llm/openai", property = secretKey) => ({
  secretKey,
  remoteRef: { key, property },
});
const order = (spec: object) => one(ORDER, { spec });
const template = (data: Record<string, string>) => ({ target: { template: { data } } });

const externalSecretGuardsPlaceholders: Cases = {
  ok: {
    guarded: order({ data: [fetch("api_key")], ...template({ "api-key": guard("api_key") }) }),
    "guarded in two": order({ data: [fetch("a"), fetch("b")], ...template({ A: guard("a"), B: guard("b") }) }),
    "guarded once, used twice": order({ data: [fetch("a")], ...template({ A: guard("a"), URL: "https://{{ .a }}" }) }),
    "by an index": order({
      data: [fetch("api-key")],
      ...template({
        k: '{{ if hasPrefix "REPLACE_WITH_" (index . "api-key") }}{{ $.x }}{{ end }}{{ index . "api-key" }}',
      }),
    }),
    "in a loop over all keys": order({
      dataFrom: [{ extract: { key: "k" } }],
      ...template({
        k: '{{ range $k, $v := . }}{{ if hasPrefix "REPLACE_WITH_" $v }}{{ $.x }}{{ end }}{{ end }}',
      }),
    }),
    "in a template of its own": order({
      data: [fetch("a")],
      target: { template: { templateFrom: [{ target: "Data", literal: guard("a") }] } },
    }),
    "with the brackets that eat blanks": order({
      data: [fetch("a")],
      ...template({ k: '{{- if hasPrefix "REPLACE_WITH_" .a -}}{{- .x -}}{{- end -}}' }),
    }),
    "a text that says fail": order({
      data: [fetch("a")],
      ...template({ k: `{{ if eq .a "it may fail" }}{{ .a }}{{ end }}${guard("a")}`, l: "fail" }),
    }),
    "a public field with a default": order({ data: [fetch("channel", "qualisys/integrations/slack-webhook")] }),
    "from a generator": order({ dataFrom: [{ sourceRef: { generatorRef: { kind: "Password", name: "p" } } }] }),
  },
  ng: {
    "no template": ng(["unguarded"], order({ data: [fetch("api_key")] })),
    "no guard": ng(["unguarded"], order({ data: [fetch("api_key")], ...template({ k: "{{ .api_key }}" }) })),
    "another key's guard": ng(
      ["unguarded"],
      order({ data: [fetch("a"), fetch("ab")], ...template({ k: guard("ab") }) }),
    ),
    "a guard in a comment": ng(
      ["unguarded"],
      order({ data: [fetch("a")], ...template({ k: '{{/* if hasPrefix "REPLACE_WITH_" .a */}}{{ .a }}' }) }),
    ),
    "a guard that does not fail": ng(
      ["unguarded"],
      order({
        data: [fetch("a")],
        ...template({ k: '{{ if hasPrefix "REPLACE_WITH_" .a }}none{{ else }}{{ .a }}{{ end }}' }),
      }),
    ),
    "a guard that leads to another key": ng(
      ["unguarded"],
      order({
        data: [fetch("a"), fetch("channel", "qualisys/integrations/slack-webhook")],
        ...template({ k: '{{ if hasPrefix "REPLACE_WITH_" .a }}{{ $.channel }}{{ end }}{{ .a }}' }),
      }),
    ),
    "a guard by the function that operators no longer have": ng(
      ["fails"],
      order({
        data: [fetch("a")],
        ...template({ k: '{{ if hasPrefix "REPLACE_WITH_" .a }}{{ fail "x" }}{{ end }}{{ .a }}' }),
      }),
    ),
    "the same function anywhere": ng(
      ["fails"],
      order({ data: [fetch("a")], ...template({ A: guard("a"), B: '{{ if eq .a "" }}{{"x"|fail}}{{ end }}' }) }),
    ),
    "a guard turned round": ng(
      ["unguarded"],
      order({
        data: [fetch("a")],
        ...template({ k: '{{ if not (hasPrefix "REPLACE_WITH_" .a) }}{{ $.x }}{{ end }}' }),
      }),
    ),
    "another prefix": ng(
      ["unguarded"],
      order({ data: [fetch("a")], ...template({ k: '{{ if hasPrefix "TODO_" .a }}{{ $.x }}{{ end }}{{ .a }}' }) }),
    ),
    "a public field without a default": ng(
      ["unguarded"],
      order({ data: [fetch("client_id", "qualisys/oauth/google")] }),
    ),
    "all keys at once": ng(
      ["wholesale"],
      order({ dataFrom: [{ extract: { key: "k" } }], ...template({ k: guard("a") }) }),
    ),
    "all secrets at once": ng(["wholesale"], order({ dataFrom: [{ find: { name: { regexp: ".*" } } }] })),
    "for several namespaces": ng(
      ["unguarded"],
      one("kubernetes:external-secrets.io/v1:ClusterExternalSecret", {
        spec: { externalSecretSpec: { data: [fetch("a")] } },
      }),
    ),
    "not known yet": ng(["undecided"], order({ data: [fetch("a")], target: { template: UNKNOWN_WIRE } })),
  },
};

const externalSecretRetains: Cases = {
  ok: {
    retained: order({ target: { deletionPolicy: "Retain" } }),
    "left out, the operator retains": order({}),
    "somebody else's kind": one("kubernetes:example.com/v1:ExternalSecret", {
      spec: { target: { deletionPolicy: "Delete" } },
    }),
  },
  ng: {
    deleted: ng(["deletes"], order({ target: { deletionPolicy: "Delete" } })),
    "keys deleted": ng(["deletes"], order({ target: { deletionPolicy: "Merge" } })),
    "for several namespaces": ng(
      ["deletes"],
      one("kubernetes:external-secrets.io/v1:ClusterExternalSecret", {
        spec: { externalSecretSpec: { target: { deletionPolicy: "Delete" } } },
      }),
    ),
    "not known yet": ng(["undecided"], order({ target: { deletionPolicy: UNKNOWN_WIRE } })),
  },
};

const RELEASE = "kubernetes:helm.sh/v3:Release";
const release = (version: unknown, chart = "external-secrets") =>
  one(RELEASE, { chart, ...(version === undefined ? {} : { version }) });

const releasePinsVersion: Cases = {
  ok: {
    exact: release("2.9.0"),
    "exact with a v": release("v1.16.2"),
    "a release candidate": release("3.0.0-rc.1"),
    "a folder": release(undefined, "./charts/external-secrets"),
    "an archive": release(undefined, "https://example.com/external-secrets-2.9.0.tgz"),
    "by its digest": release(undefined, `oci://example.com/external-secrets@sha256:${"0".repeat(64)}`),
  },
  ng: {
    none: ng(["none"], release(undefined)),
    empty: ng(["none"], release("")),
    "a mirror without": ng(["none"], release(undefined, "oci://example.com/external-secrets")),
    "a caret": ng(["range"], release("^2.9.0")),
    "a tilde": ng(["range"], release("~2.9")),
    "at least": ng(["range"], release(">=2.9.0")),
    "two parts": ng(["range"], release("2.9")),
    "an x": ng(["range"], release("2.9.x")),
    any: ng(["range"], release("*")),
    "the latest": ng(["range"], release("latest")),
    "a chart of the newer kind": ng(["none"], one("kubernetes:helm.sh/v4:Chart", { chart: "external-secrets" })),
    "not known yet": ng(["undecided"], release(UNKNOWN_WIRE)),
  },
};

const production = { surroundings: { stack: "production" } };
const operator = (values: object) => ({
  ...one(RELEASE, { chart: "external-secrets", version: "2.9.0", values }),
  ...production,
});

const operatorSurvivesANode: Cases = {
  ok: {
    two: operator({ replicaCount: 2 }),
    "one, elsewhere": one(RELEASE, { chart: "external-secrets", values: { replicaCount: 1 } }),
    "another chart": { ...one(RELEASE, { chart: "cert-manager" }), ...production },
  },
  ng: {
    one: ng(["single"], operator({ replicaCount: 1 })),
    "left out, the chart takes one": ng(["single"], operator({})),
    "from a mirror": ng(["single"], {
      ...one(RELEASE, { chart: "oci://example.com/charts/external-secrets" }),
      ...production,
    }),
  },
};

// The catalogue's own first credential, and its category's store, so that no name stands here a second time.
const [credential] = delivered([1, 2, 3, 4, 5], credentials);
if (credential?.kubernetes == null) throw new Error("The catalogue delivers nothing.");
const { category, kubernetes: place } = credential;
const members = credentials.filter((one) => one.category === category);
const categoryStore = (provider: object = { aws: {} }) => ({
  type: STORE,
  name: "store",
  props: {
    metadata: { name: readerName(category) },
    spec: { provider, conditions: [{ namespaces: ["blue", "green"] }] },
  },
});
const orders = (namespace: string, keysOf = (keys: readonly string[]) => keys) =>
  members.map(({ kubernetes }) => ({
    type: ORDER,
    name: `${namespace}-${kubernetes?.secret}`,
    props: {
      metadata: { name: "order", namespace },
      spec: {
        target: {
          name: kubernetes?.secret,
          template: { data: Object.fromEntries(keysOf(Object.keys(kubernetes?.keys ?? {})).map((key) => [key, "x"])) },
        },
      },
    },
  }));
const started = (epics: string) => ({ surroundings: { config: { "any:startedEpics": epics } } });
const each = <T>(values: readonly T[], id: string) => values.map(() => id);

const credentialsDelivered: Cases = {
  ok: {
    "to both namespaces": {
      resources: [categoryStore(), ...orders("blue"), ...orders("green")],
      ...started("[1,2,3,4,5]"),
    },
    "to the namespaces that the settings name": {
      resources: [categoryStore(), ...orders("blue"), ...orders("green")],
      surroundings: { config: { "any:kubernetes": '{"namespaces":["blue","green","red"]}' } },
    },
    "no epic started": { resources: [categoryStore()], ...started("[]") },
    "somebody else's stores": one(STORE, {
      metadata: { name: "vault" },
      spec: { conditions: [{ namespaces: ["a"] }] },
    }),
    "no cluster": one("aws:secretsmanager/secret:Secret", { name: `qualisys/${category}/${credential.aws.name}` }),
  },
  ng: {
    "to one namespace of two": ng(each(members, "missing"), { resources: [categoryStore(), ...orders("blue")] }),
    // Nobody is told to deliver the credential to the intruder.
    "to a namespace that someone added to the store": ng(["stranger"], {
      resources: [categoryStore(), ...orders("blue")],
      surroundings: { config: { "any:kubernetes": '{"namespaces":["blue"]}' } },
    }),
    "a credential short": ng(each(["blue", "green"], "missing"), {
      resources: [categoryStore(), ...orders("blue").slice(1), ...orders("green").slice(1)],
    }),
    "a key short": ng(each(members, "incomplete"), {
      resources: [categoryStore(), ...orders("blue"), ...orders("green", () => ["other"])],
    }),
    "to another namespace": ng(each([...members, ...members], "missing"), {
      resources: [categoryStore(), ...orders("red")],
    }),
    "a category kept and not served": ng(["noStore"], {
      resources: [
        categoryStore(),
        ...orders("blue"),
        ...orders("green"),
        ...credentials
          .filter((one) => one.category === "email")
          .map((one) => ({
            type: "aws:secretsmanager/secret:Secret",
            name: one.id,
            props: { name: `q/${one.category}/${one.aws.name}` },
          })),
      ],
    }),
  },
};
if (Object.keys(place.keys).length === 0) throw new Error("The credential delivers no key.");

export const kubernetes: Readonly<Record<string, Cases>> = {
  "store-names-namespaces": storeNamesNamespaces,
  "external-secret-guards-placeholders": externalSecretGuardsPlaceholders,
  "external-secret-retains": externalSecretRetains,
  "release-pins-version": releasePinsVersion,
  "operator-survives-a-node": operatorSurvivesANode,
  "credentials-delivered": credentialsDelivered,
};
