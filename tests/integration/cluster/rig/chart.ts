import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** The manifests that helm makes of the operator's chart 0.20.4 with a release's values. */
export async function renderChart({ name, namespace, values }: Release): Promise<readonly Manifest[]> {
  const [helm, operator] = [await install("helm"), await install("external-secrets")];
  const folder = mkdtempSync(path.join(tmpdir(), "qualisys-chart-"));
  try {
    const chart = path.join(folder, "external-secrets");
    cpSync(path.join(operator.folder ?? "", "share", "external-secrets"), chart, { recursive: true });
    withoutDependencies(path.join(chart, "Chart.yaml"));
    writeFileSync(path.join(folder, "values.yaml"), stringify(values));
    const text = await runQuietly(
      [
        helm.programs.helm ?? "",
        "template",
        name,
        chart,
        `--namespace=${namespace}`,
        `--values=${path.join(folder, "values.yaml")}`,
        "--kube-version=1.34.1",
        // What the cluster of a release with a ServiceMonitor would have.
        "--api-versions=monitoring.coreos.com/v1/ServiceMonitor",
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

/** The definitions of the operator's kinds, as its repository holds them: the chart in there has none. */
export async function definitions(): Promise<readonly Manifest[]> {
  const operator = await install("external-secrets");
  const text = readFileSync(path.join(operator.folder ?? "", "share", "bundle.yaml"), "utf8");
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

// The chart names a subchart that its repository does not hold and that is off by default; helm wants it nevertheless.
function withoutDependencies(file: string): void {
  const { dependencies: _, ...chart } = parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  writeFileSync(file, stringify(chart));
}
