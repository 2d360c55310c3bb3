import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { kubeconfigCommands } from "../../.github/scripts/kubeconfig.ts";
import { newest } from "../../.github/scripts/newest.mjs";
import { TOOLS } from "../../toolchain/tools.ts";

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, ".github");

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  if?: string;
  needs?: string | string[];
  "runs-on": string;
  permissions?: Record<string, string>;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  environment?: string;
  env?: Record<string, string>;
  "timeout-minutes"?: number;
  steps: Step[];
}
interface Workflow {
  permissions?: object;
  jobs: Record<string, Job>;
}

const files = readdirSync(path.join(folder, "workflows")).map((name) => `workflows/${name}`);
const actions = readdirSync(path.join(folder, "actions")).map((name) => `actions/${name}/action.yml`);
const textOf = (file: string) => readFileSync(path.join(folder, file), "utf8");
const workflow = (name: string) => parse(textOf(`workflows/${name}.yml`)) as Workflow;
const jobs = files.flatMap((file) =>
  Object.entries((parse(textOf(file)) as Workflow).jobs).map(([id, job]) => [file, id, job] as const),
);

test("the workflows of the project", () => {
  expect(files.map((file) => path.basename(file, ".yml")).sort()).toEqual([
    "deploy",
    "drift",
    "pull-request",
    "pull-request-comment",
    "rotation",
  ]);
});

test("every action is pinned by one digest, with its version beside it", () => {
  const pins = new Map<string, Set<string>>();
  for (const file of [...files, ...actions]) {
    for (const [, action = "", rest = ""] of textOf(file).matchAll(/uses: ([^\s@]+)(.*)/g)) {
      if (action.startsWith("./")) continue;
      expect(rest, `${file}: ${action}`).toMatch(/^@[0-9a-f]{40} # v\d+(\.\d+){1,2}$/);
      const name = action.split("/").slice(0, 2).join("/");
      pins.set(name, (pins.get(name) ?? new Set()).add(rest));
    }
  }
  for (const [name, rests] of pins) expect([...rests], name).toHaveLength(1);
  expect(pins.size).toBeGreaterThan(5);
});

test("the Pulumi CLI is the one that the look for drift is tested on, and not older than the SDK", () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const tested = TOOLS.find(({ name }) => name === "pulumi-current")?.version ?? "";
  expect(textOf("actions/sign-in/action.yml")).toContain(`pulumi-version: ${tested}\n`);
  expect(tested.localeCompare(dependencies["@pulumi/pulumi"], "en", { numeric: true })).toBeGreaterThanOrEqual(0);
  const readme = readFileSync(path.join(root, "README.md"), "utf8").replaceAll(/\s+/g, " ");
  expect(readme).toContain(`The pipeline installs Pulumi ${tested}.`);
});

