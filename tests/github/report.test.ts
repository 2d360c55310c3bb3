import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { block, comment, issue, main, pullRequestOf } from "../../.github/scripts/report.mjs";

interface Item {
  id: number;
  number: number;
  user: { login: string };
  title?: string;
  body: string;
  state: string;
}

const BOT = { login: "github-actions[bot]" };
let comments: Item[] = [];
let issues: Item[] = [];
let pulls: object[] = [];
let calls: string[] = [];
let waits: number[] = [];
let variables = { GITHUB_API_URL: "", GITHUB_REPOSITORY: "qualisys/secrets", GITHUB_TOKEN: "made-up" };
let env = { ...variables, wait: async (seconds: number) => void waits.push(seconds) };
/** What the next calls are refused with, one after the other; the last one for good. */
let failing = "";
let refusals: { status: number; headers?: Record<string, string>; once?: boolean }[] = [];

/** As much of GitHub as the script speaks to. */
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
  const url = new URL(request.url ?? "", env.GITHUB_API_URL);
  const route = `${request.method} ${url.pathname.replace("/repos/qualisys/secrets/", "")}`;
  calls.push(route);
  const refusal = route === failing ? { status: 502 } : refusals[0];
  if (refusal !== undefined) {
    if (refusal.once) refusals.shift();
    response.writeHead(refusal.status, refusal.headers).end('{"message":"refused"}');
    return;
  }
  const page = (items: object[]) => items.slice((Number(url.searchParams.get("page")) - 1) * 100).slice(0, 100);
  const answer = (): unknown => {
    if (request.headers.authorization !== "Bearer made-up") return { message: "Bad credentials" };
    if (route === "GET pulls") return pulls;
    if (route === "GET issues/7/comments") return page(comments);
    if (route === "GET issues") return page(issues.filter(({ state }) => state === url.searchParams.get("state")));
    if (route === "POST issues/7/comments") return add(comments, body);
    if (route === "POST issues") return add(issues, body);
    const [, number] = /^PATCH issues(?:\/comments)?\/(\d+)$/.exec(route) ?? [];
    const list = route.includes("comments") ? comments : issues;
    const found = list.find((item) => item.id === Number(number));
    return found === undefined ? { id: 0 } : Object.assign(found, body);
  };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer()));
});

function add(list: Item[], item: object): Item {
  const id = list.length + 1;
  const made = { id, number: id, user: BOT, body: "", state: "open", ...item };
  list.push(made);
  return made;
}

const stranger = (body: string): Item => ({ id: 900, number: 900, user: { login: "mallory" }, body, state: "open" });

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  variables = { ...variables, GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  env = { ...env, ...variables };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  comments = [];
  issues = [];
  pulls = [];
  calls = [];
  waits = [];
  refusals = [];
  failing = "";
});

