import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { Io } from "../../../../operator/io.ts";
import { processIo } from "../../../../operator/process-io.ts";
import { run } from "../../../../operator/run.ts";
import { Terminal } from "../../../../operator/terminal.ts";
import type { AwsCluster } from "./aws-cluster.ts";
import { writeKubeconfig } from "./control-plane.ts";

/** What a command printed and how it ended. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The operators' commands against a cluster and its AWS account, as somebody who has the writer role and the documented one in the cluster. */
export class Commands {
  readonly #folder: string;
  readonly #environment: () => Readonly<Record<string, string>>;

  constructor(cluster: AwsCluster, stack = "staging") {
    this.#folder = path.join(cluster.processes.folder, "commands");
    mkdirSync(this.#folder);
    // No Azure here: what the two clouds do together is tried where there is a vault.
    const { azure: _, ...settings } = cluster.program.settings;
    const config = Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [`qualisys-secrets:${key}`, value]),
    );
    writeFileSync(path.join(this.#folder, `Pulumi.${stack}.yaml`), stringify({ config }));
    const kubeconfig = path.join(this.#folder, "kubeconfig");
    writeKubeconfig(kubeconfig, cluster.operators);
    // Signed in each time: a test may have ended every session.
    this.#environment = () => ({
      ...cluster.front.signIn("qualisys-staging-secret-writer"),
      AWS_ENDPOINT_URL: cluster.front.endpoint,
      // Nothing of the machine's own sign-in.
      AWS_CONFIG_FILE: path.join(this.#folder, "none"),
      AWS_SHARED_CREDENTIALS_FILE: path.join(this.#folder, "none"),
      KUBECONFIG: kubeconfig,
    });
  }

  /** @param input what stands on standard input. */
  async run(argv: readonly string[], input = ""): Promise<Outcome> {
    let stdout = "";
    let stderr = "";
    const io: Io = {
      ...processIo(new Terminal(process.stdin, process.stderr)),
      stdout: { write: (text) => (stdout += text), isTerminal: false },
      stderr: { write: (text) => (stderr += text), isTerminal: false },
      colours: false,
      folder: this.#folder,
      interactive: false,
      readDescriptor: async () => input,
    };
    Object.assign(process.env, this.#environment());
    const { exitStatus } = await run(argv, io);
    return { status: exitStatus, stdout, stderr };
  }
}
