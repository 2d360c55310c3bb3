import { base64, jwt, type Kind, made, pem } from "./sample.ts";
import { validationDisguised, validationGeneric } from "./validation-generic.ts";

const ours: readonly Kind[] = [
  made("ours", "github app secret in an object", "githubApp", (r) => ({ appId: 7, clientSecret: r.fill("{h40}") })),
  made("ours", "github key in base64", "GH_APP_KEY_B64 appKeyB64", (r) =>
    base64(pem(r, "RSA PRIVATE KEY", 25, "MIIE")),
  ),
  made("ours", "github app as stored", "payload githubApp", (r) =>
    JSON.stringify({
      app_id: r.fill("{d6}"),
      client_id: r.fill("Iv23{a16}"),
      client_secret: r.fill("{h40}"),
      webhook_secret: r.fill("{a40}"),
    }),
  ),
  made("ours", "database as stored", "connection", (r) => ({
    engine: "postgres",
    host: "db.internal",
    port: 5432,
    username: "qualisys",
    password: r.fill("{a28}"),
  })),
  made("ours", "sendgrid in smtp address", "SMTP_URL mailer", (r) =>
    r.fill("smtp://apikey:SG.{w22}.{w43}@smtp.sendgrid.net:587"),
  ),
];

const clouds: readonly Kind[] = [
  made("clouds", "aws credentials file", "awsCredentialsFile sharedCredentials", (r) =>
    r.fill("[default]\naws_access_key_id = AKIA{A16}\naws_secret_access_key = {b40}\n"),
  ),
  made("clouds", "supabase service role", "supabaseServiceRoleKey", (r) =>
    jwt(r, { iss: "supabase", ref: r.fill("{c20}"), role: "service_role", exp: 2_000_000_000 }),
  ),
  made("clouds", "kubernetes service account token", "clusterToken saToken", (r) =>
    jwt(r, { iss: "kubernetes/serviceaccount", sub: "system:serviceaccount:ci:deploy" }),
  ),
  made("clouds", "kubeconfig with client key", "kubeconfig KUBECONFIG_B64", (r) =>
    base64(
      `apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    client-key-data: ${base64(pem(r, "RSA PRIVATE KEY", 10, "MIIE"))}\n`,
    ),
  ),
];

const vendors: readonly Kind[] = [
  made("vendors", "dsa key", "hostKeyPem legacyKey", (r) => pem(r, "DSA PRIVATE KEY", 8)),
  made("vendors", "encrypted key", "backupKey vaultPem", (r) => pem(r, "ENCRYPTED PRIVATE KEY", 14, "MIIF")),
  made("vendors", "pkcs12", "pfxPassword keystorePfx.secret clientKeystorePassword", (r) => r.fill("{a18}!{d2}")),
];

/** What the rules are judged by: other vendors, other keys and other wrappings than the ones they are worked on with. */
export const validationSecrets: readonly Kind[] = [
  ...ours,
  ...clouds,
  ...vendors,
  ...validationGeneric,
  ...validationDisguised,
];
