import { base64, base64url, type Kind, made } from "../sample.ts";
import { bytes64 } from "./chance.ts";

const chat: Kind[] = [
  made("chat and mail", "Discord bot token", "discordBotToken DISCORD_TOKEN", (random) =>
    random.fill(`${base64url(random.fill("1{d17}"))}.G{w5}.{w38}`),
  ),
];

const business: Kind[] = [
  made("business", "Mapbox secret token", "mapboxSecretToken tiles", (random) =>
    random.fill(`sk.${base64url(JSON.stringify({ u: random.fill("acme{c4}"), a: random.fill("cl{l23}") }))}.{w22}`),
  ),
];

const operations: Kind[] = [
  made("operations", "Grafana token", "grafana dashboards:token", (random) =>
    random.below(2)
      ? random.fill("glsa_{a32}_{h8}")
      : `glc_${base64(JSON.stringify({ o: random.fill("{d6}"), n: "stack-hl-write", k: random.fill("{a24}"), m: { r: "eu" } }))}`,
  ),
  made("operations", "Sentry auth token", "sentryAuthToken releases", (random) =>
    random.below(2)
      ? random.fill("sntryu_{h64}")
      : random.fill(
          `sntrys_${base64(JSON.stringify({ iat: 1.7e9 + random.below(1e7), url: "https://sentry.io" }))}_{b43}`,
        ),
  ),
  made("operations", "Elastic API key", "elasticApiKey ELASTIC_API_KEY", (random) =>
    base64(random.fill("{w20}:{w22}")),
  ),
  made(
    "operations",
    "1Password service account token",
    "onepassword op",
    (random) =>
      `ops_${base64url(JSON.stringify({ signInAddress: "acme.1password.com", userAuth: { method: "SRPg-4096" }, secretKey: random.fill("A3-{A6}-{A6}-{A5}-{A5}"), muk: { k: random.fill("{w43}") } }))}`,
  ),
  made("operations", "Confluent secret", "confluentApiSecret kafka:secret", (random) => bytes64(random, 48)),
];

export const vendorSecrets: readonly Kind[] = [...chat, ...business, ...operations];
