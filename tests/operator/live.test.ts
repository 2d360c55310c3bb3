import { createPublicKey, verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { credentials, isOperatorProvided } from "../../catalogue/index.ts";
import type { Values } from "../../operator/stores/store.ts";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

/** The providers' documented answers, as one server on this machine: `x-host` tells which of them is asked. */
interface Request {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}
type Reply = (request: Request, response: ServerResponse) => void;

let reply: Reply;
/** How long a provider is waited for; a busy machine answers late. */
let patience = 0;
const asked: Request[] = [];
const server = createServer(async (message, response) => {
  let body = "";
  for await (const chunk of message) body += chunk;
  const request = {
    host: String(message.headers["x-host"]),
    path: message.url ?? "",
    method: message.method ?? "",
    headers: message.headers,
    body,
  };
  asked.push(request);
  reply(request, response);
});

const generator = new Generator(5);
let world: World;

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
  patience = 10_000;
  world = new World();
  world.fetch = (address, init) => {
    const url = new URL(String(address));
    const { port } = server.address() as AddressInfo;
    const headers = new Headers(init?.headers);
    headers.set("x-host", url.host);
    const signal = AbortSignal.timeout(patience);
    return fetch(`http://127.0.0.1:${port}${url.pathname}`, { ...init, headers, signal });
  };
});

const json =
  (status: number, body: unknown): Reply =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
const plain =
  (status: number, body: string): Reply =>
  (_, response) => {
    response.writeHead(status);
    response.end(body);
  };

const CLOUD = "11111111-2222-3333-4444-555555555555";
/** A site that knows no token with scopes, and what Atlassian's gateway says of it. */
const atGateway =
  (gateway: Reply): Reply =>
  (request, response) => {
    if (request.host === "api.atlassian.com") {
      const isMyself = request.path === `/ex/jira/${CLOUD}/rest/api/3/myself`;
      return (isMyself ? gateway : json(404, {}))(request, response);
    }
    if (request.path !== "/_edge/tenant_info")
      return plain(401, "Client must be authenticated to access this resource.")(request, response);
    // Anyone may ask for it: no login goes there.
    const isPublic = request.headers.authorization === undefined;
    return (isPublic ? json(200, { cloudId: CLOUD }) : plain(400, ""))(request, response);
  };

const permissions = { contents: "read", pull_requests: "write", statuses: "write", checks: "write", members: "read" };
const app = (values: Values, over: object = {}) => ({
  id: Number(values.app_id),
  client_id: values.client_id,
  slug: "qualisys-integration",
  permissions: { ...permissions, metadata: "read", ...over },
});

