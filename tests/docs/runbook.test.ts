import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { allCredentials, awsSecretName, findCredential, vaultSecrets } from "../../catalogue/index.ts";
import { ALARMS } from "../../components/aws/event-patterns.ts";
import { WATCHED_CHANGES } from "../../components/azure/watched-changes.ts";
import type { Io } from "../../operator/io.ts";
import { run } from "../../operator/run.ts";
import { preview } from "../../preview/run.ts";
import { commandsOf, RUNBOOK, runbookCommands } from "./runbook-commands.ts";

const root = path.resolve(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const npm = commandsOf("npm").map((words) => [words.join(" "), words] as const);

test("the runbook's commands are of programs that are checked here or in tests/integration/runbook.test.ts", () => {
  expect(runbookCommands().length).toBeGreaterThan(50);
  expect([...new Set(runbookCommands().map(([program]) => program))].sort()).toEqual([
    "aws",
    "az",
    "gh",
    "kubectl",
    "npm",
    "pulumi",
  ]);
});

describe("npm", () => {
  test.each(npm)("%s names a script of the project", (_, [verb, script = ""]) => {
    if (verb === "ci") return;
    expect(verb).toBe("run");
    expect(Object.keys(scripts)).toContain(script);
  });

  const secrets = npm
    .filter(([, words]) => words[1] === "secrets")
    .map(([line, words]) => [line, words.slice(3)] as const);

  test.each(secrets)("%s is understood", async (_, argv) => {
    const { exitStatus, said } = await secretsRun(argv);
    expect(said).not.toMatch(/unknown (?:option|command)|too many arguments|missing required/i);
    // The shipped stack file holds stand-ins and watches no spending: whatever would ask a cloud ends there.
    const reason = /still holds what the project ships with|Switch that on with aws\.spend/;
    expect(exitStatus === 0 || reason.test(said), said).toBe(true);
  });

  test("and what it does not know is not", async () => {
    for (const argv of [["put", "openai", "--lives"], ["rotat", "openai"], ["list", "openai"], ["put"]]) {
      const { exitStatus, said } = await secretsRun(argv);
      expect(exitStatus).toBe(2);
      expect(said).not.toContain("still holds");
    }
  });

  test.each(secrets.filter(([, [, id = "-"]]) => !id.startsWith("-")))("%s names a credential", (_, [, id = ""]) => {
    expect(findCredential(id)).toBeDefined();
  });

  test.each(npm.filter(([, words]) => words[1] === "preview"))("%s is understood", async (_, words) => {
    const io = { folder: root, program: async () => ({}), colours: false };
    expect((await preview(words.slice(3), io)).exitStatus).not.toBe(2);
  });
});

test("every alarm has its section", () => {
  const headings = [...RUNBOOK.matchAll(/^### (.+)$/gm)].flatMap(([, text = ""]) => text.split(", "));
  const alarms = [...Object.keys(ALARMS), ...Object.keys(WATCHED_CHANGES), "undelivered", "spend"];
  expect(headings).toEqual(expect.arrayContaining([...alarms, "denied-access", "stranger-read"]));
});

test("names of secrets are the catalogue's", () => {
  const onAws = allCredentials.map((credential) => awsSecretName("qualisys", credential));
  for (const [name] of RUNBOOK.matchAll(/qualisys\/[a-z]+\/[a-z-]+/g)) expect(onAws).toContain(name);
  const onAzure = allCredentials.flatMap(vaultSecrets).map(({ name }) => name);
  for (const [, name] of RUNBOOK.matchAll(/secret recover .*--name ([\w-]+)/g)) expect(onAzure).toContain(name);
});

test("its links lead somewhere", () => {
  const anchors = [...RUNBOOK.matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
  for (const [, anchor = ""] of RUNBOOK.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
});

async function secretsRun(argv: readonly string[]): Promise<{ exitStatus: number; said: string }> {
  const said: string[] = [];
  const sink = { write: (text: string) => void said.push(text), isTerminal: false };
  const never = () => {
    throw new Error("a command of the runbook reached for the world outside");
  };
  const io: Io = {
    stdout: sink,
    stderr: sink,
    colours: false,
    folder: root,
    interactive: false,
    prompts: { hidden: never, confirm: never },
    readDescriptor: never,
    readFile: never,
    writeFile: never,
    now: () => new Date("2026-11-05T12:00:00Z"),
    wait: never,
    fetch: never,
    open: never,
    drillGround: never,
  };
  const { exitStatus } = await run(argv, io);
  return { exitStatus, said: said.join("") };
}