describe("a comment", () => {
  test("is written once and updated afterwards", async () => {
    expect(await comment(env, "preview", 7, "first")).toBe("written");
    expect(await comment(env, "preview", 7, "second")).toBe("updated");
    expect(await comment(env, "preview", 7, "second")).toBe("unchanged");
    expect(comments.map(({ body }) => body)).toEqual(["<!-- qualisys-secrets: preview -->\nsecond"]);
  });

  test("is found behind a hundred others, and is nobody else's who copied its mark", async () => {
    comments = Array.from({ length: 150 }, () => stranger("<!-- qualisys-secrets: preview -->\nmine"));
    await comment(env, "preview", 7, "first");
    await comment(env, "preview", 7, "second");
    expect(comments).toHaveLength(151);
    expect(comments.at(-1)?.body).toContain("second");
    expect(comments[0]?.body).toContain("mine");
  });

  test("of another kind is another comment", async () => {
    await comment(env, "preview", 7, "a");
    await comment(env, "other", 7, "b");
    expect(comments).toHaveLength(2);
  });

  test("that is too long is cut, and says so", async () => {
    await comment(env, "preview", 7, block("x".repeat(100_000)));
    expect(comments[0]?.body.length).toBeLessThan(65_536);
    expect(comments[0]?.body).toMatch(/\n```\n\nThe rest is in the workflow's run\.$/);
  });

  test("of several parts leaves none of them out", async () => {
    const parts = ["first", "second"].map((name) => `${name}\n${block("x\n".repeat(40_000), 30_000)}`);
    await comment(env, "preview", 7, parts.join("\n\n"));
    expect(comments[0]?.body).toMatch(/first[\s\S]*The rest[\s\S]*second[\s\S]*The rest/);
  });
});

describe("GitHub", () => {
  const limit = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 9) };

  test.each<[string, typeof refusals, string]>([
    ["a token that is not valid", [{ status: 401 }], "GET issues/7/comments: GitHub answered 401: the token is not"],
    [
      "a permission that the job does not have",
      [{ status: 403, headers: { "x-accepted-github-permissions": "issues=write" } }],
      "the job's token may not do that. It needs issues=write.",
    ],
    ["something that is not there", [{ status: 404 }], "GitHub answered 404."],
    ["too many requests for good", [{ status: 429 }], "too many requests"],
    ["a limit of an hour", [{ status: 403, headers: { "retry-after": "3600" } }], "too many requests"],
    ["a failure for good", [{ status: 502 }], "GitHub answered 502."],
  ])("refuses for %s: the error says so and repeats no answer", async (_, refused, words) => {
    refusals = refused;
    const error = await comment(env, "preview", 7, "text").catch((thrown: Error) => thrown.message);
    expect(error).toContain(words);
    expect(error).not.toContain("refused");
    expect(comments).toEqual([]);
  });

  test.each<[string, (typeof refusals)[number], number]>([
    ["for a while", { status: 429, headers: { "retry-after": "7" } }, 7],
    ["until its limit ends", { status: 403, headers: limit }, 9],
    ["and does not say for how long", { status: 503 }, 2],
  ])("refuses %s: it is asked again", async (_, refusal, seconds) => {
    refusals = [{ ...refusal, once: true }];
    expect(await comment(env, "preview", 7, "text")).toBe("written");
    expect(waits).toHaveLength(1);
    expect(Math.abs((waits[0] ?? 0) - seconds)).toBeLessThanOrEqual(1);
  });

  test("may have done what failed on the way: a change is not asked for twice", async () => {
    await issue(env, "due", "Due", "text");
    calls = [];
    failing = "PATCH issues/1";
    await expect(issue(env, "due", "Due", "another text")).rejects.toThrow("PATCH issues/1: GitHub answered 502.");
    expect(calls.filter((call) => call === failing)).toHaveLength(1);
  });
});

describe("an issue", () => {
  test("is found among those of others: no filter of GitHub's decides", async () => {
    issues = Array.from({ length: 120 }, () => stranger("<!-- qualisys-secrets: due-staging -->\nmine"));
    expect(await issue(env, "due-staging", "Due", "a")).toBe("opened");
    expect(await issue(env, "due-staging", "Due", "b")).toBe("updated");
    expect(issues).toHaveLength(121);
  });

  test("is opened, updated, closed, and opened anew", async () => {
    expect(await issue(env, "due-staging", "Due", "a")).toBe("opened");
    expect(await issue(env, "due-staging", "Due", "a")).toBe("unchanged");
    expect(await issue(env, "due-staging", "Due", "b")).toBe("updated");
    expect(issues).toHaveLength(1);
    expect(await issue(env, "due-staging", "Due", " \n")).toBe("closed");
    expect(issues[0]?.state).toBe("closed");
    expect(await issue(env, "due-staging", "Due", "")).toBe("nothing to do");
    expect(await issue(env, "due-staging", "Due", "c")).toBe("opened");
    expect(issues).toHaveLength(2);
  });

  test("of one stack leaves another's alone", async () => {
    await issue(env, "due-staging", "Due", "a");
    expect(await issue(env, "due-production", "Due", "")).toBe("nothing to do");
    expect(issues[0]?.state).toBe("open");
  });
});

describe("what a stranger wrote", () => {
  test.each(["```\n# heading", "````", "@everyone", "a\u001b[31mred\u001b[0m\u0000b"])(
    "stays in its block: %j",
    (text) => {
      const lines = block(text).split("\n");
      const fence = lines[0]?.replace("text", "") ?? "";
      expect(fence).toMatch(/^`{3,}$/);
      expect(lines.at(-1)).toBe(fence);
      expect(lines.slice(1, -1).join("\n")).not.toContain(fence);
      for (const control of ["\u0000", "\u001b"]) expect(block(text)).not.toContain(control);
    },
  );
});

test("a fork's run is matched to its pull request by branch and commit, and never by what it says itself", async () => {
  pulls = [
    { number: 3, head: { sha: "old" } },
    { number: 7, head: { sha: "abc" } },
  ];
  const run = { head_branch: "fix", head_sha: "abc", head_repository: { owner: { login: "mallory" } } };
  expect(await pullRequestOf(env, run)).toBe(7);
  expect(await pullRequestOf(env, { ...run, head_sha: "gone" })).toBeUndefined();
  expect(await pullRequestOf(env, { ...run, head_repository: null })).toBeUndefined();
});

describe("the command", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "qualisys-report-"));
  const file = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const environment = (event: object) => ({
    ...variables,
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(event)),
  });
  const previews = [file("a.txt", "stack a"), file("b.txt", "stack b")];

  test("comments on the pull request that it runs for", async () => {
    const done = await main(["comment", "preview", ...previews], environment({ pull_request: { number: 7 } }));
    expect(done).toContain("pull request 7: written");
    expect(comments[0]?.body).toMatch(/stack a[\s\S]*stack b/);
  });

  test("comments for a fork, and writes nothing where the pull request has moved on", async () => {
    const run = { head_branch: "fix", head_sha: "abc", head_repository: { owner: { login: "mallory" } } };
    const argv = ["comment", "preview", ...previews];
    expect(await main(argv, environment({ workflow_run: run }))).toContain("nothing written");
    pulls = [{ number: 7, head: { sha: "abc" } }];
    expect(await main(argv, environment({ workflow_run: run }))).toContain("pull request 7: written");
  });

  test("shows no file that a link of the artifact leads to", async () => {
    const link = path.join(folder, "link.txt");
    symlinkSync(file("token.txt", "the process's own token"), link);
    mkdirSync(path.join(folder, "folder.txt"));
    const event = { pull_request: { number: 7 } };
    for (const name of [link, path.join(folder, "folder.txt"), "/dev/zero"]) {
      await expect(main(["comment", "preview", name], environment(event))).rejects.toThrow();
    }
    expect(comments).toEqual([]);
  });

  test("reads no more of an artifact than it can show, and shows every stack of it", async () => {
    const huge = file("huge.txt", `${"`".repeat(300_000)}\n${"x".repeat(20_000_000)}`);
    await main(["comment", "preview", huge, file("b.txt", "stack b")], environment({ pull_request: { number: 7 } }));
    expect(comments[0]?.body.length).toBeLessThan(65_536);
    expect(comments[0]?.body).toContain("stack b");
  });

  test("keeps an issue", async () => {
    const done = await main(["issue", "drift-staging", "Drift", file("drift.md", "text")], environment({}));
    expect(done).toBe('The issue "Drift": opened.');
  });

  test.each([[[]], [["issue", "x"]], [["comment", "x"]]])("says how it is used: %j", async (argv) => {
    await expect(main(argv, environment({}))).rejects.toThrow("Usage: report.mjs");
  });
});
