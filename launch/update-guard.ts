import { spawnSync } from "node:child_process";

/** Excludes everything in the cluster: what an update of the clouds alone is called with. */
export const WITHOUT_CLUSTER = "**kubernetes:**";

/** The stack that an update is for: its last part where it is written with an organization. Undefined where none is known. */
export function stackOf(options: readonly string[], env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = valuesOf(options, "--stack", "-s").at(-1) ?? env.PULUMI_STACK ?? selected();
  return named?.split("/").at(-1);
}

/** Whether an update with these options may change something in the cluster. */
export function touchesCluster(options: readonly string[]): boolean {
  if (options.some((option) => ["--help", "-h"].includes(option))) return false;
  if (valuesOf(options, "--exclude").includes(WITHOUT_CLUSTER)) return false;
  const targets = valuesOf(options, "--target", "-t");
  return targets.length === 0 || targets.some((target) => target.includes("kubernetes:"));
}

function valuesOf(options: readonly string[], ...names: readonly string[]): readonly string[] {
  return options.flatMap((option, index) => {
    if (names.includes(option)) return options[index + 1] ?? [];
    const name = names.find((one) => option.startsWith(`${one}=`));
    return name === undefined ? [] : [option.slice(name.length + 1)];
  });
}

function selected(): string | undefined {
  const { status, stdout } = spawnSync("pulumi", ["stack", "--show-name", "--non-interactive"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout.trim() : undefined;
}
