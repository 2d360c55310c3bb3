import { base64, type Kind, made, pem } from "../sample.ts";
import { HOST, plain } from "./chance.ts";

const D = "disguises";

export const disguisedSecrets: readonly Kind[] = [
  made(D, "vendor's token under an innocent name", "value setting greeting color", (random) =>
    random.fill(
      random.pick(["ghp_{a36}", "sk-ant-api03-{w93}AA", "glpat-{w20}", "xoxb-{d12}-{d13}-{a24}", "SG.{w22}.{w43}"]),
    ),
  ),
  made(D, "vendor's token in a sentence", "readme reason", (random) =>
    random.fill(
      random.pick(["please use ghp_{a36} until friday", "Key for staging (sk_live_51{a97}) is shared with finance."]),
    ),
  ),
  made(D, "vendor's token in a list", "items regions", (random) => [
    "eu-west-1",
    random.fill("npm_{a36}"),
    "us-east-1",
  ]),
  made(D, "vendor's token as the name of an entry", "enabledFor byCaller", (random) => ({
    [random.fill("ghp_{a36}")]: "ci",
    other: "none",
  })),
  made(D, "vendor's token in base64", "blob data", (random) =>
    base64(random.fill(random.pick(["ghp_{a36}", "glpat-{w20}", "sk-ant-api03-{w93}AA"]))),
  ),
  made(D, "vendor's token in quotes", "literal quoted", (random) => random.fill('"github_pat_{a22}_{a59}"')),
  made(D, "vendor's token with spaces around it", "trimmed input", (random) => random.fill("  \nghp_{a36}\n ")),
  made(D, "vendor's token encoded for a URL", "link redirect", (random) =>
    random.fill("https://acme.io/go?next=https%3A%2F%2Fapi.acme.io%2F%3Ftoken%3Dghp_{a36}"),
  ),
  made(D, "webhook in a list of targets", "targets notify", (random) => [
    "mailto:ops@acme.io",
    random.fill("https://hooks.slack.com/services/T{A10}/B{A10}/{a24}"),
  ]),
  made(D, "private key in a field of an object", "site listener", (random) => ({
    host: "acme.io",
    tls: {
      cert: pem(random, "CERTIFICATE", 16, "MIIDdzCCAl+gAwIBAgIU"),
      key: pem(random, "EC PRIVATE KEY", 3, "MHcCAQEEI"),
    },
  })),
  made(D, "Stripe key beside its publishable one", "stripe checkout", (random) => ({
    publishable: random.fill("pk_live_51{a97}"),
    secret: random.fill("sk_live_51{a97}"),
  })),
  made(
    D,
    "default in a reference to the environment",
    "template composeEnv",
    (random) => `\${DB_PASSWORD:-${plain(random)}}`,
  ),
  made(D, "password after a placeholder of a user", "url endpoint", (random) =>
    random.fill(`postgres://\${DB_USER}:${plain(random)}@${HOST}/app`),
  ),
];
