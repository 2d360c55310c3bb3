import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { lookForDrift } from "../../.github/scripts/drift-report.ts";
import { readerName } from "../../catalogue/index.ts";
import { commandsOf } from "../docs/runbook-commands.ts";
import { PROJECT } from "./rig/engine.ts";
import { errorsOf } from "./rig/events.ts";
import { NO_CHANGES } from "./rig/no-changes.ts";
import { Rig } from "./rig/rig.ts";
import { stackCopy } from "./rig/stack-copy.ts";

const endpoint = inject("motoEndpoint");
const STACK = "staging";

/** The options of the runbook's own command. */
const EXCLUDED = commandsOf("npm")
  .find((words) => words.includes("**aws:**"))
  ?.filter((word, index, all) => word === "--exclude" || all[index - 1] === "--exclude");

describe.skipIf(endpoint === "")("a stack whose cluster AWS feeds, and whose region is lost", () => {
  let rig: Rig;
  beforeAll(async () => {
    const configOf = (account: string) => stackCopy(STACK, account);
    rig = await Rig.create(
      { project: PROJECT, stack: STACK, configOf, policyPack: path.join(PROJECT, "policy") },
      endpoint,
    );
    const run = await rig.engine.up();
    expect(errorsOf(run)).toEqual([]);
  }, 300_000);
  afterAll(async () => rig?.[Symbol.asyncDispose]());

  const inCluster = (type: string) =>
    [...rig.cloud.kept.values()]
      .filter((kept) => kept.type.endsWith(`:${type}`))
      .map(({ inputs }) => JSON.stringify(inputs));

  it.each([true, false])("is looked at for drift before, its cluster in reach: %s", async (clustered) => {
    const work = path.join(rig.engine.folder, "work");
    const file = path.join(work, `Pulumi.${STACK}.yaml`);
    // The engine looks whether the program is there; a refresh does not run it.
    writeFileSync(path.join(work, "index.ts"), "");
    const text = await lookForDrift(STACK, clustered, async (words, environment) => {
      rig.engine.environment = { ...environment };
      const { output, exitCode } = await rig.engine.pulumi([
        ...words,
        ...(words[0] === "refresh" ? ["--config-file", file] : []),
      ]);
      expect(exitCode, output).toBe(0);
      return output;
    }).finally(() => {
      rig.engine.environment = {};
    });
    expect(text).toBe("");
  });

  it("is fed from Azure by the runbook's command, while nothing of AWS answers", async () => {
    expect(EXCLUDED).toHaveLength(4);
    const delivered = inCluster("ExternalSecret").length;
    const during = rig.cloud.during.bind(rig.cloud);
    rig.cloud.during = async (operation, type, call) => {
      if (type.startsWith("aws:")) throw new Error("the region is away");
      return during(operation, type, call);
    };
    rig.engine.configure(
      stackCopy(STACK, rig.cloud.account)
        .replace("cloud: aws", "cloud: azure")
        // The way from the cluster to the vault.
        .replace("allowedIps: [20.0.0.10]", "allowedIps: [20.0.0.10, 52.95.110.1]"),
    );
    const run = await rig.engine.upWithPreview(...(EXCLUDED ?? []));
    expect(errorsOf(run)).toEqual([]);
    expect(run.exitCode, run.output).toBe(0);
    // The database's Kubernetes Secret would go with its ExternalSecret: that stays, and so does what it reads from.
    for (const store of inCluster("ClusterSecretStore")) {
      expect(store).toContain(store.includes(readerName("database")) ? '"aws"' : '"azurekv"');
    }
    expect(inCluster("ExternalSecret")).toHaveLength(delivered);
    expect(inCluster("ExternalSecret").join()).toContain("database-connection");
  }, 300_000);

  it("is fed from AWS again once it is back, and then nothing differs", async () => {
    delete (rig.cloud as Partial<typeof rig.cloud>).during;
    rig.engine.configure(stackCopy(STACK, rig.cloud.account));
    const run = await rig.engine.upWithPreview("--refresh");
    expect(errorsOf(run)).toEqual([]);
    for (const store of inCluster("ClusterSecretStore")) expect(store).not.toContain("azurekv");
    expect(await rig.engine.preview()).toMatchObject({ exitCode: 0, changes: NO_CHANGES });
  }, 300_000);
});
