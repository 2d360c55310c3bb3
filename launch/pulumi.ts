// `npm run up -- --stack staging`: the Pulumi CLI with this project's own Node first on the PATH (run.js puts it
// there) and the policy pack enforced, started without what it does not use.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { packEnvironment } from "./pack-environment.ts";
import { forwardSignals } from "./signals.js";
import { stackOf, touchesCluster, WITHOUT_CLUSTER } from "./update-guard.ts";

const root = path.dirname(import.meta.dirname);
const [command = "up", ...options] = process.argv.slice(2);
// Where this Node is the machine's own, the language host finds it on the PATH anyway; otherwise it must come first.
const PATH = [path.dirname(process.execPath), process.env.PATH].join(path.delimiter);
const pack = existsSync(path.join(root, "policy", "PulumiPolicy.yaml")) ? ["--policy-pack", "policy"] : [];

await lookAtCluster();

const child = spawn("pulumi", [command, ...pack, ...options], {
  cwd: root,
  stdio: "inherit",
  env: { ...packEnvironment(process.env), PATH },
});
child.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "ENOENT") throw error;
  console.error(
    `"pulumi" is not on your PATH. npm run ${command} needs the Pulumi CLI: https://www.pulumi.com/docs/install. The offline preview does not: npm run preview.`,
  );
  process.exit(2);
});
forwardSignals(child);
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));

/**
 * Ends an update before it begins where its cluster cannot take it: the engine reports neither in time. A preview only
 * says so, for those who review a change have no way into the cluster.
 */
async function lookAtCluster(): Promise<void> {
  if (!["up", "preview"].includes(command) || !touchesCluster(options)) return;
  const stack = stackOf(options);
  if (stack === undefined) return;
  const { obstaclesOfStack } = await import("../operator/cluster-before-update.ts");
  const { unreachable, obstacles } = await obstaclesOfStack(root, stack);
  if (command === "preview") {
    for (const obstacle of obstacles) console.error(`Warning: ${obstacle}`);
    return;
  }
  for (const obstacle of obstacles) console.error(`Error: ${obstacle}`);
  if (unreachable !== undefined) {
    console.error(`Error: ${unreachable}`);
    console.error(
      `Nothing was updated. To update the clouds alone: npm run up -- --stack ${stack} --exclude '${WITHOUT_CLUSTER}'`,
    );
  }
  if (obstacles.length > 0 || unreachable !== undefined) process.exit(1);
}
