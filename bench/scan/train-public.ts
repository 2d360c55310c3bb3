import { base64, ENV, type Kind, made, pem, REGION, WORD } from "./sample.ts";

/** What is meant to be seen, and ordinary structures, to work with. */
export const trainPublic: readonly Kind[] = [
  made("public", "certificate", "certificate caCert tlsCrt ca", (r) => pem(r, "CERTIFICATE", 18, "MIID")),
  made("public", "certificate in base64", "caBundle certificate-authority-data", (r) =>
    base64(pem(r, "CERTIFICATE", 18, "MIID")),
  ),
  made("public", "public key", "publicKey jwtPublicKey verificationKey", (r) => pem(r, "PUBLIC KEY", 6, "MIIB")),
  made("public", "firebase", "firebase firebaseConfig", (r) => ({
    apiKey: r.fill("AIza{w35}"),
    authDomain: "acme.firebaseapp.com",
    projectId: "acme",
    appId: r.fill("1:{d12}:web:{h22}"),
  })),
];

export const trainStructures: readonly Kind[] = [
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
