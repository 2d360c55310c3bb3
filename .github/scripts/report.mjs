// Writes one comment on a pull request, or one issue, and keeps it up to date. Plain JavaScript without dependencies:
// the workflows fetch this one file from the trusted commit and run it with the runner's own Node, so that no job that
// may write ever holds the code of a branch.
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { pathToFileURL } from "node:url";

const BOT = "github-actions[bot]";

/** GitHub refuses texts of more than 65,536 characters. */
const MOST_CHARACTERS = 65_000;

// What a fork's run left behind may be of any size.
const MOST_BYTES = 1024 * 1024;

const ATTEMPTS = 3;
const LONGEST_WAIT_SECONDS = 60;

/**
 * @typedef {object} Env
 * @property {string} GITHUB_API_URL
 * @property {string} GITHUB_REPOSITORY owner/name
 * @property {string} GITHUB_TOKEN
 * @property {(seconds: number) => Promise<void>} [wait]
 */

/**
 * Text as a block that nothing in it can end, and that mentions nobody. Escape sequences of terminals are left out.
 * @param {string} text
 * @param {number} [most] characters; the rest is left out
 */
export function block(text, most = MOST_CHARACTERS) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
  const plain = text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "").replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
  // Nobody writes a longer run but to make the fences fill the page.
  const tame = plain.replace(/`{10,}/g, "`".repeat(9));
  const shown = tame.length > most ? `${tame.slice(0, most)}\n… The rest is in the workflow's run.` : tame.trimEnd();
  const longest = [9, 8, 7, 6, 5, 4, 3].find((length) => shown.includes("`".repeat(length))) ?? 2;
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}

/**
 * Writes the pull request's one comment of a kind, or changes it where it stands already.
 * @param {Env} env
 * @param {string} kind
 * @param {number} pullRequest
 * @param {string} body
 * @returns {Promise<"written" | "updated" | "unchanged">}
 */
export async function comment(env, kind, pullRequest, body) {
  const text = marked(kind, body);
  const own = await findOwn(env, `issues/${pullRequest}/comments`, kind);
  if (own?.body === text) return "unchanged";
  if (own === undefined) await call(env, "POST", `issues/${pullRequest}/comments`, { body: text });
  else await call(env, "PATCH", `issues/comments/${own.id}`, { body: text });
  return own === undefined ? "written" : "updated";
}

/**
 * Opens the one issue of a kind, changes it where it is open already, and closes it where there is nothing to say.
 * @param {Env} env
 * @param {string} kind
 * @param {string} title
 * @param {string} body empty: nothing to say
 * @returns {Promise<"opened" | "updated" | "unchanged" | "closed" | "nothing to do">}
 */
export async function issue(env, kind, title, body) {
  const own = await findOwn(env, "issues?state=open", kind);
  if (body.trim() === "") {
    if (own === undefined) return "nothing to do";
    await call(env, "POST", `issues/${own.number}/comments`, { body: "Nothing is left of this." });
    await call(env, "PATCH", `issues/${own.number}`, { state: "closed", state_reason: "completed" });
    return "closed";
  }
  const text = marked(kind, body);
  if (own === undefined) {
    await call(env, "POST", "issues", { title, body: text });
    return "opened";
  }
  if (own.body === text && own.title === title) return "unchanged";
  await call(env, "PATCH", `issues/${own.number}`, { title, body: text });
  return "updated";
}

/**
 * The pull request that a workflow ran for. A fork's run does not name it, and what the run left behind is the fork's
 * own word: it is found by the branch, and it counts only while its head is the commit that ran.
 * @param {Env} env
 * @param {{ head_branch: string, head_sha: string, head_repository: { owner: { login: string } } | null }} run
 * @returns {Promise<number | undefined>}
 */
export async function pullRequestOf(env, run) {
  // The fork may have been deleted in the meantime.
  if (run.head_repository === null) return undefined;
  const head = encodeURIComponent(`${run.head_repository.owner.login}:${run.head_branch}`);
  const found = await call(env, "GET", `pulls?state=open&base=main&head=${head}`);
  return found.find((/** @type {any} */ pull) => pull.head.sha === run.head_sha)?.number;
}

/**
 * @param {string} kind
 * @param {string} body
 */
