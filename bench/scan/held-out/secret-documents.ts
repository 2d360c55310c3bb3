import type { Random } from "../random.ts";
import { base64, type Kind, made } from "../sample.ts";
import { bytes64, chosen, HOST, plain } from "./chance.ts";

const G = "documents";
const lines = (...list: readonly string[]): string => `${list.join("\n")}\n`;

const secretManifest = (random: Random): string =>
  lines(
    "apiVersion: v1",
    "kind: Secret",
    "metadata:",
    "  name: orders-db",
    "type: Opaque",
    "data:",
    `  username: ${base64("orders")}`,
    `  password: ${base64(plain(random))}`,
  );

const cloudInit = (random: Random): string =>
  lines(
    "#cloud-config",
    "package_update: true",
    "chpasswd:",
    "  expire: false",
    "  users:",
    `    - {name: ubuntu, password: ${plain(random)}, type: text}`,
  );

const dotenv = (random: Random): string =>
  lines(
    "NODE_ENV=production",
    "PORT=8080",
    `DB_HOST=${random.fill(HOST)}`,
    `DB_PASSWORD=${plain(random)}`,
    "LOG_LEVEL=info",
  );

export const documentSecrets: readonly Kind[] = [
  made(G, "dotenv", "env dotenv appEnv", dotenv),
  made(G, "dotenv with a vendor's key among many", "envFile environment", (random) =>
    random.fill(
      lines("# copied from the old server", "APP_NAME=shop", 'STRIPE_KEY="sk_live_51{a97}"', "QUEUE=default", "TZ=UTC"),
    ),
  ),
  made(G, "shell script that exports", "userData setupScript", (random) =>
    lines(
      "#!/bin/bash",
      "set -eu",
      "yum install -y docker",
      `export REGISTRY_PASSWORD='${plain(random)}'`,
      "systemctl start docker",
    ),
  ),
  made(G, "user data in base64", "userDataBase64 customData", (random) => base64(cloudInit(random))),
  made(G, "cloud-init", "cloudInit cloudConfig", cloudInit),
  made(G, "Kubernetes Secret with data", "manifest extraManifests", secretManifest),
  made(G, "Kubernetes Secret with stringData", "secretYaml rawManifest", (random) =>
    lines(
      "apiVersion: v1",
      "kind: Secret",
      "metadata: {name: mailer}",
      "stringData:",
      `  smtp-password: ${plain(random)}`,
    ),
  ),
  made(G, "Kubernetes Secret as an object", "resource object", (random) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "mailer", namespace: "prod" },
    data: { "api-token": base64(random.fill("{a40}")) },
  })),
  made(G, "compose file", "compose dockerCompose", (random) =>
    lines(
      "services:",
      "  db:",
      "    image: postgres:17",
      "    environment:",
      "      POSTGRES_USER: app",
      `      POSTGRES_PASSWORD: ${plain(random)}`,
    ),
  ),
  made(G, "Helm values", "valuesYaml helm:values", (random) =>
    lines(
      "replicaCount: 2",
      "auth:",
      "  username: admin",
      `  password: ${plain(random)}`,
      "persistence:",
      "  size: 8Gi",
    ),
  ),
  made(G, "Docker configuration", "dockerConfigJson .dockerconfigjson", (random) =>
    JSON.stringify({ auths: { "registry.acme.io": { auth: base64(`robot:${plain(random)}`) } } }),
  ),
  made(G, "Docker configuration in base64", "pullSecret imagePull", (random) =>
    base64(
      JSON.stringify({
        auths: { "https://index.docker.io/v1/": { username: "acme", password: random.fill("dckr_pat_{w27}") } },
      }),
    ),
  ),
  made(G, "netrc", "netrc gitNetrc", (random) =>
    lines(`machine git.acme.io`, "  login deploy", `  password ${plain(random)}`),
  ),
  made(G, "pgpass", "pgpass pgpassFile", (random) => random.fill(`${HOST}:5432:orders:svc_orders:${plain(random)}\n`)),
  made(G, "AWS credentials file", "awsCredentials credentialsFile", (random) =>
    random.fill(
      lines("[default]", "aws_access_key_id = AKIA{A16}", "aws_secret_access_key = {b40}", "region = eu-west-1"),
    ),
  ),
  made(G, "npmrc", "npmrc NPM_CONFIG", (random) =>
    random.fill(lines("@acme:registry=https://npm.acme.io/", "//npm.acme.io/:_authToken={u}", "always-auth=true")),
  ),
  made(
    G,
    "Maven settings",
    "mavenSettings settingsXml",
    (random) =>
      `<settings><servers><server><id>acme-releases</id><username>deployer</username><password>${plain(random)}</password></server></servers></settings>`,
  ),
  made(G, "properties file", "applicationProperties properties", (random) =>
    lines(
      "server.port=8443",
      "spring.datasource.username=app",
      `spring.datasource.password=${plain(random)}`,
      "spring.jpa.show-sql=false",
    ),
  ),
  made(G, "TOML", "configToml telegraf", (random) =>
    lines("[server]", 'listen = ":9090"', "[outputs.influx]", `token = "${bytes64(random, 64)}"`, 'bucket = "metrics"'),
  ),
  made(G, "variables of Terraform", "tfvars terraformVars", (random) =>
    lines('region = "eu-central-1"', "instance_count = 3", `db_master_password = "${plain(random)}"`),
  ),
  made(G, "MySQL options", "myCnf mysqlClient", (random) =>
    lines("[client]", "user=backup", `password="${plain(random)}"`, "host=127.0.0.1"),
  ),
  made(
    G,
    "Ansible inventory",
    "inventory ansibleHosts",
    (random) =>
      `[windows]\nwin01.acme.internal ansible_user=Administrator ansible_password=${plain(random)} ansible_port=5986\n`,
  ),
  made(G, "Dockerfile", "dockerfile buildInstructions", (random) =>
    lines(
      "FROM node:24-slim",
      "WORKDIR /app",
      `ENV API_SECRET=${random.fill("{a40}")}`,
      "COPY . .",
      'CMD ["node", "index.js"]',
    ),
  ),
  made(G, "source text with a key in it", "lambdaSource inlineCode", (random) =>
    lines(
      "import requests",
      "def handler(event, context):",
      `    api_key = "${random.fill("{a40}")}"`,
      "    return requests.get(URL, headers={'X-Api-Key': api_key}).json()",
    ),
  ),
  made(G, "JSON in a text in an object", "payload taskDefinition", (random) => ({
    name: "api",
    config: JSON.stringify({ db: { host: "db.acme.internal", password: plain(random) } }),
  })),
  made(G, "JSON in JSON in a text", "bundle envelope", (random) =>
    JSON.stringify({ version: 2, body: JSON.stringify({ auth: { user: "app", password: chosen(random) } }) }),
  ),
  made(G, "secret manifest in base64", "manifestB64 bootstrapManifest", (random) => base64(secretManifest(random))),
  made(G, "rclone or WireGuard configuration", "rcloneConf wg0", (random) =>
    random.below(2)
      ? lines(
          "[Interface]",
          "Address = 10.8.0.2/24",
          `PrivateKey = ${bytes64(random, 32)}`,
          "[Peer]",
          `PublicKey = ${bytes64(random, 32)}`,
        )
      : random.fill(lines("[s3]", "type = s3", "access_key_id = AKIA{A16}", "secret_access_key = {b40}")),
  ),
];
