import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { install } from "../../toolchain/install.ts";
import { commandsOf } from "../docs/runbook-commands.ts";

describe.skipIf(inject("motoEndpoint") === "")("the runbook's commands", async () => {
  const pulumi = (await install("pulumi")).programs.pulumi ?? "pulumi";
  // npm run up hands its options to pulumi up.
  const ups = commandsOf("npm").filter(([, script]) => script === "up");
  const commands = [...commandsOf("pulumi"), ...ups.map((words) => ["up", ...words.slice(3)])];

  it.each(commands.map((words) => [words.join(" "), words] as const))("pulumi %s has these options", (_, words) => {
    const first = words.findIndex((word) => word.startsWith("-"));
    const verbs = words.slice(0, first === -1 ? undefined : first).filter((word) => /^[a-z]+$/.test(word));
    const { stdout, status } = spawnSync(pulumi, [...verbs.slice(0, 2), "--help"], { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toContain(`pulumi ${verbs.slice(0, 2).join(" ")}`);
    for (const option of words.filter((word) => word.startsWith("--"))) {
      expect(stdout, option).toMatch(new RegExp(`${option.split("=")[0]}\\b`));
    }
  });

  it("of the AWS CLI are operations and parameters of AWS's own models", async () => {
    // botocore, on which the CLI is built, comes with moto.
    const folder = (await install("moto")).folder ?? "";
    const script = path.join(import.meta.dirname, "runbook-aws.py");
    const input = JSON.stringify(commandsOf("aws"));
    const { stdout, stderr } = spawnSync(path.join(folder, "venv/bin/python"), [script], { input, encoding: "utf8" });
    expect(JSON.parse(stdout || JSON.stringify(stderr))).toEqual([]);
    const wrong = JSON.stringify([
      ["kms", "enable-keys", "--key-id", "a"],
      ["kms", "enable-key", "--key", "a"],
      ["kms", "enable-key"],
    ]);
    const { stdout: told } = spawnSync(path.join(folder, "venv/bin/python"), [script], {
      input: wrong,
      encoding: "utf8",
    });
    expect(JSON.parse(told)).toHaveLength(4);
  });
});
