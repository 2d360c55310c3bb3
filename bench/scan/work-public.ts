import { base64, ENV, type Kind, kind, made, pem, REGION, WORD } from "./sample.ts";

/** What is meant to be seen, and ordinary structures, to work with. */
export const workPublic: readonly Kind[] = [
  kind(
    "public",
    "ssh public key",
    "sshPublicKey publicKey ssh-public-key authorizedKeys",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43} ops@acme",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB{b340}== me@host",
  ),
  made("public", "certificate", "certificate caCert tlsCrt ca", (r) => pem(r, "CERTIFICATE", 18, "MIID")),
  made("public", "certificate in base64", "caBundle certificate-authority-data", (r) =>
    base64(pem(r, "CERTIFICATE", 18, "MIID")),
  ),
  made("public", "public key", "publicKey jwtPublicKey verificationKey", (r) => pem(r, "PUBLIC KEY", 6, "MIIB")),
  kind(
    "public",
    "publishable key",
    "stripePublishableKey stripeKey NEXT_PUBLIC_STRIPE_KEY",
    "pk_live_{a24}",
    "pk_test_{a99}",
  ),
  kind("public", "browser key", "googleMapsKey mapsApiKey NEXT_PUBLIC_GOOGLE_MAPS_KEY", "AIza{w35}"),
  made("public", "firebase", "firebase firebaseConfig", (r) => ({
    apiKey: r.fill("AIza{w35}"),
    authDomain: "acme.firebaseapp.com",
    projectId: "acme",
    appId: r.fill("1:{d12}:web:{h22}"),
  })),
  kind("public", "sentry dsn", "sentryDsn SENTRY_DSN", "https://{h32}@o{d6}.ingest.sentry.io/{d7}"),
  kind("public", "site key", "recaptchaSiteKey turnstileSiteKey", "6L{w38}", "0x4AAAAAAA{w14}"),
  kind("public", "mapbox public", "mapboxToken mapboxPublicToken", "pk.eyJ1{a60}.{w22}"),
  kind("public", "age recipient", "ageRecipient sopsAge", "age1{l58}"),
  kind(
    "public",
    "dns record",
    "txtRecord dkim spf verification",
    "v=spf1 include:_spf.example.org ~all",
    "google-site-verification={w43}",
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB{b160}IDAQAB",
  ),
];

export const workStructures: readonly Kind[] = [
  made("structures", "iam policy", "policy assumeRolePolicy", (r) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: r.fill("arn:aws:secretsmanager:*:{d12}:secret:qualisys/*"),
        },
      ],
    }),
  ),
  made("structures", "tags", "tags defaultTags labels", (r) => ({
    Environment: r.fill(ENV),
    Owner: "platform",
    CostCenter: r.fill("CC-{d4}"),
    ManagedBy: "pulumi",
  })),
  made("structures", "json schema", "schema", () => ({
    type: "object",
    required: ["password", "token"],
    properties: { password: { type: "string", minLength: 12 }, token: { type: "string" } },
  })),
  made("structures", "helm values", "values", (r) => ({
    auth: { existingSecret: r.fill(`${WORD}-redis`), existingSecretPasswordKey: "redis-password", enabled: true },
    image: { tag: r.fill("7.{d1}.{d1}") },
  })),
  made("structures", "external secret", "manifest", () => ({
    kind: "ExternalSecret",
    spec: {
      refreshInterval: "1h0m0s",
      secretStoreRef: { name: "llm", kind: "ClusterSecretStore" },
      data: [{ secretKey: "api-key", remoteRef: { key: "qualisys/llm/openai", property: "api_key" } }],
    },
  })),
  made("structures", "yaml text", "values config", (r) =>
    r.fill(
      `replicaCount: 2\nimage:\n  repository: ghcr.io/acme/${WORD}\n  tag: v1.{d1}.0\nsecretName: app-secrets\npasswordSecretRef:\n  name: db\n`,
    ),
  ),
  made(
    "structures",
    "dotenv text",
    "env",
    () => "LOG_LEVEL=info\nDB_HOST=db.internal\nDB_PASSWORD=${DB_PASSWORD}\nTOKEN_URL=https://auth.example.org/token\n",
  ),
  made("structures", "list", "subnets zones repos", (r) => [
    r.fill("subnet-{h17}"),
    r.fill("subnet-{h17}"),
    r.fill(REGION),
  ]),
  made(
    "structures",
    "cloud-init",
    "userData",
    () =>
      "#!/bin/bash\nset -e\napt-get update -y\nTOKEN=$(aws secretsmanager get-secret-value --secret-id ci --query SecretString --output text)\nexport TOKEN\n",
  ),
];
