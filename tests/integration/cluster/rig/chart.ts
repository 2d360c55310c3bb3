import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, parseAllDocuments, stringify } from "yaml";
import { install } from "../../../../toolchain/install.ts";
import { runQuietly } from "../../../../toolchain/processes.ts";
import type { Manifest } from "./cluster-api.ts";

interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly values: Record<string, unknown>;
}

/** The charts that can be had, by the tool that brings each. */
export type Chart = "external-secrets" | "external-secrets-chart";

export interface Rendering {
  /** @default "external-secrets", the chart of the operator that runs here. */
  readonly chart?: Chart;
  /** Whether with the definitions of the operator's kinds, which the chart's repository keeps apart. */
  readonly packed?: boolean;
  /** Whether the cluster has Prometheus Operator's kinds. @default true */
  readonly monitoring?: boolean;
}

/** The manifests that helm makes of the operator's chart with a release's values. */
export async function renderChart(
  { name, namespace, values }: Release,
  { chart = "external-secrets", packed = false, monitoring = true }: Rendering = {},
): Promise<readonly Manifest[]> {
  const helm = await install("helm");
  const folder = mkdtempSync(path.join(tmpdir(), "qualisys-chart-"));
  try {
    const copy = await copyChart(folder, { chart, packed });
    writeFileSync(path.join(folder, "values.yaml"), stringify(values));
    const text = await runQuietly(
      [
        helm.programs.helm ?? "",
        "template",
        name,
        copy,
        `--namespace=${namespace}`,
        `--values=${path.join(folder, "values.yaml")}`,
        "--kube-version=1.34.1",
        // What the cluster of a release with a ServiceMonitor would have.
        ...(monitoring ? ["--api-versions=monitoring.coreos.com/v1/ServiceMonitor"] : []),
      ],
      // Nothing of the machine's own helm.
      { env: { HELM_CONFIG_HOME: folder, HELM_CACHE_HOME: folder, HELM_DATA_HOME: folder, KUBECONFIG: "" } },
    );
    return parseAllDocuments(text)
      .map((document) => document.toJS() as Manifest | null)
      .filter((manifest) => manifest !== null);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies a chart into a folder, as its repository would serve it. @returns the chart's own folder. */
export async function copyChart(
  folder: string,
  { chart = "external-secrets", packed = false }: Rendering,
): Promise<string> {
  const source = await install(chart);
  const copy = path.join(folder, "external-secrets");
  cpSync(path.join(source.folder ?? "", "share", "external-secrets"), copy, { recursive: true });
  withoutDependencies(path.join(copy, "Chart.yaml"));
  if (packed) await pack(chart, path.join(copy, "templates", "crds"));
  return copy;
}

/** The definitions of the operator's kinds, as a chart's repository holds them. */
export async function definitions(chart: Chart = "external-secrets"): Promise<readonly Manifest[]> {
  return (await bundle(chart)).map((text) => parse(text) as Manifest);
}

async function bundle(chart: Chart): Promise<readonly string[]> {
  const source = await install(chart);
  return readFileSync(path.join(source.folder ?? "", "share", "bundle.yaml"), "utf8").split(/^---$/m);
}

// As hack/helm.generate.sh of the operator's repository packs it, which needs yq; the webhook for conversions is left out.
async function pack(chart: Chart, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const text of await bundle(chart)) {
    const { spec } = parse(text) as { spec: { names: { kind: string; singular: string } } };
    const { kind, singular } = spec.names;
    const isChosen = kind.includes("Cluster") || kind.includes("PushSecret");
    const template = [
      `{{- if ${isChosen ? `and .Values.installCRDs .Values.crds.create${kind}` : ".Values.installCRDs"} }}`,
      text.replace(
        /^ {2}annotations:$/m,
        "$&\n    {{- with .Values.crds.annotations }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}",
      ),
      "{{- end }}",
    ];
    writeFileSync(path.join(folder, `${singular}.yaml`), template.join("\n"));
  }
}

// The chart names a subchart that its repository does not hold and that is off by default; helm wants it nevertheless.
function withoutDependencies(file: string): void {
  const { dependencies: _, ...chart } = parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  writeFileSync(file, stringify(chart));
}
