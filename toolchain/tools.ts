/** How a program is made from a package registry. Its lock files stand in `toolchain/<name>/`. */
export type Source =
  /** A Go module with a `tool` line, but for a tool without programs; `go.sum` holds every checksum. */
  | {
      readonly kind: "go";
      /** What Go calls the program after its import path, where that is not its name. */
      readonly builtAs?: string;
      /** Linker settings, `-X` and the like. */
      readonly ldflags?: string;
      /** Files and folders that the module's zip holds beside the code, copied to `folder`. Programs go to `bin`, data to `share`. */
      readonly files?: readonly { readonly module: string; readonly path: string; readonly folder: "bin" | "share" }[];
      /** Files of a module that the recipe's own main embeds: copied beside it before it is built. */
      readonly embeds?: readonly { readonly module: string; readonly path: string }[];
    }
  /** A Python package in a virtual environment; `requirements.txt` holds every hash. */
  | {
      readonly kind: "python";
      /** What `python -m` starts. Absent where the package brings an executable of its own. */
      readonly module?: string;
    }
  /** Java archives; `pom.xml` names them, `sha256sums` pins what may arrive. They go to `lib`. */
  | { readonly kind: "maven" }
  /** A package of npm's, no script of which is run; `package-lock.json` holds its hash. It goes to `lib/node_modules`. */
  | { readonly kind: "npm" };

/** A third-party program that the tests or the benchmark run. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly group: Group;
  /** What it is for here, as the end of "… is for". */
  readonly purpose: string;
  readonly source: Source;
  /** The programs in `bin` afterwards. */
  readonly programs: readonly string[];
  /** Measured on two cores with empty caches, in seconds. */
  readonly seconds: number;
  /** The programs on the PATH are used instead where all of them are there and `command` prints at least `minimum`. */
  readonly onPath?: { readonly command: readonly string[]; readonly minimum: string };
}

/** What is installed together: `npm run toolchain -- engine`. */
export type Group = "engine" | "cluster" | "clouds" | "workflows" | "bench";

const EXTERNAL_SECRETS_FILES = ["deploy/crds/bundle.yaml", "deploy/charts/external-secrets"].map((path) => ({
  module: "github.com/external-secrets/external-secrets",
  path,
  folder: "share" as const,
}));

const KUBERNETES_PROVIDER_FILES = ["schema.json", "terraform-mapping.json"].map((file) => ({
  module: "github.com/pulumi/pulumi-kubernetes/provider/v4",
  path: `cmd/pulumi-resource-kubernetes/${file}`,
}));

/** What `hack/lib/version.sh` of Kubernetes hands to the linker. */
function kubernetesVersion(version: string): string {
  const [major, minor] = version.split(".");
  const stamps = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  return Object.entries(stamps)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(" ");
}

