import { type Kind, kind, made } from "../sample.ts";

const R = "references";

const references: Kind[] = [
  kind(
    R,
    "path of a file with a secret",
    "passwordFile privateKeyPath DB_PASSWORD_FILE tokenFile",
    "/run/secrets/db_password",
    "/etc/ssl/private/{c6}.key",
    "/var/run/secrets/kubernetes.io/serviceaccount/token",
    "./certs/{c6}.pem",
  ),
  kind(R, "1Password reference", "dbPassword apiKey", "op://prod/{c6}/password", "op://Engineering/Stripe/credential"),
  kind(
    R,
    "reference of Vault",
    "password token",
    "vault:secret/data/{c6}#password",
    "ref+vault://secret/{c6}#/token",
    "vault://kv/{c6}/prod?key=apiToken",
  ),
  kind(
    R,
    "reference of a cloud's store",
    "clientSecret smtpPassword",
    "ref+awssecrets://prod/{c6}/smtp",
    "gcp-sm://projects/acme/secrets/{c6}/versions/latest",
    "sm://acme-prod/{c6}-password",
    "ssm:/prod/{c6}/password",
  ),
  kind(
    R,
    "Key Vault reference",
    "apiKey connectionString",
    "@Microsoft.KeyVault(SecretUri=https://kv-{c6}.vault.azure.net/secrets/{c6}-key/)",
    "https://kv-{c6}.vault.azure.net/secrets/{c6}-key/{h32}",
  ),
  kind(
    R,
    "dynamic reference of CloudFormation",
    "masterUserPassword",
    "{{resolve:secretsmanager:prod/{c6}:SecretString:password}}",
    "{{resolve:ssm-secure:/prod/{c6}/password:1}}",
  ),
  kind(R, "secret's version in Google", "secretVersion jwtSecret", "projects/acme-{c6}/secrets/jwt/versions/{d2}"),
  kind(
    R,
    "variable of the environment",
    "dbPassword apiKey authToken",
    "${DB_PASSWORD}",
    "$DB_PASSWORD",
    "${env:API_KEY}",
    "%API_TOKEN%",
    "$(DB_PASSWORD)",
    "process.env.API_KEY",
  ),
  kind(
    R,
    "template's expression",
    "password clientSecret",
    "{{ .Values.auth.password }}",
    "{{ vault_db_password }}",
    "<%= ENV['DB_PASSWORD'] %>",
    "${{ secrets.DEPLOY_TOKEN }}",
    "${var.db_password}",
  ),
  kind(R, "header with a variable", "authorization", "Bearer ${API_TOKEN}", "Bearer {{ .token }}", "Token $(TOKEN)"),
  kind(
    R,
    "name of a variable",
    "passwordEnv tokenVariable apiKeyEnvVar",
    "DB_PASSWORD",
    "GITHUB_TOKEN",
    "STRIPE_SECRET_KEY",
    "ACME_{C6}_API_KEY",
  ),
  made(R, "reference in a Pod's environment", "env extraEnv", (random) => [
    { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: random.fill("{c6}-db"), key: "password" } } },
    { name: "LOG_LEVEL", value: "info" },
  ]),
  made(R, "external secret", "externalSecret manifest", (random) =>
    random.fill(
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: {c6}\nspec:\n  refreshInterval: 1h0m0s\n  secretStoreRef:\n    name: aws\n    kind: ClusterSecretStore\n  data:\n    - secretKey: password\n      remoteRef:\n        key: prod/{c6}\n        property: password\n",
    ),
  ),
  made(R, "list of names of secrets", "imagePullSecrets secrets requiredSecrets", (random) => [
    random.fill("regcred-{c4}"),
    "db-password",
    "stripe-api-key",
  ]),
];

const P = "placeholders";

const placeholders: Kind[] = [
  kind(
    P,
    "in angle brackets",
    "apiKey dbPassword token",
    "<your-api-key>",
    "<password>",
    "<INSERT TOKEN HERE>",
    "<REDACTED>",
  ),
  kind(
    P,
    "asked for in words",
    "apiKey clientSecret",
    "YOUR_API_KEY_HERE",
    "your-client-secret",
    "replace-me",
    "REPLACE_WITH_STRIPE_KEY",
    "TODO",
    "fill-in-before-deploy",
  ),
  kind(
    P,
    "masked",
    "password token secretKey",
    "********",
    "xxxxxxxxxxxxxxxx",
    "••••••••",
    "XXXXXXXXXXXXXXXXXXXXXXXX",
    "[REDACTED]",
    "***",
  ),
  kind(
    P,
    "beginning of a token, then dots or crosses",
    "openaiApiKey githubToken slackToken",
    "sk-...",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx",
    "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
  ),
  kind(
    P,
    "kept elsewhere",
    "dbPassword apiToken",
    "(stored in Vault)",
    "see 1Password",
    "set-by-ci",
    "managed-by-external-secrets",
    "from-aws-secrets-manager",
  ),
  made(P, "nothing", "dbPassword apiKey clientSecret", (random) => random.pick(["", null, "null", "none", "n/a", "-"])),
  made(P, "yes or no under a secret's name", "useApiKey password requireToken hasSecret", (random) =>
    random.pick([true, false, "true", "false", "enabled", "disabled"]),
  ),
  kind(
    P,
    "zeros",
    "subscriptionId tenantId accountId",
    "00000000-0000-0000-0000-000000000000",
    "0000000000000000000000000000000000000000",
    "000000000000",
  ),
  made(
    P,
    "Secret manifest of placeholders",
    "secretTemplate",
    () =>
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: mailer\nstringData:\n  password: <smtp password>\n  api-key: ${MAIL_API_KEY}\n",
  ),
];

export const benignReferences: readonly Kind[] = [...references, ...placeholders];
