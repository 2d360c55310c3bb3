import { gzipSync } from "node:zlib";
import type { Random } from "../random.ts";
import { base64, type Kind, made } from "../sample.ts";
import { bytes64, words } from "./chance.ts";

const T = "texts";
const lines = (...list: readonly string[]): string => `${list.join("\n")}\n`;

const appConfig = (random: Random): string =>
  lines(
    "server:",
    "  port: 8080",
    "  host: 0.0.0.0",
    "database:",
    "  host: db",
    `  name: ${random.fill("{c6}")}`,
    "  passwordFile: /run/secrets/db",
    "logging:",
    "  level: info",
  );

const texts: Kind[] = [
  made(T, "prose about passwords", "description help note", (random) =>
    random.pick([
      "Passwords are kept in Secrets Manager and rotated every 90 days; never write one into this file. Ask the platform team for access.",
      "To rotate the API key: create a new one in the dashboard, put it into the store, wait an hour, and revoke the old one.",
      "If the token is refused, check that its audience is the API and that the clock of the machine is right.",
      `The password of the ${words(random, 1)} database is stored in Vault under secret/data/${words(random, 1)}.`,
    ]),
  ),
  made(T, "long prose", "readme motd terms", (random) =>
    Array.from({ length: 6 }, () => `The ${words(random, 3)} of the ${words(random, 2)} is ${words(random, 2)}.`).join(
      " ",
    ),
  ),
  made(T, "statement of SQL without a password", "migration query", (random) =>
    random.pick([
      "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, password_hash text NOT NULL, api_token_id uuid);",
      `SELECT count(*) FROM ${words(random, 1)} WHERE password_changed_at < now() - interval '90 days';`,
      "GRANT rds_iam TO app; ALTER ROLE app SET search_path = public;",
    ]),
  ),
  made(T, "dotenv of ordinary settings", "dotenv envFile", (random) =>
    random.fill(
      lines(
        "NODE_ENV=production",
        "PORT=8080",
        "LOG_LEVEL=info",
        "DB_HOST=db.acme.internal",
        "AWS_REGION=eu-west-1",
        "RELEASE={h40}",
        "TENANT_ID={u}",
      ),
    ),
  ),
  made(T, "application's YAML", "appYaml config", appConfig),
  made(T, "application's YAML in base64", "configB64 configBase64", (random) => base64(appConfig(random))),
  made(T, "application's JSON in base64", "settingsB64", (random) =>
    base64(
      JSON.stringify({ region: "eu-west-1", replicas: 3, release: random.fill("{h40}"), tenant: random.fill("{u}") }),
    ),
  ),
  made(T, "shell script that reads secrets", "userData setupScript", (random) =>
    lines(
      "#!/bin/bash",
      "set -euo pipefail",
      `DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/${words(random, 1)} --query SecretString --output text)`,
      "export DB_PASSWORD",
      'TOKEN="$(curl -sX PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 60")"',
      "exec /usr/local/bin/app",
    ),
  ),
  made(T, "nginx configuration", "nginxConf serverBlock", (random) =>
    lines(
      "server {",
      "  listen 443 ssl;",
      `  server_name ${words(random, 1)}.acme.io;`,
      "  ssl_certificate /etc/ssl/tls.crt;",
      "  ssl_certificate_key /etc/ssl/tls.key;",
      "  location / { proxy_set_header Authorization $http_authorization; proxy_pass http://app:8080; }",
      "}",
    ),
  ),
  made(T, "Deployment without secrets", "deployment workload", (random) =>
    lines(
      "apiVersion: apps/v1",
      "kind: Deployment",
      "metadata:",
      `  name: ${words(random, 1)}`,
      "spec:",
      "  template:",
      "    spec:",
      "      containers:",
      "        - name: api",
      `          image: acme/api@sha256:${random.fill("{h64}")}`,
      "          env:",
      "            - name: DB_PASSWORD",
      "              valueFrom:",
      "                secretKeyRef:",
      "                  name: db",
      "                  key: password",
    ),
  ),
  made(T, "workflow that uses secrets", "workflow pipeline", (random) =>
    lines(
      "jobs:",
      "  deploy:",
      "    steps:",
      `      - uses: actions/checkout@${random.fill("{h40}")}`,
      "      - run: npm publish",
      "        env:",
      "          NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}",
    ),
  ),
  made(T, "source text that reads the environment", "lambdaSource inlineCode", () =>
    lines(
      "import os, boto3",
      "def handler(event, context):",
      '    password = os.environ["DB_PASSWORD"]',
      "    token = get_token(client_id, scope='orders')",
      "    return connect(password=password, token=token)",
    ),
  ),
  made(T, "schema in JSON", "schema requestSchema", () =>
    JSON.stringify({
      type: "object",
      required: ["username", "password"],
      properties: { username: { type: "string" }, password: { type: "string", minLength: 12, format: "password" } },
    }),
  ),
  made(
    T,
    "query of GraphQL",
    "query mutation",
    () =>
      "mutation Login($email: String!, $password: String!) { login(email: $email, password: $password) { token user { id name } } }",
  ),
  made(T, "discovery document", "openidConfiguration", () =>
    JSON.stringify({
      issuer: "https://id.acme.io",
      token_endpoint: "https://id.acme.io/token",
      jwks_uri: "https://id.acme.io/keys",
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
    }),
  ),
  made(T, "policy in Rego", "rego admissionPolicy", () =>
    lines(
      "package acme",
      "deny contains msg if {",
      '  input.kind == "Secret"',
      "  some key",
      "  input.stringData[key]",
      '  msg := sprintf("secret %v holds stringData", [key])',
      "}",
    ),
  ),
  made(
    T,
    "template of a mail",
    "emailTemplate resetMail",
    () =>
      '<p>Hello {{name}},</p><p>to set a new password, follow <a href="{{resetUrl}}?token={{token}}">this link</a>. It is valid for one hour.</p>',
  ),
  made(T, "dashboard", "dashboardJson", (random) =>
    JSON.stringify({
      uid: random.fill("{w9}"),
      title: "Orders",
      panels: [
        {
          id: 2,
          type: "graph",
          datasource: { uid: random.fill("P{H16}") },
          targets: [{ expr: "rate(token_requests_total[5m])" }],
        },
      ],
    }),
  ),
  made(T, "settings of Kafka without a password", "kafka.properties", () =>
    lines(
      "bootstrap.servers=b-1.acme.kafka.eu-west-1.amazonaws.com:9098",
      "security.protocol=SASL_SSL",
      "sasl.mechanism=AWS_MSK_IAM",
      "ssl.truststore.location=/etc/ssl/truststore.jks",
    ),
  ),
];