type Case = [string, string, (values: Values) => Reply, "works" | "fails", string];
const cases: Case[] = [
  ["openai", "right key", () => json(200, { object: "list", data: [] }), "works", "lists the models"],
  ["openai", "wrong key", () => json(401, { error: { code: "invalid_api_key" } }), "fails", "does not know this key"],
  [
    "openai",
    "a key that lacks a scope, by the status of a wrong one",
    () =>
      json(401, {
        error: { message: "You have insufficient permissions. Missing scopes: api.model.read", code: null },
      }),
    "fails",
    "knows the key and refuses it here",
  ],
  [
    "openai",
    "restricted key",
    () => json(403, { error: { message: "insufficient permissions" } }),
    "fails",
    "denies it the list",
  ],
  ["anthropic", "right key", () => json(200, { data: [], has_more: false }), "works", "lists the models"],
  [
    "anthropic",
    "wrong key",
    () => json(401, { type: "error", error: { type: "authentication_error" } }),
    "fails",
    "does not know",
  ],
  [
    "anthropic",
    "no permission",
    () => json(403, { type: "error", error: { type: "permission_error" } }),
    "fails",
    "denies it",
  ],
  [
    "sendgrid",
    "right key",
    () => json(200, { scopes: ["mail.send", "sender_verification_eligible"] }),
    "works",
    "permissions of the guide",
  ],
  [
    "sendgrid",
    "without Mail Send",
    () => json(200, { scopes: ["mail.batch.read"] }),
    "fails",
    "lacks Mail Send (Full Access)",
  ],
  [
    "sendgrid",
    "wrong key",
    () => json(401, { errors: [{ message: "authorization required" }] }),
    "fails",
    "does not know",
  ],
  ["github-app", "right key", (values) => json(200, app(values)), "works", "permissions of the guide"],
  [
    "github-app",
    "more than asked",
    (values) => json(200, app(values, { contents: "write" })),
    "works",
    "permissions of the guide",
  ],
  [
    "github-app",
    "read where write is asked",
    (values) => json(200, app(values, { checks: "read" })),
    "fails",
    "lacks Checks (R+W)",
  ],
  [
    "github-app",
    "another app's key",
    (values) => json(200, { ...app(values), id: 1 }),
    "fails",
    "belongs to another app",
  ],
  [
    "github-app",
    "another client ID",
    (values) => json(200, { ...app(values), client_id: "Iv1.0" }),
    "fails",
    "another app",
  ],
  [
    "github-app",
    "wrong key",
    () => json(401, { message: "A JSON web token could not be decoded" }),
    "fails",
    "knows no app",
  ],
  [
    "github-app",
    "a clock that is wrong",
    () =>
      json(401, { message: "'Expiration time' claim ('exp') must be a numeric value representing the future time" }),
    "fails",
    "does not believe this machine's clock",
  ],
  ["jira", "right token", () => json(200, { accountId: "1", active: true }), "works", "signs in"],
  [
    "jira",
    "wrong token",
    () => plain(401, "Client must be authenticated to access this resource."),
    "fails",
    "no such e-mail and token",
  ],
  [
    "jira",
    "a token with scopes at the site's address",
    () => atGateway(json(200, { accountId: "1", active: true })),
    "fails",
    `this token has scopes, and works at https://api.atlassian.com/ex/jira/${CLOUD} alone: give that as the base URL`,
  ],
  [
    "jira",
    "a token with other scopes",
    () => atGateway(json(401, { code: 401, message: "Unauthorized; scope does not match" })),
    "fails",
    "this token has scopes",
  ],
  ["jira", "a wrong token, which the gateway does not know", () => atGateway(json(401, {})), "fails", "no such e-mail"],
  ["jira", "no access", () => json(403, {}), "fails", "may not use Jira"],
  ["jira", "no site", () => json(404, {}), "fails", "no Jira at the base URL"],
  ["google-oauth", "right client", () => json(400, { error: "invalid_grant" }), "works", "made-up code"],
  ["google-oauth", "wrong client", () => json(401, { error: "invalid_client" }), "fails", "no such client"],
  ["google-oauth", "deleted client", () => json(401, { error: "deleted_client" }), "fails", "no such client"],
  [
    "google-oauth",
    "disabled client",
    () => json(401, { error: "disabled_client" }),
    "fails",
    "may not sign anybody in",
  ],
  [
    "google-oauth",
    "missing redirect",
    () => json(400, { error: "redirect_uri_mismatch" }),
    "fails",
    "https://app.qualisys.io/api/auth",
  ],
  ["slack-webhook", "right webhook", () => plain(400, "no_text"), "works", "knows the webhook"],
  ["slack-webhook", "revoked", () => plain(404, "no_service"), "fails", "no such webhook"],
  ["slack-webhook", "its user is gone", () => plain(400, "user_not_found"), "fails", "may not post"],
  ["slack-webhook", "archived channel", () => plain(410, "channel_is_archived"), "fails", "may not post"],
  ["openai", "an answer nobody documents", () => json(418, {}), "fails", "not understood (418)"],
  [
    "openai",
    "a redirect is not followed",
    () => (_, r) => r.writeHead(302, { location: "https://example.com" }).end(),
    "fails",
    "(302)",
  ],
];

test.each(cases)("put %s --live: %s", async (id, _, answer, expected, told) => {
  const values = generator.values(credential(id));
  reply = answer(values);
  const { status, stdout, stderr } = await world.run(["put", id, "--live"], { piped: JSON.stringify(values) });
  expect(stdout + stderr).toContain(told);
  expect(status).toBe(expected === "works" ? 0 : 1);
  expect(world.aws.versions.has(id)).toBe(expected === "works");
  for (const value of Object.values(values)) {
    if (value.length > 16) expect(stdout + stderr).not.toContain(value);
  }
});

test("every credential that an operator provides has a provider to ask", () => {
  const covered = new Set(cases.map(([id]) => id));
  expect(
    credentials
      .filter(isOperatorProvided)
      .map(({ id }) => id)
      .filter((id) => !covered.has(id)),
  ).toEqual([]);
});