/** Every program, in the order in which they are built. */
export const TOOLS: readonly Tool[] = [
  {
    name: "pulumi",
    version: "3.200.0",
    group: "engine",
    purpose: "the real engine under the integration tests",
    source: {
      kind: "go",
      ldflags: "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.200.0",
    },
    programs: ["pulumi"],
    seconds: 120,
    onPath: { command: ["pulumi", "version"], minimum: "3.200.0" },
  },
  {
    // What the pipeline installs: its output is not what 3.200 prints. No language host of its age is a Go module that
    // can be had, so it runs what starts no program: refresh, export, import.
    name: "pulumi-current",
    version: "3.276.0",
    group: "engine",
    purpose: "the engine that the pipeline installs, for what starts no program",
    source: {
      kind: "go",
      builtAs: "pulumi",
      ldflags: "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.276.0",
    },
    programs: ["pulumi-current"],
    seconds: 300,
  },
  {
    name: "pulumi-language-nodejs",
    version: "3.50.0",
    group: "engine",
    purpose: "what the engine starts index.ts and the policy pack with",
    source: {
      kind: "go",
      files: [{ module: "github.com/pulumi/pulumi/sdk/v3", path: "nodejs/dist/pulumi-analyzer-policy", folder: "bin" }],
    },
    programs: ["pulumi-language-nodejs", "pulumi-analyzer-policy"],
    seconds: 40,
    // A Pulumi that was installed whole brings both, of its own version.
    onPath: { command: ["pulumi", "version"], minimum: "3.200.0" },
  },
  {
    name: "moto",
    version: "5.2.1",
    group: "clouds",
    purpose: "the AWS APIs: Secrets Manager with its staging labels, KMS, STS",
    source: { kind: "python", module: "moto.server" },
    programs: ["moto_server"],
    seconds: 30,
  },
  {
    name: "event-ruler",
    version: "2.1.0",
    group: "clouds",
    purpose: "EventBridge's own engine, which the alarms' patterns are tried in",
    source: { kind: "maven" },
    programs: [],
    seconds: 15,
  },
  {
    name: "kusto",
    version: "12.4.1",
    group: "clouds",
    purpose: "Microsoft's parser of Kusto's language, which the queries of Azure's alarms are tried in",
    source: { kind: "npm" },
    programs: [],
    seconds: 5,
  },
  {
    name: "etcd",
    version: "3.6.16",
    group: "cluster",
    purpose: "where the API server keeps its objects",
    source: { kind: "go", builtAs: "server" },
    programs: ["etcd"],
    seconds: 30,
  },
  {
    // One recipe, so that what the two programs share is compiled once.
    name: "kubernetes",
    version: "1.34.1",
    group: "cluster",
    purpose: "the API server and the controllers that own, collect and roll out",
    // Stamped as releases are: without it the server calls itself v0.0.0, and Helm refuses every chart with a kubeVersion.
    source: { kind: "go", ldflags: kubernetesVersion("1.34.1") },
    programs: ["kube-apiserver", "kube-controller-manager"],
    seconds: 240,
  },
  {
    name: "external-secrets",
    version: "0.20.4",
    group: "cluster",
    purpose: "the operator that carries secrets from the cloud into the cluster, its CRDs and its chart",
    source: {
      kind: "go",
      files: EXTERNAL_SECRETS_FILES,
    },
    programs: ["external-secrets"],
    seconds: 360,
  },
  {
    // The repository's state of 2026-08-06, between charts 2.8.0 and 2.9.0. The operator of that state cannot be built:
    // modules that it is made of cannot be had.
    name: "external-secrets-chart",
    version: "1.3.3-0.20260806102745-bf4736a0d7db",
    group: "cluster",
    purpose: "the newest chart and definitions of the operator that can be had",
    source: { kind: "go", files: EXTERNAL_SECRETS_FILES },
    programs: [],
    seconds: 5,
  },
  {
    name: "helm",
    version: "3.18.6",
    group: "cluster",
    purpose: "renders the operator's chart with the values of the release",
    source: { kind: "go" },
    programs: ["helm"],
    seconds: 90,
  },
  {
    name: "pulumi-resource-kubernetes",
    version: "4.34.2",
    group: "cluster",
    purpose: "the real provider that updates bring the program's objects into the cluster with",
    source: { kind: "go", embeds: KUBERNETES_PROVIDER_FILES },
    programs: ["pulumi-resource-kubernetes"],
    seconds: 720,
  },
  {
    name: "actionlint",
    version: "1.7.12",
    group: "workflows",
    purpose: "checks that the workflows are what GitHub understands",
    source: { kind: "go" },
    programs: ["actionlint"],
    seconds: 20,
  },
  {
    name: "zizmor",
    version: "1.32.0",
    group: "workflows",
    purpose: "looks for ways to abuse the workflows",
    source: { kind: "python" },
    programs: ["zizmor"],
    seconds: 10,
  },
  {
    name: "pre-commit",
    version: "4.7.0",
    group: "workflows",
    purpose: "runs the scan as other repositories do, as a hook",
    source: { kind: "python", module: "pre_commit" },
    programs: ["pre-commit"],
    seconds: 15,
  },
  {
    name: "gitleaks",
    version: "8.30.1",
    group: "bench",
    purpose: "the scanner of secrets that the scan is compared with",
    source: { kind: "go" },
    programs: ["gitleaks"],
    seconds: 60,
  },
];

/** The tools of that name or group; an unknown word is refused with what is known. */
export function toolsNamed(words: readonly string[]): readonly Tool[] {
  if (words.length === 0) return TOOLS;
  for (const word of words) {
    if (TOOLS.some(({ name, group }) => name === word || group === word)) continue;
    const known = [...new Set(TOOLS.flatMap(({ name, group }) => [group, name]))].join(", ");
    // Not repeated: it could be anything, pasted in the wrong place.
    throw new Error(`There is no tool or group of that name (${word.length} characters). Known are: ${known}.`);
  }
  return TOOLS.filter(({ name, group }) => words.includes(name) || words.includes(group));
}
