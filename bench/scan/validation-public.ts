import { base64, jwt, type Kind, made, pem } from "./sample.ts";

/** What is meant to be seen, and ordinary structures, to judge by. */
export const validationPublic: readonly Kind[] = [
  made(
    "public",
    "chain",
    "tlsChain ca.crt clientCa intermediate",
    (r) => pem(r, "CERTIFICATE", 20, "MIIF") + pem(r, "CERTIFICATE", 16, "MIIE"),
  ),
  made("public", "csr and pgp", "csr pgpPublicKey gpgPublic", (r) =>
    pem(r, r.pick(["CERTIFICATE REQUEST", "PGP PUBLIC KEY BLOCK"]), 12, "MIIC"),
  ),
  made("public", "jwks", "jwks", (r) => ({
    keys: [{ kty: "RSA", kid: r.fill("{w20}"), use: "sig", n: r.fill("{w342}"), e: "AQAB" }],
  })),
  made("public", "supabase anon", "supabaseAnonKey NEXT_PUBLIC_SUPABASE_ANON_KEY", (r) =>
    jwt(r, { iss: "supabase", ref: r.fill("{c20}"), role: "anon", iat: 1_700_000_000 }),
  ),
  made("public", "known hosts", "knownHosts sshKnownHosts", (r) =>
    r.fill("github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b43}"),
  ),
];

export const validationStructures: readonly Kind[] = [
  made("structures", "trust policy", "trustPolicy", (r) => ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: r.fill("arn:aws:iam::{d12}:oidc-provider/token.actions.githubusercontent.com") },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
      },
    ],
  })),
  made("structures", "event pattern", "eventPattern", () =>
    JSON.stringify({
      source: ["aws.secretsmanager"],
      "detail-type": ["AWS API Call via CloudTrail"],
      detail: { errorCode: [{ prefix: "AccessDenied" }], requestParameters: { secretId: [{ prefix: "qualisys/" }] } },
    }),
  ),
  made("structures", "openapi", "openapi", () => ({
    components: {
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        oauth: {
          type: "oauth2",
          flows: { clientCredentials: { tokenUrl: "https://auth.acme.dev/token", scopes: {} } },
        },
      },
    },
  })),
  made("structures", "grafana values", "grafana", () => ({
    admin: { existingSecret: "grafana-admin", userKey: "admin-user", passwordKey: "admin-password" },
    "grafana.ini": {
      auth: { disable_login_form: true },
      "auth.generic_oauth": {
        client_id: "grafana",
        auth_url: "https://sso.acme.dev/auth",
        token_url: "https://sso.acme.dev/token",
      },
    },
  })),
  made("structures", "user data", "cloudInit", () =>
    base64("#cloud-config\npackages:\n  - nginx\nruncmd:\n  - systemctl enable --now nginx\n"),
  ),
  made("structures", "config map", "data", () => ({
    "app.yaml":
      "log: info\nauth:\n  mode: oidc\n  issuer: https://sso.acme.dev\n  clientIdFile: /etc/oidc/client-id\n  clientSecretFile: /etc/oidc/client-secret\n",
  })),
  made(
    "structures",
    "workflow",
    "pipeline",
    () =>
      'steps:\n  - uses: actions/checkout@v4\n    with:\n      token: ${{ secrets.GH_TOKEN }}\n  - run: echo "password length: ${#PASSWORD}"\n',
  ),
  made(
    "structures",
    "dockerfile",
    "dockerfile",
    () => "FROM node:24\nARG NPM_TOKEN\nRUN --mount=type=secret,id=npm npm ci\nENV AUTH_MODE=oidc\n",
  ),
  made("structures", "node pools", "nodePools", (r) => [
    {
      name: "system",
      size: r.fill("Standard_D{d1}s_v5"),
      min: 1,
      max: 3,
      taints: ["CriticalAddonsOnly=true:NoSchedule"],
    },
  ]),
  made("structures", "nested ids", "network", (r) => ({
    vpcId: r.fill("vpc-{h17}"),
    subnetIds: [r.fill("subnet-{h17}"), r.fill("subnet-{h17}")],
    dnsZone: { id: r.fill("Z{A20}"), name: "acme.dev" },
  })),
];
