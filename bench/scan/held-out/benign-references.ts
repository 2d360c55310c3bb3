import { type Kind, made } from "../sample.ts";

const R = "references";

const references: Kind[] = [
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
  made(P, "nothing", "dbPassword apiKey clientSecret", (random) => random.pick(["", null, "null", "none", "n/a", "-"])),
  made(P, "yes or no under a secret's name", "useApiKey password requireToken hasSecret", (random) =>
    random.pick([true, false, "true", "false", "enabled", "disabled"]),
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
