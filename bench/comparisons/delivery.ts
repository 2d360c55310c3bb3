import { AwsCluster } from "../../tests/integration/cluster/rig/aws-cluster.ts";
import { Commands } from "../../tests/integration/cluster/rig/commands.ts";
import { until } from "../../tests/integration/cluster/rig/processes.ts";
import { startMoto } from "../../tests/integration/rig/moto.ts";
import { credential, Generator } from "../../tests/operator/values.ts";
import { install } from "../../toolchain/install.ts";
import { TOOLS } from "../../toolchain/tools.ts";
import type { Comparison } from "../comparison.ts";

const ROUNDS = 20;
const NAME = "secrets put";
const HOUR_MS = 60 * 60 * 1000;

/** How long a new value takes to where pods read it. */
export const delivery: Comparison = {
  name: "delivery",
  title: "From `put` to the pod",
  about:
    "`npm run secrets -- put openai` until the Kubernetes Secret that pods read holds the new value: a real API server 1.34 with the real operator " +
    "(External Secrets Operator 0.20.4), reading from an emulated AWS on the same machine. On live clouds the network's time is added. Measured from the command's start " +
    "within a running Node; a container that takes its value from the environment sees it at its next start.",
  programs: ["external-secrets", "kubernetes", "etcd", "moto"],
  // The worst of a few rounds would say little.
  rounds: (asked) => Math.max(asked, asked === 1 ? 1 : ROUNDS),

  async prepare(say) {
    for (const { name, group } of TOOLS) if (group === "cluster" || name === "moto") await install(name, say);
    const moto = await startMoto();
    const cluster = await AwsCluster.start(moto.endpoint).catch((error: unknown) => {
      moto.stop();
      throw error;
    });
    const commands = new Commands(cluster);
    const generator = new Generator(2026);
    const run = async () => {
      const key = generator.values(credential("openai")).api_key ?? "";
      const begun = performance.now();
      const seen = until(async () => (await cluster.delivered("openai"))?.["api-key"] === key, {
        what: "the new value in the Kubernetes Secret",
        everyMs: 10,
        check: () => cluster.check(),
      }).then(() => performance.now() - begun);
      const [{ status, stderr }, milliseconds] = await Promise.all([
        commands.run(["put", "openai", "--fd", "0"], key),
        seen,
      ]);
      if (status !== 0) throw new Error(`secrets put ended with ${status}:\n${stderr}`);
      return { milliseconds };
    };
    return {
      contenders: [{ name: NAME, run }],
      async [Symbol.asyncDispose]() {
        await cluster[Symbol.asyncDispose]();
        moto.stop();
      },
    };
  },

  targets(figures) {
    const { median = Number.NaN, highest = Number.NaN } = figures(NAME).milliseconds ?? {};
    return [
      {
        promise: "in the Kubernetes Secret, median and worst",
        wanted: "within 1 hour (the team's document)",
        measured: `${Math.round(median)} ms, ${Math.round(highest)} ms`,
        met: highest < HOUR_MS,
      },
    ];
  },
};
