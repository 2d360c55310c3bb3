import { humanPassword, jwt, type Kind, made, pem, phrase } from "./sample.ts";
import { disguises } from "./train-disguises.ts";
import { formSecrets } from "./train-forms.ts";
import { movedSecrets } from "./train-moved.ts";

const ours: readonly Kind[] = [
  made("ours", "github private key", "githubPrivateKey GITHUB_APP_PEM key", (r) =>
    pem(r, "RSA PRIVATE KEY", 25, "MIIE"),
  ),
  made("ours", "github private key on one line", "githubPrivateKey GITHUB_APP_PEM", (r) =>
    pem(r, "RSA PRIVATE KEY", 25, "MIIE").replace(/\n/g, "\\n"),
  ),
];

const clouds: readonly Kind[] = [
  made("clouds", "gcp service account", "gcpCredentials GOOGLE_CREDENTIALS", (r) =>
    JSON.stringify({
      type: "service_account",
      project_id: "acme",
      private_key_id: r.fill("{h40}"),
      private_key: pem(r, "PRIVATE KEY", 26, "MIIE"),
      client_email: "x@acme.iam.gserviceaccount.com",
    }),
  ),
];

const vendors: readonly Kind[] = [
  made("vendors", "age key", "ageKey SOPS_AGE_KEY", (r) => {
    const letters = [..."QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"];
    return `AGE-SECRET-${"KEY"}-1${Array.from({ length: 58 }, () => r.pick(letters)).join("")}`;
  }),
  made("vendors", "session jwt", "accessToken ID_TOKEN bearer", (r) =>
    jwt(r, { sub: r.fill("{d10}"), iat: 1_700_000_000, scope: "admin" }),
  ),
  made("vendors", "openssh key", "sshPrivateKey deployKey id_ed25519", (r) =>
    pem(r, "OPENSSH PRIVATE KEY", 6, "b3BlbnNzaC1rZXktdjEA"),
  ),
  made("vendors", "ec key", "tlsKey tls.key", (r) => pem(r, "EC PRIVATE KEY", 3)),
  made("vendors", "pgp key", "gpgKey signing", (r) => pem(r, "PGP PRIVATE KEY BLOCK", 20)),
];

const generic: readonly Kind[] = [
  made(
    "generic",
    "human password",
    "password adminPassword db_password SMTP_PASSWORD rootPwd mysql.password user-password dbpass MasterUserPassword",
    humanPassword,
  ),
  made("generic", "human password, nested", "settings", (r) => ({
    mysql: { user: "root", password: humanPassword(r) },
  })),
  made("generic", "passphrase with hyphens", "password passphrase keyPassphrase backup_passphrase", (r) =>
    phrase(r, "-"),
  ),
  made("generic", "passphrase with spaces", "password passphrase keystorePassword", (r) => phrase(r, " ")),
  made("generic", "number as password", "password dbPassword", (r) => Number(r.fill("1{d7}"))),
  made(
    "generic",
    "chosen signing secret",
    "jwtSecret sessionSecret cookie_secret JWT_SECRET",
    (r) => `${phrase(r, "-")}-${r.fill("{d4}")}`,
  ),
  made("generic", "list of passwords", "passwords userPasswords", (r) => [humanPassword(r), humanPassword(r)]),
  made("generic", "list of tokens", "tokens apiKeys", (r) => [r.fill("{a32}"), r.fill("{a32}")]),
  made("generic", "env list", "env environment containers", (r) => [
    { name: "PORT", value: "8080" },
    { name: r.pick(["DB_PASSWORD", "REDIS_PASSWORD", "ADMIN_PASS"]), value: humanPassword(r) },
  ]),
  made("generic", "map of secrets", "secrets credentials", (r) => ({
    region: "eu-central-1",
    github: r.fill("{a40}"),
  })),
];

/** What the rules are worked on with. */
export const trainSecrets: readonly Kind[] = [
  ...ours,
  ...clouds,
  ...vendors,
  ...generic,
  ...disguises,
  ...movedSecrets,
  ...formSecrets,
];
