import type { Random } from "./random.ts";
import { base64, humanPassword, type Kind, made } from "./sample.ts";

const token = (r: Random) =>
  r.fill(
    r.pick([
      "gh" + "p_{a36}",
      "sk_" + "live_{a24}",
      "SG" + ".{w22}.{w43}",
      "glpat" + "-{w20}",
      "sk-ant-" + "api03-{w95}",
    ]),
  );
const neutral = "value data note config item description setting x payload";

/** Secrets inside something else, under keys that say nothing. */
export const disguises: readonly Kind[] = [
  made("disguised", "base64", neutral, (r) => base64(token(r))),
  made("disguised", "base64 twice", neutral, (r) => base64(base64(token(r)))),
  made("disguised", "json text", neutral, (r) =>
    JSON.stringify({ kind: "x", auth: { password: humanPassword(r) }, port: 5432 }),
  ),
  made("disguised", "json text in base64", neutral, (r) =>
    base64(JSON.stringify({ token: r.fill("{a40}"), user: "ci" })),
  ),
  made(
    "disguised",
    "url query",
    neutral,
    (r) => `https://api.example.org/v1/items?limit=10&api_key=${r.fill("{a32}")}`,
  ),
  made("disguised", "url userinfo", neutral, (r) => `https://deploy:${r.fill("{a20}")}@git.acme.dev/infra.git`),
  made("disguised", "url with a token", neutral, (r) => `https://${r.fill("{a36}")}@github.com/acme/infra.git`),
  made("disguised", "bearer header", neutral, (r) => `Authorization: Bearer ${r.fill("{w43}")}`),
  made("disguised", "basic header", neutral, (r) => `Authorization: Basic ${base64(`ci:${humanPassword(r)}`)}`),
  made(
    "disguised",
    "prose",
    neutral,
    (r) =>
      `${r.pick(["The admin password is", "Login with password", "DB password:", "root pw is now"])} ${humanPassword(r)}9!`,
  ),
  made("disguised", "token in prose", neutral, (r) => `Ask Bob before you rotate ${token(r)} on Monday.`),
  made("disguised", "dotenv", neutral, (r) => `PORT=8080\nLOG_LEVEL=info\nDB_PASSWORD=${humanPassword(r)}\n`),
  made("disguised", "yaml text", neutral, (r) => `server:\n  port: 80\n  auth:\n    token: ${r.fill("{a32}")}\n`),
  made("disguised", "ini text", neutral, (r) => `[database]\nuser = app\npassword = ${humanPassword(r)}\n`),
  made("disguised", "semicolons", neutral, (r) => `host=db;user=app;password=${r.fill("{a16}")};ssl=true`),
  made("disguised", "argument list", "args command", (r) => ["--user", "app", "--password", humanPassword(r)]),
  made("disguised", "argument", "args command", (r) => [`--token=${r.fill("{a32}")}`, "--verbose"]),
  made(
    "disguised",
    "mysql command",
    "command script",
    (r) => `mysqldump -h db -u root -p${r.fill("{a12}")} app > dump.sql`,
  ),
  made(
    "disguised",
    "curl command",
    "command script userData",
    (r) => `#!/bin/sh\ncurl -fsS -u ci:${r.fill("{a18}")} https://nexus.acme.dev/x.tgz`,
  ),
  made("disguised", "docker config", ".dockerconfigjson dockerConfig", (r) =>
    JSON.stringify({ auths: { "ghcr.io": { auth: base64(`bot:${r.fill("{a24}")}`) } } }),
  ),
  made(
    "disguised",
    "npmrc",
    "npmrc file",
    (r) => `//registry.npmjs.org/:_authToken=${r.fill("{u}")}\nalways-auth=true`,
  ),
  made("disguised", "netrc", "netrc file", (r) => `machine api.heroku.com login ops password ${r.fill("{a20}")}`),
  made(
    "disguised",
    "kubeconfig",
    "kubeconfig kubernetes:kubeconfig",
    (r) => `apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: ${r.fill("{a64}")}\n`,
  ),
  made("disguised", "kubernetes secret", "manifest", (r) => ({
    kind: "Secret",
    data: { password: base64(humanPassword(r)) },
  })),
  made("disguised", "token in two pieces", neutral, (r) => {
    const text = token(r);
    return [text.slice(0, 6), text.slice(6)];
  }),
  made("disguised", "trailing space and quotes", "password apiPassword", (r) => ` "${humanPassword(r)}" \n`),
  made(
    "disguised",
    "percent-encoded url",
    neutral,
    (r) => `postgres://app:${encodeURIComponent(`${r.fill("{a10}")}/@#${r.fill("{a4}")}`)}@db:5432/x`,
  ),
];