function marked(kind, body) {
  const text = `<!-- qualisys-secrets: ${kind} -->\n${body}`;
  if (text.length <= MOST_CHARACTERS) return text;
  const lines = text.slice(0, MOST_CHARACTERS).split("\n").slice(0, -1);
  /** @type {string | undefined} */
  let open;
  for (const line of lines) {
    const [, fence, opens] = /^(`{3,})(text)?$/.exec(line) ?? [];
    if (open === undefined) open = opens && fence;
    else if (fence === open && opens === undefined) open = undefined;
  }
  return [...lines, ...(open === undefined ? [] : [open]), "", "The rest is in the workflow's run."].join("\n");
}

/**
 * What the workflows wrote themselves: nobody else's text can pass for it by copying the mark.
 * @param {Env} env
 * @param {string} path
 * @param {string} kind
 * @returns {Promise<{ id: number, number: number, title?: string, body: string } | undefined>}
 */
async function findOwn(env, path, kind) {
  for (let page = 1; ; page++) {
    const list = await call(env, "GET", `${path}${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`);
    const own = list.find(
      (/** @type {any} */ item) =>
        item.user?.login === BOT && item.body?.startsWith(`<!-- qualisys-secrets: ${kind} -->\n`),
    );
    if (own !== undefined || list.length < 100) return own;
  }
}

/**
 * @param {Env} env
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function call(env, method, path, body) {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}/${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${env.GITHUB_TOKEN}`,
        "x-github-api-version": "2022-11-28",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok) return response.json();
    const seconds = secondsToWait(method, response, attempt);
    if (seconds === undefined || attempt === ATTEMPTS) {
      throw new Error(`${method} ${path.split("?")[0]}: GitHub answered ${response.status}${reason(response)}`);
    }
    await (env.wait ?? sleep)(seconds);
  }
}

/**
 * How long to wait before asking again; undefined where that helps nothing. What was refused for its rate was not done;
 * what failed on the way may have been, and only a question may be asked twice.
 * @param {string} method
 * @param {Response} response
 * @param {number} attempt
 */
function secondsToWait(method, response, attempt) {
  const unavailable = [500, 502, 503, 504].includes(response.status) && method === "GET";
  if (!unavailable && !isRateLimit(response)) return undefined;
  const after = response.headers.get("retry-after");
  const reset = isRateLimit(response) ? response.headers.get("x-ratelimit-reset") : null;
  const seconds = after !== null ? Number(after) : reset !== null ? Number(reset) - Date.now() / 1000 : 2 ** attempt;
  return seconds <= LONGEST_WAIT_SECONDS ? Math.max(1, Math.ceil(seconds)) : undefined;
}

/** @param {Response} response */
function isRateLimit({ status, headers }) {
  return (
    status === 429 || (status === 403 && (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0"))
  );
}

/** @param {Response} response */
function reason(response) {
  if (isRateLimit(response)) return ": too many requests; run the job again later.";
  if (response.status === 401) return ": the token is not valid.";
  if (response.status !== 403) return ".";
  const accepted = response.headers.get("x-accepted-github-permissions");
  return `: the job's token may not do that.${accepted === null ? "" : ` It needs ${accepted}.`}`;
}

/** @param {number} seconds */
function sleep(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/**
 * @param {readonly string[]} argv
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<string>} what was done
 */
export async function main([verb, kind = "", ...rest], environment) {
  const env = {
    GITHUB_API_URL: environment.GITHUB_API_URL ?? "https://api.github.com",
    GITHUB_REPOSITORY: needed(environment, "GITHUB_REPOSITORY"),
    GITHUB_TOKEN: needed(environment, "GITHUB_TOKEN"),
  };
  if (verb === "comment" && rest.length > 0) {
    const event = JSON.parse(readFileSync(needed(environment, "GITHUB_EVENT_PATH"), "utf8"));
    const number = event.pull_request?.number ?? (await pullRequestOf(env, event.workflow_run));
    if (number === undefined) return "The pull request has moved on or is closed: nothing written.";
    const share = Math.floor((MOST_CHARACTERS - 1000) / rest.length);
    const texts = rest.map((file) => block(readText(file), share));
    const body = ["What this pull request's stacks consist of, as its own code tells it offline.", ...texts].join(
      "\n\n",
    );
    return `The comment on pull request ${number}: ${await comment(env, kind, number, body)}.`;
  }
  const [title, file] = rest;
  if (verb === "issue" && title !== undefined && file !== undefined) {
    return `The issue "${title}": ${await issue(env, kind, title, readText(file))}.`;
  }
  throw new Error("Usage: report.mjs comment <kind> <file>… | report.mjs issue <kind> <title> <file>");
}

/**
 * The beginning of a plain file. A link that a run left behind could lead to this process's own environment, and the
 * token into the comment.
 * @param {string} file
 */
function readText(file) {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error(`${file} is no plain file.`);
    const buffer = Buffer.alloc(MOST_BYTES);
    return buffer.toString("utf8", 0, readSync(descriptor, buffer, 0, MOST_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} name
 */
function needed(environment, name) {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set.`);
  return value;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(process.argv.slice(2), process.env).then(console.log, (/** @type {Error} */ { message }) => {
    console.log(`::error::${message}`);
    process.exitCode = 1;
  });
}