describe("trouble of the provider", () => {
  const run = (id: string) =>
    world.run(["put", id, "--live"], { piped: JSON.stringify(generator.values(credential(id))) });

  test("429 is asked again as long as the provider wants, then told", async () => {
    reply = (_, response) => response.writeHead(429, { "retry-after": "7" }).end();
    const before = world.clock.getTime();
    const { status, stderr } = await run("anthropic");
    expect(status).toBe(1);
    expect(stderr).toContain("Anthropic asks to slow down (429), and did so 3 times.");
    expect(asked).toHaveLength(3);
    expect(world.clock.getTime() - before).toBe(2 * 7000 + 1000);
  });

  test("429 once, then a verdict", async () => {
    reply = (request, response) =>
      asked.length === 1 ? void response.writeHead(429).end() : json(200, { data: [] })(request, response);
    expect((await run("openai")).status).toBe(0);
  });

  test.each([500, 503])("%i is told as the provider's own trouble", async (status) => {
    reply = json(status, {});
    expect((await run("sendgrid")).stderr).toContain(`SendGrid has trouble of its own (${status}).`);
  });

  test("a timeout is told, and an address that holds the secret is not", async () => {
    reply = () => {};
    patience = 100;
    const { status, stderr } = await run("slack-webhook");
    expect(status).toBe(1);
    expect(stderr).toContain("Slack does not answer within 10 s.");
    expect(stderr).not.toContain("/services/");
  });

  test.each<[string, number, Reply, string]>([
    [
      "ends in the middle",
      10_000,
      (_, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
        response.write('{"data"', () => response.destroy());
      },
      "breaks off in the middle of its answer",
    ],
    ["never ends", 300, (_, response) => void response.writeHead(200).write('{"data"'), "does not answer within 10 s"],
    ["is no document", 10_000, (_, response) => void response.writeHead(400).end("<html>"), "not understood (400)"],
  ])("an answer that %s is told, and nothing is written", async (_, waited, answer, told) => {
    reply = answer;
    patience = waited;
    const { status, stderr } = await run("google-oauth");
    expect(stderr).toContain(told);
    expect(stderr).not.toContain("defect");
    expect(status).toBe(1);
    expect(world.aws.versions.size).toBe(0);
  });

  test("no network", async () => {
    world.fetch = () => Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code: "ENOTFOUND" } }));
    expect((await run("slack-webhook")).stderr).toContain(
      "Slack cannot be reached, or breaks off in the middle of its answer (ENOTFOUND).",
    );
  });
});

test("each provider is asked by a call that does nothing, with the credential where it belongs", async () => {
  reply = json(200, {});
  const ask = async (id: string) => {
    const values = generator.values(credential(id));
    await world.run(["put", id, "--live"], { piped: JSON.stringify(values) });
    return { values, request: asked.at(-1) };
  };
  expect((await ask("openai")).request).toMatchObject({ host: "api.openai.com", path: "/v1/models", method: "GET" });
  expect((await ask("anthropic")).request).toMatchObject({
    host: "api.anthropic.com",
    path: "/v1/models",
    method: "GET",
  });
  expect((await ask("sendgrid")).request).toMatchObject({
    host: "api.sendgrid.com",
    path: "/v3/scopes",
    method: "GET",
  });
  const slack = await ask("slack-webhook");
  expect(slack.request).toMatchObject({ host: "hooks.slack.com", method: "POST", body: "{}" });
  const google = await ask("google-oauth");
  expect(google.request).toMatchObject({ host: "oauth2.googleapis.com", path: "/token", method: "POST" });
  expect(new URLSearchParams(google.request?.body).get("client_id")).toBe(google.values.client_id);
  const jira = await ask("jira");
  expect(jira.request).toMatchObject({ host: new URL(String(jira.values.base_url)).host, path: "/rest/api/3/myself" });
  const github = await ask("github-app");
  expect(github.request).toMatchObject({ host: "api.github.com", path: "/app", method: "GET" });
  const [head, claims, signature] = String(github.request?.headers.authorization).slice("Bearer ".length).split(".");
  const key = createPublicKey(String(github.values.private_key));
  expect(verify("RSA-SHA256", Buffer.from(`${head}.${claims}`), key, Buffer.from(String(signature), "base64url"))).toBe(
    true,
  );
  const { iss, iat, exp } = JSON.parse(Buffer.from(String(claims), "base64url").toString());
  expect(iss).toBe(github.values.client_id);
  expect(exp - iat).toBeLessThanOrEqual(600);
});
