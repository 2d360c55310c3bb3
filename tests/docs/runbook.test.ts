import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { allCredentials, awsSecretName, findCredential, vaultSecrets } from "../../catalogue/index.ts";
import { ALARMS } from "../../components/aws/event-patterns.ts";
import { WATCHED_CHANGES } from "../../components/azure/watched-changes.ts";
import type { Io } from "../../operator/io.ts";
import { run } from "../../operator/run.ts";
import { permissions } from "../../permissions/run.ts";
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

describe("the roles' permissions", () => {
  const ASKED: Readonly<Record<string, string>> = {
    "<repository>": "shop/secrets",
    "<state-bucket>": "shop-state",
    "<key-id>": "99999999-8888-4777-8666-555555555555",
  };
  const commands = runbookCommands();
  const files = commands.flatMap((words, at) => (words.includes(">") ? [{ file: words.at(-1) ?? "", at }] : []));
  const prints = npm.filter(([, words]) => words[1] === "permissions" && words.includes(">"));

  test.each(prints)("%s prints a file", async (_, words) => {
    const argv = words.slice(3, words.indexOf(">")).map((word) => ASKED[word] ?? word);
    const { exitStatus, stdout, stderr } = await permissions(argv, { folder: root, resources: async () => [] });
    expect(exitStatus, stderr).toBe(0);
    expect(stdout).not.toBe("");
  });

  // trust.json, deployer.json and so on: what another command reads has been printed above it.
  test("are printed before they are given", () => {
    const read = commands.flatMap((words, at) =>
      words.flatMap((word, index) => {
        const isRead =
          word.startsWith("file://") || ["--filename", "--role-definition"].includes(words[index - 1] ?? "");
        return isRead ? [{ name: word.replace("file://", ""), at }] : [];
      }),
    );
    expect(read.map(({ name }) => name)).toContain("deployer.json");
    for (const { name, at } of read)
      expect(
        files.some(({ file, at: printed }) => file === name && printed < at),
        name,
      ).toBe(true);
  });
});

test("every alarm has its section", () => {
  const headings = [...RUNBOOK.matchAll(/^### (.+)$/gm)].flatMap(([, text = ""]) => text.split(", "));
  const alarms = [...Object.keys(ALARMS), ...Object.keys(WATCHED_CHANGES), "undelivered", "spend"];
  expect(headings).toEqual(
    expect.arrayContaining([...alarms, "denied-access", "stranger-read", "stranger-write", "alarm-health"]),
  );
});

test.each(Object.entries(ALARMS))("the section of %s begins as its mail does", (id, { title }) => {
  const section = RUNBOOK.split(/^### /m).find((text) => text.startsWith(`${id}\n`));
  expect(section?.split("\n")[2]).toMatch(new RegExp(`^"${title}\\."`));
});

test("every room of the table at the top is there, and every document that it names", () => {
  for (const [, file = ""] of RUNBOOK.matchAll(/\b(docs\/[\w-]+\.md)/g))
    expect(existsSync(path.join(root, file))).toBe(true);
});

/**
 * Forms of commands that the programs themselves know, by their help: az 2.91.0, kubectl 1.32.4, gh 2.23.0 (`gh variable`
 * is newer, and by its manual). They are too large to be installed for a test, so a form that is new to the runbook has
 * to be tried by hand and entered here.
 */
const TRIED: Readonly<Record<string, readonly string[]>> = {
  az: [
    "ad app create --display-name",
    "ad app federated-credential create --id --parameters",
    "ad sp create --id",
    "ad sp show --id",
    "ad sp update --id --set",
    "ad user show --id",
    "ad user update --account-enabled --id",
    // By its source alone: azure-cli, command_modules/resource/custom.py, create_resource_group.
    "group create --location --name",
    "keyvault create --enable-purge-protection --location --name --resource-group",
    "keyvault key create --kty --name --size --vault-name",
    "keyvault recover --name",
    "keyvault secret recover --name --vault-name",
    // By its source alone: azure-cli, command_modules/monitor/_params.py.
    "monitor activity-log list --max-events --offset --output --query --resource-group",
    "provider register --namespace",
    "role assignment create --assignee --role --scope",
    "role assignment delete --ids",
    "role assignment list --all --assignee",
    "role definition create --role-definition",
    "storage account blob-service-properties update --account-name --delete-retention-days --enable-delete-retention --enable-versioning --resource-group",
    "storage account create --allow-blob-public-access --allow-shared-key-access --location --min-tls-version --name --resource-group",
    "storage container create --account-name --auth-mode --name",
  ],
  gh: [
    "api --jq",
    "variable set --body",
    "variable set --body --env",
    "workflow run --field --ref",
    "workflow run --ref",
  ],
  kubectl: [
    "apply --filename",
    "create clusterrolebinding --clusterrole --group",
    "create namespace",
    "delete clusterrolebinding",
    "delete clustersecretstore",
    "get secret --namespace",
    "patch externalsecret --namespace --patch --type",
  ],
};

describe.each(Object.keys(TRIED))("%s", (program) => {
  test.each(commandsOf(program).map((words) => [words.join(" "), words] as const))("%s has been tried", (_, words) => {
    const verbs = TRIED[program]?.map((form) => form.split(" --")[0] ?? "") ?? [];
    const verb = verbs.find((each) => `${words.join(" ")} `.startsWith(`${each} `)) ?? "";
    const options = [...new Set(words.filter((word) => word.startsWith("--")))].sort();
    expect(TRIED[program]).toContain([verb, ...options].join(" "));
  });

  test("is asked for nothing in this list but what the runbook says", () => {
    const said = commandsOf(program).map((words) => words.join(" "));
    for (const form of TRIED[program] ?? []) {
      const [verb = "", ...options] = form.split(" --");
      const uses = (line: string) => line.startsWith(verb) && options.every((option) => line.includes(`--${option}`));
      expect(said.some(uses), form).toBe(true);
    }
  });
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
    prompts: { hidden: never, confirm: never, over: never },
    readDescriptor: never,
    readFile: never,
    writeFile: never,
    onInterrupt: () => () => {},
    now: () => new Date("2026-11-05T12:00:00Z"),
    wait: never,
    fetch: never,
    open: never,
    drillGrounds: never,
  };
  const { exitStatus } = await run(argv, io);
  return { exitStatus, said: said.join("") };
}