const B = "binary";

const binary: Kind[] = [
  made(
    B,
    "image in base64",
    "logo faviconBase64 icon",
    (random) => `iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAA${bytes64(random, 240)}`,
  ),
  made(
    B,
    "image in an address",
    "logoDataUri avatar",
    (random) => `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUA${bytes64(random, 180)}`,
  ),
  made(
    B,
    "vector image in an address",
    "iconUri",
    (random) =>
      `data:image/svg+xml;base64,${base64(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M${random.below(9)} 12h${random.below(9)}v${random.below(9)}z"/></svg>`)}`,
  ),
  made(
    B,
    "outline of a vector image",
    "iconPath",
    (random) =>
      `M12 2C6.48 2 2 6.48 2 12s${random.below(9)}.48 10 10 10 10-4.48 10-10S17.52 2 12 2zm0 ${random.below(20)}c-4.41 0-8-3.59-8-8z`,
  ),
  made(
    B,
    "font in an address",
    "fontFace",
    (random) => `url(data:font/woff2;base64,d09GMgABAAAAA${bytes64(random, 300)}) format('woff2')`,
  ),
  made(B, "packed settings", "packedConfig userDataGzip", (random) =>
    gzipSync(lines(appConfig(random), words(random, 60))).toString("base64"),
  ),
  made(B, "compiled module", "wasmFilter", (random) => `AGFzbQEAAAA${bytes64(random, 200)}`),
  made(B, "coordinates", "bounds polygon", (random) =>
    Array.from({ length: 6 }, () => [
      random.below(90) + random.below(1e6) / 1e6,
      random.below(180) + random.below(1e6) / 1e6,
    ]),
  ),
];

export const benignTexts: readonly Kind[] = [...texts, ...binary];