describe.each(files)("%s", (file) => {
  test("gives each job its own permissions, and keeps no secret", () => {
    const { permissions, jobs: own } = parse(textOf(file)) as Workflow;
    expect(permissions).toEqual({});
    for (const [id, job] of Object.entries(own)) expect(job.permissions, id).toBeDefined();
    expect(textOf(file)).not.toMatch(/\$\{\{[^}]*\bsecrets\b/);
  });

  test("runs only what is in the repository", () => {
    for (const [, script = ""] of textOf(file).matchAll(/(\.github\/scripts\/[\w-]+\.\w+|launch\/\w+\.\w+)/g)) {
      expect(existsSync(path.join(root, script)), script).toBe(true);
    }
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    for (const [, script = ""] of textOf(file).matchAll(/run: npm (?:run )?(?:--silent )?([\w:]+)/g)) {
      expect(Object.keys({ ...scripts, ci: "" }), script).toContain(script);
    }
  });
});

describe.each(jobs)("%s, job %s", (_, __, { permissions = {}, steps, environment }) => {
  const writes = Object.entries(permissions).filter(([name, level]) => level === "write" && name !== "id-token");

  test("has one thing to do: it writes to GitHub, or signs in to the clouds, or neither", () => {
    if (writes.length > 0) {
      expect(writes).toHaveLength(1);
      expect(permissions["id-token"]).toBeUndefined();
      expect(steps.map(({ uses }) => uses)).not.toContain("./.github/actions/prepare");
    }
    expect(permissions["id-token"] === "write").toBe(environment !== undefined);
  });

  test("is one line for each step: the rest is in files with tests", () => {
    for (const { run } of steps) expect(run ?? "").not.toMatch(/\n|\$\{\{/);
  });

  test("leaves no token behind", () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
      expect(step.with?.["persist-credentials"]).toBe(false);
    }
  });
});

test("what writes comments and findings on pull requests checks out nothing", () => {
  const { jobs: own } = workflow("pull-request");
  const all = [own.comment, own["scan-results"], workflow("pull-request-comment").jobs.comment];
  for (const job of all) expect(JSON.stringify(job?.steps)).not.toMatch(/checkout|\.\/\.github\/actions/);
});

test("until a repository is set up, nothing of it asks a cloud", () => {
  for (const [file, id, job] of jobs.filter(([, , { environment }]) => environment !== undefined)) {
    const { jobs: own } = parse(textOf(file)) as Workflow;
    const needed = [job.needs ?? []].flat().map((name) => own[name]?.if ?? "");
    expect([job.if ?? "", ...needed].join(" "), `${file}, ${id}`).toMatch(/vars\.(DEPLOY|WATCH|LIVE_PREVIEW) == 'on'/);
  }
});

test("a token that a fork may not have is asked for by no job of its pull request", () => {
  for (const job of Object.values(workflow("pull-request").jobs)) {
    if (Object.values(job.permissions ?? {}).every((level) => level === "read")) continue;
    expect(job.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
  }
});

test("updates of a stack wait for one another, none is cut off, and a look at its drift takes no place among them", () => {
  const { staging, production } = workflow("deploy").jobs;
  for (const [stack, job] of Object.entries({ staging, production })) {
    expect(job?.concurrency).toEqual({ group: `deploy-${stack}`, "cancel-in-progress": false });
    expect(job?.environment).toBe(stack);
    expect(job?.["timeout-minutes"]).toBeUndefined();
    expect(job?.steps.at(-1)?.run).toMatch(new RegExp(`^npm run up -- --stack ${stack} --yes`));
  }
  const others = jobs
    .filter(([file]) => !file.endsWith("deploy.yml"))
    .map(([, , { concurrency }]) => concurrency?.group);
  for (const group of others) expect(group ?? "").not.toMatch(/^deploy-/);
});

test("the preview and every update enforce the policy pack, and no option takes the preview away", () => {
  const updates = jobs
    .flatMap(([, , { steps }]) => steps.flatMap(({ run }) => run ?? []))
    .filter((run) => /--stack/.test(run));
  expect(updates).toHaveLength(3);
  for (const run of updates) {
    // launch/pulumi.ts names the pack.
    expect(run).toMatch(/^npm run up -- |launch\/pulumi\.ts preview /);
    expect(run).not.toMatch(/--skip-preview|--debug|--event-log|--policy-pack|--refresh/);
  }
});

describe("the newest commit", () => {
  const env = {
    GITHUB_API_URL: "",
    GITHUB_REPOSITORY: "qualisys/secrets",
    GITHUB_SHA: "b".repeat(40),
    GITHUB_TOKEN: "t",
  };
  const asked: string[] = [];
  let answer: [number, string] = [200, ""];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.writeHead(answer[0]).end(answer[1]);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    env.GITHUB_API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  test("goes on", async () => {
    answer = [200, env.GITHUB_SHA];
    expect(await newest(env)).toContain("is main's newest commit");
    expect(asked).toEqual(["/repos/qualisys/secrets/commits/main Bearer t"]);
  });

  test("stops a run that it is not of, and one that cannot be told", async () => {
    answer = [200, "c".repeat(40)];
    await expect(newest(env)).rejects.toThrow(/main has moved on to c{40}\. Approve that one's run/);
    answer = [404, env.GITHUB_SHA];
    await expect(newest(env)).rejects.toThrow("GitHub answered 404");
  });

  test("is asked for before production is updated", () => {
    const runs = workflow("deploy").jobs.production?.steps.map(({ run }) => run ?? "") ?? [];
    expect(runs.indexOf("node .github/scripts/newest.mjs")).toBeGreaterThan(-1);
    expect(runs.indexOf("node .github/scripts/newest.mjs")).toBeLessThan(runs.length - 1);
  });
});

test("a step that cannot do its work says why in one line, and fails", async () => {
  const parts = ["step.ts", "drift-events.ts", "drift-additions.ts"];
  const scripts = readdirSync(path.join(folder, "scripts")).filter((file) => !parts.includes(file));
  expect(scripts.length).toBeGreaterThan(5);
  const env = { PATH: process.env.PATH, EKS_CLUSTER: "a", AKS_CLUSTER: "b" };
  const runs = scripts.map(async (script) => {
    const child = spawn(process.execPath, [path.join(folder, "scripts", script)], { env });
    const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    expect(out, script).toMatch(/^::error::[^\n]+\n$/);
    expect(`${status} ${err}`, script).toBe("1 ");
  });
  await Promise.all(runs);
});

describe("the cluster's address", () => {
  test.each([
    [{}, []],
    [{ EKS_CLUSTER: "" }, []],
    [{ EKS_CLUSTER: "shop" }, ["aws eks update-kubeconfig --name shop --alias shop"]],
    [
      { AKS_CLUSTER: "shop", AKS_RESOURCE_GROUP: "group" },
      ["az aks get-credentials --name shop --resource-group group", "kubelogin convert-kubeconfig --login azurecli"],
    ],
  ])("%j", (env, commands) => {
    expect(kubeconfigCommands(env).map((words) => words.join(" "))).toEqual(commands);
  });

  test.each([[{ EKS_CLUSTER: "a", AKS_CLUSTER: "b" }], [{ AKS_CLUSTER: "a" }]])("%j is refused", (env) => {
    expect(() => kubeconfigCommands(env)).toThrow(/AKS_/);
  });
});
